package render

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// A table looks at this many rows or bytes before it settles on widths; wider
// cells in later rows push theirs to the right.
const (
	tableRows  = 200
	tableBytes = 1 << 20
)

// shownBytes is how much of a binary value a table shows.
const shownBytes = 32

type tableWriter struct {
	output
	widths  []int
	held    []cell // of the first rows, one row behind the other
	size    int    // of the text in held
	settled bool   // the header is written, nothing is held

	raw, text []byte // for the cell at hand
}

// cell is the visible text of a value and its width.
type cell struct {
	text  []byte
	width int
	null  bool
}

func (t *tableWriter) Header(columns []Column) error {
	t.begin(columns)
	t.widths = make([]int, len(columns))
	for i, c := range columns {
		t.columns[i].Name = string(appendVisible(nil, []byte(c.Name)))
		t.widths[i] = width([]byte(t.columns[i].Name))
	}
	return nil
}

func (t *tableWriter) Row(values []any) error {
	if err := t.count(values); err != nil {
		return err
	}
	for i, v := range values {
		c := t.cell(i, v)
		if t.settled {
			t.write(i, c)
			continue
		}
		c.text = bytes.Clone(c.text)
		t.held = append(t.held, c)
		t.size += len(c.text)
		t.widths[i] = max(t.widths[i], c.width)
	}
	if !t.settled && (t.rows >= tableRows || t.size >= tableBytes) {
		return t.settle()
	}
	return t.spill()
}

// cell is a value's cell; its text is overwritten by the next.
func (t *tableWriter) cell(i int, v any) cell {
	if v == nil {
		t.text = append(t.text[:0], "NULL"...)
		return cell{text: t.text, width: len(t.text), null: true}
	}
	column := &t.columns[i]
	if b, ok := v.([]byte); ok && len(b) > shownBytes && (column.Binary || !utf8.Valid(b)) {
		t.raw = appendHex(t.raw[:0], b[:shownBytes])
		t.raw = fmt.Appendf(t.raw, "… (%d bytes)", len(b))
	} else {
		t.raw = appendText(t.raw[:0], column, v, ' ')
	}
	t.text = cut(appendVisible(t.text[:0], t.raw), t.options.MaxWidth)
	return cell{text: t.text, width: width(t.text)}
}

// settle writes the header and what was held.
func (t *tableWriter) settle() error {
	if t.settled {
		return t.err
	}
	t.settled = true
	for i, c := range t.columns {
		t.writeStyled(i, cell{text: []byte(c.Name), width: width([]byte(c.Name))}, bold)
	}
	for i := range t.columns {
		if i > 0 {
			t.buf = append(t.buf, '+')
		}
		t.buf = appendRepeat(t.buf, '-', t.widths[i]+2)
	}
	if len(t.columns) > 0 {
		t.buf = append(t.buf, '\n')
	}
	for k, c := range t.held {
		t.write(k%len(t.columns), c)
		if err := t.spill(); err != nil {
			return err
		}
	}
	t.held = nil
	return t.err
}

func (t *tableWriter) write(i int, c cell) {
	style := ""
	if c.null {
		style = dim
	}
	t.writeStyled(i, c, style)
}

// writeStyled writes the cell of column i, and the line end behind the last.
func (t *tableWriter) writeStyled(i int, c cell, style string) {
	if i > 0 {
		t.buf = append(t.buf, '|')
	}
	last := i == len(t.columns)-1
	pad := t.widths[i] - c.width
	if c.width > 0 || !last {
		t.buf = append(t.buf, ' ')
	}
	if t.columns[i].Right && c.width > 0 {
		t.buf = appendSpaces(t.buf, pad)
		pad = 0
	}
	t.buf = t.appendStyled(t.buf, style, c.text)
	if last {
		t.buf = append(t.buf, '\n')
		return
	}
	t.buf = appendSpaces(t.buf, max(pad, 0)+1)
}

func (t *tableWriter) Close() error {
	if err := t.settle(); err != nil {
		return err
	}
	return t.footer()
}

// Simple writes a table of text: header and rows of the same length, with the
// columns as wide as they need to be.
func Simple(w io.Writer, header []string, rows [][]string) error {
	t := &tableWriter{output: output{w: w}}
	columns := make([]Column, len(header))
	for i, name := range header {
		columns[i].Name = name
	}
	if err := t.Header(columns); err != nil {
		return err
	}
	for _, row := range rows {
		for i := range min(len(row), len(header)) {
			t.widths[i] = max(t.widths[i], width(appendVisible(nil, []byte(row[i]))))
		}
	}
	values := make([]any, len(header))
	for _, row := range rows {
		if len(row) != len(header) {
			return fmt.Errorf("render: a row of %d values for %d columns", len(row), len(header))
		}
		for i, s := range row {
			values[i] = s
		}
		if err := t.Row(values); err != nil {
			return err
		}
	}
	return t.Close()
}
