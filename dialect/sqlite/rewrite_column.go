package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// alterColumn edits those clauses of a column that differ.
func (r *rewriter) alterColumn(old, now *metadata.Column) bool {
	i := r.l.find(old.Name)
	if i == nil {
		return false
	}
	if old.Type.SQL != now.Type.SQL {
		r.retype(i, now.Type.SQL)
	}
	if a, b := r.d.notNull(old), r.d.notNull(now); a != b {
		if b != "" {
			r.set(i, nullClause, "", i.typ.to)
		}
		r.set(i, notNullClause, b, i.typ.to)
	}
	if a, b := r.d.defaulted(old), r.d.defaulted(now); a != b {
		r.set(i, defaultClause, b, i.to)
	}
	if a, b := r.d.collate(old), r.d.collate(now); a != b {
		r.set(i, collateClause, b, i.to)
	}
	if a, b := generated(old), generated(now); a != b {
		r.set(i, generatedClause, b, i.to)
	}
	if old.Autoincrement != now.Autoincrement {
		r.key = true
	}
	return true
}

func (r *rewriter) retype(i *item, now string) {
	switch {
	case i.typ.empty():
		r.edit(i, i.typ, " "+now)
	case now == "" && strings.TrimSpace(r.l.text[i.name.to:i.typ.from]) == "":
		r.edit(i, span{i.name.to, i.typ.to}, "")
	default:
		r.edit(i, i.typ, now)
	}
}

// set makes the clause of a kind read as given: the last of them, which is the
// one that counts, or a new one at the given place. Nothing removes all.
func (r *rewriter) set(i *item, kind clauseKind, text string, at int) {
	list := i.of(kind)
	if text != "" && len(list) == 0 {
		r.edit(i, span{at, at}, " "+text)
		return
	}
	for k, cl := range list {
		if text != "" && k == len(list)-1 {
			r.edit(i, cl.span, text)
		} else {
			r.remove(i, cl)
		}
	}
}

// placeKey writes the primary key anew: where it stood, if it can stay there.
func (r *rewriter) placeKey() {
	home, old := r.keyClause()
	pk := r.to.PrimaryKey
	if pk == nil {
		if old != nil {
			r.remove(home, old)
		}
		return
	}
	col := r.keyColumn(home)
	if col == nil {
		text := r.d.constraint(pk, false)
		if old != nil && home.column == nil && !r.gone[home] {
			r.edit(home, old.span, text)
			return
		}
		if old != nil {
			r.remove(home, old)
		}
		r.constraints = append([]string{text}, r.constraints...)
		return
	}
	i, text := r.l.find(col.Name), r.d.columnKey(col, pk)
	if old != nil && home == i {
		r.edit(home, old.span, text)
		return
	}
	if old != nil {
		r.remove(home, old)
	}
	if i != nil && !r.gone[i] { // a new column has it in its text
		r.edit(i, span{i.typ.to, i.typ.to}, " "+text)
	}
}

// keyClause finds the primary key in the text as it was.
func (r *rewriter) keyClause() (*item, *clause) {
	for _, i := range r.l.items {
		for _, cl := range i.of(primaryKeyClause) {
			return i, cl
		}
	}
	return nil, nil
}

// keyColumn is the column that the key is to be written at: one that it must
// be written at, or the one where it is and can stay.
func (r *rewriter) keyColumn(home *item) *metadata.Column {
	for c := range inlineKey(r.to) {
		return c
	}
	parts := r.to.PrimaryKey.Parts
	if home == nil || home.column == nil || r.gone[home] || len(parts) != 1 || parts[0].Collation != "" || parts[0].Desc ||
		!strings.EqualFold(parts[0].Column, home.column.Name) {
		return nil
	}
	return r.to.Column(parts[0].Column)
}
