package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

func (w *script) createEnum(e *metadata.Enum, n metadata.Name) {
	quoted := make([]string, len(e.Values))
	for i, v := range e.Values {
		quoted[i] = w.d.Literal(v)
	}
	w.add("CREATE TYPE ", w.n(n), " AS ENUM (", strings.Join(quoted, ", "), ")")
	if e.Comment != "" {
		w.comment("TYPE "+w.n(n), e.Comment)
	}
}

// onlyAdds reports whether to holds all values of from in the same order.
func onlyAdds(from, to []string) bool {
	i := 0
	for _, v := range to {
		if i < len(from) && from[i] == v {
			i++
		}
	}
	return i == len(from)
}

// alterEnum renames values and adds others in their place. A new value cannot be used before it is
// committed. A value taken away or moved needs a new type, to which every
// column is converted.
func (w *script) alterEnum(c ddl.AlterEnum) {
	name := w.n(c.To.Ident())
	w.renameValues(c)
	c.From = c.Renamed()
	if !onlyAdds(c.From.Values, c.To.Values) {
		w.replaceEnum(c)
		return
	}
	old := map[string]bool{}
	for _, v := range c.From.Values {
		old[v] = true
	}
	for i, v := range c.To.Values {
		if old[v] {
			continue
		}
		place := ""
		switch {
		case i > 0:
			place = " AFTER " + w.d.Literal(c.To.Values[i-1])
		case len(c.From.Values) > 0:
			place = " BEFORE " + w.d.Literal(c.From.Values[0])
		}
		w.add("ALTER TYPE ", name, " ADD VALUE ", w.d.Literal(v), place)
		w.list[len(w.list)-1].Commit = true
	}
	if c.From.Comment != c.To.Comment {
		w.comment("TYPE "+name, c.To.Comment)
	}
}

// replaceEnum makes the type anew and converts what is declared with it.
// Columns of a domain over it are text in between.
func (w *script) replaceEnum(c ddl.AlterEnum) {
	aside := metadata.Name{Schema: c.To.Schema, Name: "dbtool_old_" + c.To.Name}
	direct := slices.Clone(c.Columns)
	direct = slices.DeleteFunc(direct, func(x ddl.EnumColumn) bool { return x.Column.Type.Ref != c.To.Ident() })
	through := slices.Clone(c.Columns)
	through = slices.DeleteFunc(through, func(x ddl.EnumColumn) bool { return x.Column.Type.Ref == c.To.Ident() })
	for _, x := range through {
		text := "text" + strings.Repeat("[]", strings.Count(x.Column.Type.SQL, "[]"))
		w.convert(x, text, false)
	}
	for _, o := range c.Domains {
		w.add("DROP DOMAIN ", w.n(o.Ident()))
	}
	w.add("ALTER TYPE ", w.n(c.From.Ident()), " RENAME TO ", w.d.Ident(aside.Name))
	w.createEnum(c.To, c.To.Ident())
	for _, x := range direct {
		w.convert(x, x.Column.Type.SQL, true)
	}
	for _, o := range c.Domains {
		w.createDomain(o)
	}
	for _, x := range through {
		w.convert(x, x.Column.Type.SQL, true)
	}
	w.add("DROP TYPE ", w.n(aside))
}

// convert gives a column another type by way of text. Its default goes first,
// and comes back when the type is the one that it is declared with.
func (w *script) convert(x ddl.EnumColumn, to string, last bool) {
	head := fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s", w.n(x.Table), w.d.Ident(x.Column.Name))
	if x.Old.ServerDefault != nil {
		w.add(head, " DROP DEFAULT")
	}
	w.add(head, " SET DATA TYPE ", to, " USING ", cast(w.d.Ident(x.Column.Name), x.Column.Type, metadata.Type{SQL: to, Ref: x.Column.Type.Ref}))
	if x.Column.ServerDefault != nil && last {
		w.add(head, " SET DEFAULT ", again(x.Column.ServerDefault))
	}
}

func (w *script) createDomain(o *metadata.Domain) {
	b := w.b()
	b.W("CREATE DOMAIN ").Ident(o.Schema, o.Name).W(" AS ", o.Type.SQL)
	if o.Collation != "" {
		b.W(" COLLATE ", w.collation(o.Collation))
	}
	if o.ServerDefault != nil {
		b.W(" DEFAULT ", o.ServerDefault.Text)
	}
	if o.NotNull {
		b.W(" NOT NULL")
	}
	for _, k := range o.Checks {
		if !k.NotValid {
			b.W(" ", w.constraint(k))
		}
	}
	w.add(b.String())
	for _, k := range o.Checks {
		if k.NotValid {
			w.add("ALTER DOMAIN ", w.n(o.Ident()), " ADD ", w.constraint(k))
		}
		if k.Comment != "" {
			w.comment("CONSTRAINT "+w.d.Ident(k.Name)+" ON DOMAIN "+w.n(o.Ident()), k.Comment)
		}
	}
	if o.Comment != "" {
		w.comment("DOMAIN "+w.n(o.Ident()), o.Comment)
	}
}

// sameBase reports whether a domain keeps what ALTER DOMAIN cannot change.
func sameBase(h, t *metadata.Domain) bool { return h.Type.Equal(t.Type) && h.Collation == t.Collation }

// alterDomain changes one in place, or makes it anew over another base type, to
// which its columns are converted in between.
func (w *script) alterDomain(c ddl.AlterDomain) {
	if sameBase(c.From, c.To) {
		w.alterDomainInPlace(c)
		return
	}
	for _, x := range c.Columns {
		w.convert(x, c.To.Type.SQL+strings.Repeat("[]", strings.Count(x.Column.Type.SQL, "[]")), false)
	}
	w.add("DROP DOMAIN ", w.n(c.From.Ident()))
	w.createDomain(c.To)
	for _, x := range c.Columns {
		w.convert(x, x.Column.Type.SQL, true)
	}
}

func (w *script) alterDomainInPlace(c ddl.AlterDomain) {
	head := "ALTER DOMAIN " + w.n(c.To.Ident())
	h, t := c.From, c.To
	if !h.ServerDefault.Equal(t.ServerDefault) {
		if t.ServerDefault == nil {
			w.add(head, " DROP DEFAULT")
		} else {
			w.add(head, " SET DEFAULT ", again(t.ServerDefault))
		}
	}
	if h.NotNull != t.NotNull {
		verb := " DROP NOT NULL"
		if t.NotNull {
			verb = " SET NOT NULL"
		}
		w.add(head, verb)
	}
	w.domainChecks(head, h, t)
	if h.Comment != t.Comment {
		w.comment("DOMAIN "+w.n(t.Ident()), t.Comment)
	}
}

// domainChecks drops checks that go or change, adds those that are new or
// changed, validates, and says their comments.
func (w *script) domainChecks(head string, h, t *metadata.Domain) {
	named := func(list []*metadata.Check, name string) *metadata.Check {
		if i := slices.IndexFunc(list, func(k *metadata.Check) bool { return k.Name == name }); i >= 0 {
			return list[i]
		}
		return nil
	}
	stays := func(old, k *metadata.Check) bool {
		return old != nil && k != nil && old.Expr.Equal(k.Expr) && (old.NotValid == k.NotValid || old.NotValid)
	}
	for _, k := range h.Checks {
		if !stays(k, named(t.Checks, k.Name)) {
			w.add(head, " DROP CONSTRAINT ", w.d.Ident(k.Name))
		}
	}
	for _, k := range t.Checks {
		old := named(h.Checks, k.Name)
		switch {
		case !stays(old, k):
			w.add(head, " ADD ", w.constraint(k))
			old = &metadata.Check{}
		case old.NotValid != k.NotValid:
			w.add(head, " VALIDATE CONSTRAINT ", w.d.Ident(k.Name))
		}
		if old.Comment != k.Comment {
			w.comment("CONSTRAINT "+w.d.Ident(k.Name)+" ON DOMAIN "+w.n(t.Ident()), k.Comment)
		}
	}
}
