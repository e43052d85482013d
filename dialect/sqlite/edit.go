package sqlite

import (
	"cmp"
	"slices"
	"strings"
)

// edit replaces a part of a text.
type edit struct {
	span
	text string
}

// apply makes edits, which do not overlap, in one part of a text. Of those at
// one place the earlier come first.
func apply(text string, within span, edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var b strings.Builder
	at := within.from
	for _, e := range edits {
		if e.from < at { // within what an earlier edit replaced
			continue
		}
		b.WriteString(text[at:e.from] + e.text)
		at = e.to
	}
	return b.String() + text[at:within.to]
}

// piece is an item with all that stands around it.
type piece struct {
	item *item  // nil for a new one
	lead string // in front: white space, and the comments above it
	text string
	gap  string // between it and its comma
	// comma: one comes behind it. SQLite lets a table's constraints do without.
	comma bool
	trail string // behind the comma, on the same line
}

// pieces takes the text between the parentheses apart. closing is what stands
// in front of the closing one.
func (l *layout) pieces() (list []*piece, closing string) {
	at := l.body.from + remark(l.text[l.body.from:l.items[0].from])
	for k, i := range l.items {
		p := &piece{item: i, lead: l.text[at:i.from], text: l.text[i.from:i.to]}
		at = i.to
		switch {
		case i.comma > 0:
			p.gap, p.comma = l.text[i.to:i.comma], true
			next := l.items[k+1].from
			p.trail = l.text[i.comma+1:][:remark(l.text[i.comma+1:next])]
			at = i.comma + 1 + len(p.trail)
		case k == len(l.items)-1:
			p.trail = l.text[i.to:][:remark(l.text[i.to:l.body.to])]
			at += len(p.trail)
		}
		list = append(list, p)
	}
	return list, l.text[at:l.body.to]
}

// body is the text between the parentheses with all changes made.
func (r *rewriter) body() string {
	old, closing := r.l.pieces()
	fresh := freshLead(old)
	columns, rest := r.kept(old)
	var list []*piece
	for _, c := range r.to.Columns {
		name := strings.ToLower(c.Name)
		p := columns[name]
		if p == nil {
			p = &piece{lead: fresh, text: r.columns[name], comma: true}
		}
		list = append(list, p)
	}
	list = append(list, rest...)
	for _, text := range r.constraints {
		list = append(list, &piece{lead: fresh, text: text, comma: true})
	}
	head := r.l.text[r.l.body.from:][:remark(r.l.text[r.l.body.from:r.l.items[0].from])]
	var b strings.Builder
	b.WriteString(head)
	join(&b, list, old, fresh)
	b.WriteString(broken(&b, closing))
	return b.String()
}

// kept divides what stays of the pieces into columns, by their names in small
// letters, and constraints. The comments above a piece that goes go with it,
// but for those that an empty line divides from it.
func (r *rewriter) kept(old []*piece) (columns map[string]*piece, rest []*piece) {
	columns = map[string]*piece{}
	remains := ""
	for _, p := range old {
		if r.gone[p.item] {
			remains += distant(p.lead)
			continue
		}
		c := *p
		c.lead, remains = remains+p.lead, ""
		c.text = apply(r.l.text, p.item.span, r.edits[p.item])
		if c.item.column != nil {
			columns[strings.ToLower(c.item.column.Name)] = &c
		} else {
			rest = append(rest, &c)
		}
	}
	return columns, rest
}

// distant are the comments above the last empty line.
func distant(lead string) string {
	lines := strings.Split(lead, "\n")
	for k := len(lines) - 2; k > 0; k-- {
		if strings.TrimSpace(lines[k]) == "" {
			above := strings.Join(lines[:k], "\n")
			if strings.TrimSpace(above) == "" {
				return ""
			}
			return above + "\n"
		}
	}
	return ""
}

// freshLead is the white space for a new piece: what stands before the last of
// the columns.
func freshLead(list []*piece) string {
	lead := ""
	for _, p := range list {
		if p.item.column != nil || lead == "" {
			lead = p.lead
		}
	}
	if i := strings.LastIndexByte(lead, '\n'); i >= 0 {
		line := lead[i:]
		return line[:len(line)-len(strings.TrimLeft(line, " \t\r\n"))]
	}
	return " "
}

// commaLine is the white space before commas that stand in front of the items,
// at the beginning of lines; "" where they stand behind them.
func commaLine(list []*piece) string {
	for _, p := range list {
		if i := strings.LastIndexByte(p.gap, '\n'); i >= 0 && strings.TrimSpace(p.gap[i:]) == "" {
			return p.gap[i:]
		}
	}
	return ""
}

// join puts pieces together, with commas between them but where two follow
// each other that did without before.
func join(b *strings.Builder, list, old []*piece, fresh string) {
	before := map[*item]*item{}
	for k := 1; k < len(old); k++ {
		before[old[k].item] = old[k-1].item
	}
	for k, p := range list {
		lead := p.lead
		switch blank := strings.TrimSpace(lead) == ""; {
		case blank && k == 0 && strings.TrimSpace(old[0].lead) == "":
			lead = old[0].lead
		case blank && k > 0 && p.item == old[0].item:
			lead = fresh
		}
		gap, trail := p.gap, p.trail
		if line := commaLine(old); line != "" && gap == "" && k < len(list)-1 {
			gap, trail = trail+line, ""
		}
		b.WriteString(broken(b, lead) + p.text + gap)
		last := k == len(list)-1
		bare := !p.comma && !last && list[k+1].item != nil && before[list[k+1].item] == p.item
		if !last && !bare {
			b.WriteByte(',')
		}
		b.WriteString(trail)
	}
}

// broken is a text that is to follow: on a line of its own behind a comment that
// runs to the end of its line.
func broken(b *strings.Builder, text string) string {
	s := b.String()
	line := s[strings.LastIndexByte(s, '\n')+1:]
	if strings.Contains(line, "--") && !strings.HasPrefix(strings.TrimLeft(text, " \t\r"), "\n") {
		return "\n" + text
	}
	return text
}
