package render

import "bytes"

// csvWriter quotes by its own rules: encoding/csv cannot tell NULL from the
// empty string. A NULL alone in its row is an empty line.
type csvWriter struct {
	output
	text []byte
}

func (c *csvWriter) Header(columns []Column) error {
	c.begin(columns)
	for i := range columns {
		c.text = append(c.text[:0], columns[i].Name...)
		c.field(i)
	}
	c.buf = append(c.buf, '\n')
	return nil
}

func (c *csvWriter) Row(values []any) error {
	if err := c.count(values); err != nil {
		return err
	}
	for i, v := range values {
		if v != nil {
			c.text = appendText(c.text[:0], &c.columns[i], v, ' ')
			c.field(i)
		} else if i > 0 {
			c.buf = append(c.buf, ',')
		}
	}
	c.buf = append(c.buf, '\n')
	return c.spill()
}

// field writes c.text as field i.
func (c *csvWriter) field(i int) {
	if i > 0 {
		c.buf = append(c.buf, ',')
	}
	if !quotes(c.text) {
		c.buf = append(c.buf, c.text...)
		return
	}
	c.buf = append(c.buf, '"')
	for _, b := range c.text {
		if b == '"' {
			c.buf = append(c.buf, '"')
		}
		c.buf = append(c.buf, b)
	}
	c.buf = append(c.buf, '"')
}

// quotes reports whether a field needs quotes. \. would end the rows of
// PostgreSQL's COPY; space at either end is lost on some readers.
func quotes(s []byte) bool {
	return len(s) == 0 || s[0] == ' ' || s[len(s)-1] == ' ' || string(s) == `\.` || bytes.ContainsAny(s, ",\"\r\n\t")
}

func (c *csvWriter) Close() error { return c.flush() }
