package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"unicode/utf8"
)

// jsonWriter writes an object for each row: in an array, or each on its line.
type jsonWriter struct {
	output
	array   bool
	keys    [][]byte // {"first": and ,"second": and so on
	text    []byte
	compact bytes.Buffer
}

func (j *jsonWriter) Header(columns []Column) error {
	j.begin(columns)
	for i, name := range uniqueNames(columns) {
		key := []byte{','}
		if i == 0 {
			key[0] = '{'
		}
		key = appendString(key, []byte(name))
		j.keys = append(j.keys, append(key, ':'))
	}
	return nil
}

// uniqueNames are the names of the columns; one that was there before gets _2,
// or the next number that gives a name of its own.
func uniqueNames(columns []Column) []string {
	given, used := map[string]bool{}, map[string]bool{}
	for _, c := range columns {
		given[c.Name] = true
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		name := c.Name
		for n := 2; used[name]; n++ {
			if next := fmt.Sprintf("%s_%d", c.Name, n); !given[next] {
				name = next
			}
		}
		used[name] = true
		names[i] = name
	}
	return names
}

func (j *jsonWriter) Row(values []any) error {
	if err := j.count(values); err != nil {
		return err
	}
	if j.array && j.rows == 1 {
		j.buf = append(j.buf, "[\n"...)
	} else if j.array {
		j.buf = append(j.buf, ",\n"...)
	}
	for i, v := range values {
		j.buf = append(j.buf, j.keys[i]...)
		j.value(&j.columns[i], v)
	}
	if len(values) == 0 {
		j.buf = append(j.buf, '{')
	}
	j.buf = append(j.buf, '}')
	if !j.array {
		j.buf = append(j.buf, '\n')
	}
	return j.spill()
}

// value writes a value as JSON: numbers and booleans as such, NaN and the
// infinities as strings, bytes as a string \x68656c6c6f.
func (j *jsonWriter) value(c *Column, v any) {
	bare := false
	switch v := v.(type) {
	case nil:
		j.buf = append(j.buf, "null"...)
		return
	case bool, int64, uint64, int, int32, int16, int8, uint, uint32, uint16, uint8:
		bare = true
	case float64:
		bare = !math.IsNaN(v) && !math.IsInf(v, 0)
	case float32:
		bare = !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0)
	}
	j.text = appendText(j.text[:0], c, v, 'T')
	switch {
	case bare || c.Right && isNumber(j.text):
		j.buf = append(j.buf, j.text...)
	case c.JSON && json.Valid(j.text):
		j.embed()
	default:
		j.buf = appendString(j.buf, j.text)
	}
}

// embed writes j.text, which is JSON, on one line.
func (j *jsonWriter) embed() {
	j.compact.Reset()
	_ = json.Compact(&j.compact, j.text) // it is valid
	for s := j.compact.Bytes(); len(s) > 0; {
		r, n := utf8.DecodeRune(s)
		if steers(r) || r == 0x7F { // only strings can hold these
			j.buf = appendUnicode(j.buf, r)
		} else {
			j.buf = append(j.buf, s[:n]...)
		}
		s = s[n:]
	}
}

// isNumber reports whether s is a number as JSON spells it.
func isNumber(s []byte) bool {
	digits := bytes.TrimPrefix(s, []byte("-"))
	if len(digits) == 0 || digits[0] < '0' || digits[0] > '9' {
		return false
	}
	return json.Valid(s)
}

// appendString writes a JSON string that is safe on a terminal.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for len(s) > 0 {
		n := 0
		for n < len(s) && s[n] >= ' ' && s[n] < 0x7F && s[n] != '"' && s[n] != '\\' {
			n++
		}
		dst = append(dst, s[:n]...)
		if s = s[n:]; len(s) == 0 {
			break
		}
		r, size := utf8.DecodeRune(s)
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r < ' ' || r == 0x7F || steers(r):
			dst = appendUnicode(dst, r)
		case r == utf8.RuneError && size == 1:
			dst = append(dst, `\ufffd`...)
		default:
			dst = append(dst, s[:size]...)
		}
		s = s[size:]
	}
	return append(dst, '"')
}

func (j *jsonWriter) Close() error {
	switch {
	case j.array && j.rows == 0:
		j.buf = append(j.buf, "[]\n"...)
	case j.array:
		j.buf = append(j.buf, "\n]\n"...)
	}
	return j.flush()
}
