package render

import "unicode/utf8"

type markdownWriter struct {
	output
	text []byte
}

func (m *markdownWriter) Header(columns []Column) error {
	m.begin(columns)
	for i := range columns {
		m.buf = append(m.buf, "| "...)
		m.text = append(m.text[:0], columns[i].Name...)
		m.cell()
	}
	m.end()
	for _, c := range columns {
		if c.Right {
			m.buf = append(m.buf, "| ---: "...)
		} else {
			m.buf = append(m.buf, "| --- "...)
		}
	}
	m.end()
	return nil
}

func (m *markdownWriter) end() {
	if len(m.columns) > 0 {
		m.buf = append(m.buf, "|\n"...)
	}
}

func (m *markdownWriter) Row(values []any) error {
	if err := m.count(values); err != nil {
		return err
	}
	for i, v := range values {
		m.buf = append(m.buf, "| "...)
		if v == nil {
			m.buf = append(m.buf, m.null()...)
			continue
		}
		m.text = appendText(m.text[:0], &m.columns[i], v, ' ')
		m.cell()
	}
	m.end()
	return m.spill()
}

func (m *markdownWriter) null() string {
	if m.options.Color {
		return dim + "NULL" + reset + " "
	}
	return "NULL "
}

// cell writes m.text as the text of a cell, and a space behind it.
func (m *markdownWriter) cell() {
	s := m.text
	before := rune(' ')
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		rest := s[n:]
		switch {
		case r == '\r' && len(rest) > 0 && rest[0] == '\n': // one line end
		case r == '\n':
			m.buf = append(m.buf, "<br>"...)
		case r < ' ' || r == 0x7F || steers(r):
			m.buf = append(m.buf, '\\') // for the backslash that follows
			m.buf = appendVisible(m.buf, s[:n])
		case isMarkup(r) || r == '_' && !(wordy(before) && len(rest) > 0 && wordy(rune(rest[0]))):
			m.buf = append(m.buf, '\\', byte(r))
		default:
			m.buf = append(m.buf, s[:n]...)
		}
		before, s = r, rest
	}
	if len(m.text) > 0 {
		m.buf = append(m.buf, ' ')
	}
}

// isMarkup reports whether a character may mean something to Markdown.
func isMarkup(r rune) bool {
	switch r {
	case '|', '\\', '`', '*', '[', ']', '<', '>', '&', '~':
		return true
	}
	return false
}

// wordy reports whether an underscore beside c is part of a word.
func wordy(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

func (m *markdownWriter) Close() error { return m.flush() }
