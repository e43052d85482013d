// Package render writes the result of a query, row by row and in constant
// memory, in the formats that the command line offers.
//
// NULL and the empty string stay apart in every format, numbers keep all their
// digits, and bytes that are no text are written as \x68656c6c6f.
package render

import (
	"fmt"
	"io"
	"strings"
)

// Column is a column of a result.
type Column struct {
	Name string
	// Type is the database's name of the type, as the driver gives it. Only
	// dates and times look at it.
	Type   string
	Right  bool // numbers: aligned to the right; text that is a number is one in JSON
	Binary bool // a []byte is bytes, even if it happens to be text
	// JSON text becomes part of JSON output, where its null looks like NULL;
	// text that is no JSON stays a string.
	JSON bool
}

// Format is a way to write a result.
type Format string

// The formats.
const (
	Table    Format = "table"    // aligned columns, as psql has them
	CSV      Format = "csv"      // RFC 4180 with \n; NULL is empty, the empty string is ""
	JSON     Format = "json"     // an array of objects
	NDJSON   Format = "ndjson"   // an object on each line
	Markdown Format = "markdown" // a table of GitHub's Markdown
	Vertical Format = "vertical" // a line for each value, as psql's \x has them
)

// Formats are all formats.
func Formats() []Format { return []Format{Table, CSV, JSON, NDJSON, Markdown, Vertical} }

// ParseFormat finds a format by its name; the error lists the names.
func ParseFormat(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if string(f) == name {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("unknown format %q: choose %s", name, strings.Join(names, ", "))
}

// Options change how a result looks.
type Options struct {
	// Color dims NULL and stresses names in table and vertical, for terminals.
	Color bool
	// MaxWidth cuts wider cells of a table; zero never cuts. It counts the
	// terminal's columns.
	MaxWidth int
	// Footer is told the number of rows behind a table or vertical; nil for
	// no footer. It may be another stream than the result's.
	Footer io.Writer
}

// Writer takes a result: Header once, Row for each row, Close at the end, after
// an error too. One goroutine may use it.
type Writer interface {
	// Header comes first. The writer keeps no hold of the slice.
	Header(columns []Column) error
	// Row takes the values as database/sql scans them into an any, and keeps
	// no hold of them. There must be as many as columns.
	Row(values []any) error
	// Close writes what is buffered; it does not close the stream.
	Close() error
}

// New makes a writer that writes to w, in pieces of about 32 KiB.
func New(w io.Writer, f Format, o Options) (Writer, error) {
	out := output{w: w, options: o}
	switch f {
	case Table:
		return &tableWriter{output: out}, nil
	case CSV:
		return &csvWriter{output: out}, nil
	case JSON:
		return &jsonWriter{output: out, array: true}, nil
	case NDJSON:
		return &jsonWriter{output: out}, nil
	case Markdown:
		return &markdownWriter{output: out}, nil
	case Vertical:
		return &verticalWriter{output: out}, nil
	}
	_, err := ParseFormat(string(f))
	return nil, err
}

// output is what all writers share: the columns, and a buffer before w.
type output struct {
	w       io.Writer
	options Options
	columns []Column
	rows    int
	buf     []byte
	err     error // of w; nothing is written after it
}

const bufferSize = 32 << 10

// begin takes the columns.
func (o *output) begin(columns []Column) {
	o.columns = append([]Column(nil), columns...)
	o.buf = make([]byte, 0, bufferSize+bufferSize/4)
}

// count checks a row and counts it.
func (o *output) count(values []any) error {
	if len(values) != len(o.columns) {
		return fmt.Errorf("render: a row of %d values for %d columns", len(values), len(o.columns))
	}
	o.rows++
	return o.err
}

// spill writes the buffer once it is full.
func (o *output) spill() error {
	if len(o.buf) < bufferSize {
		return o.err
	}
	return o.flush()
}

func (o *output) flush() error {
	if o.err == nil && len(o.buf) > 0 {
		_, o.err = o.w.Write(o.buf)
	}
	o.buf = o.buf[:0]
	return o.err
}

// footer writes the number of rows behind the result.
func (o *output) footer() error {
	if err := o.flush(); err != nil || o.options.Footer == nil {
		return err
	}
	plural := "s"
	if o.rows == 1 {
		plural = ""
	}
	_, err := fmt.Fprintf(o.options.Footer, "(%d row%s)\n", o.rows, plural)
	return err
}
