package render

import "strconv"

type verticalWriter struct {
	output
	names   [][]byte // visible
	name    int      // the width of the widest
	raw     []byte
	texts   []byte // of a row's values, one behind the other
	ends    []int  // where each ends in texts
	heading []byte
}

func (w *verticalWriter) Header(columns []Column) error {
	w.begin(columns)
	for _, c := range columns {
		name := appendVisible(nil, []byte(c.Name))
		w.names = append(w.names, name)
		w.name = max(w.name, width(name))
	}
	return nil
}

// ruleWidth is where the line above a record ends at the latest.
const ruleWidth = 78

func (w *verticalWriter) Row(values []any) error {
	if err := w.count(values); err != nil {
		return err
	}
	w.texts, w.ends = w.texts[:0], w.ends[:0]
	widest, from := 0, 0
	for i, v := range values {
		if v == nil {
			w.texts = append(w.texts, "NULL"...)
		} else {
			w.raw = appendText(w.raw[:0], &w.columns[i], v, ' ')
			w.texts = appendVisible(w.texts, w.raw)
		}
		widest = max(widest, width(w.texts[from:]))
		from = len(w.texts)
		w.ends = append(w.ends, from)
	}
	w.rule(min(ruleWidth, w.name+3+widest))
	from = 0
	for i, end := range w.ends {
		w.line(i, w.texts[from:end], values[i] == nil)
		from = end
	}
	return w.spill()
}

// rule writes the line above a record.
func (w *verticalWriter) rule(length int) {
	w.heading = append(w.heading[:0], "-[ RECORD "...)
	w.heading = strconv.AppendInt(w.heading, int64(w.rows), 10)
	w.heading = append(w.heading, " ]"...)
	w.heading = appendRepeat(w.heading, '-', max(1, length-len(w.heading)))
	w.buf = w.appendStyled(w.buf, dim, w.heading)
	w.buf = append(w.buf, '\n')
}

func (w *verticalWriter) line(i int, text []byte, null bool) {
	w.buf = w.appendStyled(w.buf, bold, w.names[i])
	w.buf = appendSpaces(w.buf, w.name-width(w.names[i]))
	w.buf = append(w.buf, " |"...)
	style := ""
	if null {
		style = dim
	}
	if len(text) > 0 {
		w.buf = append(w.buf, ' ')
		w.buf = w.appendStyled(w.buf, style, text)
	}
	w.buf = append(w.buf, '\n')
}

func (w *verticalWriter) Close() error { return w.footer() }
