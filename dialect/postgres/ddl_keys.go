package postgres

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

func (w *script) keys(c ddl.Change) {
	switch c := c.(type) {
	case ddl.AddConstraint:
		table := w.n(c.Ident())
		w.add("ALTER TABLE ", table, " ADD ", w.constraint(c.Constraint))
		w.constraintComment(table, c.Constraint)
	case ddl.DropConstraint:
		w.add("ALTER TABLE ", w.n(c.Ident()), " DROP CONSTRAINT ", w.d.Ident(c.Constraint.ConstraintName()))
	case ddl.AlterConstraint:
		w.alterConstraint(c)
	case ddl.CreateIndex:
		w.createIndex(c.To.Ident(), c.Index)
	case ddl.DropIndex:
		w.add("DROP INDEX ", w.n(metadata.Name{Schema: c.To.Schema, Name: c.Index.Name}))
	case ddl.AlterIndex:
		w.alterIndex(c)
	}
}

// constraint writes a constraint as CREATE TABLE and ADD take it.
func (w *script) constraint(k metadata.Constraint) string {
	b := w.b()
	if n := k.ConstraintName(); n != "" {
		b.W("CONSTRAINT ").Ident(n).W(" ")
	}
	switch k := k.(type) {
	case *metadata.PrimaryKey:
		b.W("PRIMARY KEY ", w.keyColumns(k.Parts, k.WithoutOverlaps))
		w.keyTail(b, k.Include, k.Options, k.Deferrable)
	case *metadata.Unique:
		b.W("UNIQUE ")
		if k.NullsNotDistinct {
			b.W("NULLS NOT DISTINCT ")
		}
		b.W(w.keyColumns(k.Parts, k.WithoutOverlaps))
		w.keyTail(b, k.Include, k.Options, k.Deferrable)
	case *metadata.ForeignKey:
		w.foreignKey(b, k)
	case *metadata.Check:
		b.W("CHECK (", again(k.Expr), ")")
		if k.NoInherit {
			b.W(" NO INHERIT")
		}
		if k.NotEnforced {
			b.W(" NOT ENFORCED")
		} else if k.NotValid {
			b.W(" NOT VALID")
		}
	case *metadata.Exclude:
		w.exclude(b, k)
	}
	return b.String()
}

func (w *script) keyColumns(parts []metadata.Part, withoutOverlaps bool) string {
	s := w.b().Idents(metadata.ColumnsOf(parts)).String()
	if withoutOverlaps {
		s = strings.TrimSuffix(s, ")") + " WITHOUT OVERLAPS)"
	}
	return s
}

func (w *script) keyTail(b *dialect.Builder, include []string, o metadata.Options, d metadata.Deferrable) {
	if len(include) > 0 {
		b.W(" INCLUDE ").Idents(include)
	}
	b.W(w.with(o))
	if s := o["postgres.tablespace"]; s != "" {
		b.W(" USING INDEX TABLESPACE ").Ident(s)
	}
	b.W(deferring(d))
}

func deferring(d metadata.Deferrable) string {
	switch d {
	case metadata.InitiallyDeferred:
		return " DEFERRABLE INITIALLY DEFERRED"
	case metadata.InitiallyImmediate:
		return " DEFERRABLE"
	}
	return ""
}

func (w *script) foreignKey(b *dialect.Builder, k *metadata.ForeignKey) {
	columns, refs := w.b().Idents(k.Columns).String(), w.b().Idents(k.RefColumns).String()
	if k.Period {
		n := len(k.Columns) - 1
		period := func(list []string) string {
			s := w.b().Idents(list[:n]).String()
			return strings.TrimSuffix(s, ")") + ", PERIOD " + w.d.Ident(list[n]) + ")"
		}
		columns, refs = period(k.Columns), period(k.RefColumns)
	}
	b.W("FOREIGN KEY ", columns, " REFERENCES ", w.n(k.Ref), " ", refs)
	if k.Match != "" {
		b.W(" MATCH ", k.Match)
	}
	if k.OnUpdate != "" {
		b.W(" ON UPDATE ", string(k.OnUpdate))
	}
	if k.OnDelete != "" {
		b.W(" ON DELETE ", string(k.OnDelete))
		if len(k.OnDeleteColumns) > 0 {
			b.W(" ").Idents(k.OnDeleteColumns)
		}
	}
	b.W(deferring(k.Deferrable))
	if k.NotEnforced {
		b.W(" NOT ENFORCED")
	} else if k.NotValid {
		b.W(" NOT VALID")
	}
}

func (w *script) exclude(b *dialect.Builder, k *metadata.Exclude) {
	b.W("EXCLUDE")
	if k.Method != "" {
		b.W(" USING ").Ident(k.Method)
	}
	b.W(" (")
	for i, e := range k.Elements {
		if i > 0 {
			b.W(", ")
		}
		if e.Expr != nil {
			b.W(again(e.Expr))
		} else {
			b.Ident(e.Column)
		}
		if e.OpClass != "" {
			b.W(" ", e.OpClass)
		}
		b.W(" WITH ", e.Operator)
	}
	b.W(")")
	if len(k.Include) > 0 {
		b.W(" INCLUDE ").Idents(k.Include)
	}
	b.W(w.with(k.Options))
	if k.Where != nil {
		b.W(" WHERE (", again(k.Where), ")")
	}
	b.W(deferring(k.Deferrable))
}

func commentOf(k metadata.Constraint) string {
	switch k := k.(type) {
	case *metadata.PrimaryKey:
		return k.Comment
	case *metadata.Unique:
		return k.Comment
	case *metadata.ForeignKey:
		return k.Comment
	case *metadata.Check:
		return k.Comment
	case *metadata.Exclude:
		return k.Comment
	}
	return ""
}

func optionsOf(k metadata.Constraint) metadata.Options {
	switch k := k.(type) {
	case *metadata.PrimaryKey:
		return k.Options
	case *metadata.Unique:
		return k.Options
	case *metadata.Exclude:
		return k.Options
	}
	return nil
}

func (w *script) constraintComment(table string, k metadata.Constraint) {
	if c := commentOf(k); c != "" && k.ConstraintName() != "" {
		w.comment("CONSTRAINT "+w.d.Ident(k.ConstraintName())+" ON "+table, c)
	}
	w.marks(nil, table, k.ConstraintName(), nil, optionsOf(k))
}

// marks are properties of a table that name one of its indexes. They are taken
// away only if no other index, nor the table, has them instead.
func (w *script) marks(t *metadata.Table, table, index string, h, o metadata.Options) {
	if a, b := h["postgres.clustered"], o["postgres.clustered"]; a != b {
		if b != "" {
			w.add("ALTER TABLE ", table, " CLUSTER ON ", w.d.Ident(index))
		} else if !marked(t, "postgres.clustered") {
			w.add("ALTER TABLE ", table, " SET WITHOUT CLUSTER")
		}
	}
	if a, b := h["postgres.replica_identity"], o["postgres.replica_identity"]; a != b {
		if b != "" {
			w.add("ALTER TABLE ", table, " REPLICA IDENTITY USING INDEX ", w.d.Ident(index))
		} else if !marked(t, "postgres.replica_identity") {
			w.add("ALTER TABLE ", table, " REPLICA IDENTITY DEFAULT")
		}
	}
}

// marked reports whether a table or one of its indexes has the option.
func marked(t *metadata.Table, option string) bool {
	return t.Options[option] != "" || slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Options[option] != "" }) ||
		slices.ContainsFunc(t.Constraints(), func(k metadata.Constraint) bool { return optionsOf(k)[option] != "" })
}

// alterConstraint changes what can be changed in place; see Alterable.
func (w *script) alterConstraint(c ddl.AlterConstraint) {
	table := w.n(c.Ident())
	name := c.New.ConstraintName()
	if old := c.Old.ConstraintName(); old != name {
		w.add("ALTER TABLE ", table, " RENAME CONSTRAINT ", w.d.Ident(old), " TO ", w.d.Ident(name))
	}
	if valid(c.Old) != valid(c.New) {
		w.add("ALTER TABLE ", table, " VALIDATE CONSTRAINT ", w.d.Ident(name))
	}
	if h, ok := c.Old.(*metadata.ForeignKey); ok {
		n := c.New.(*metadata.ForeignKey)
		if h.Deferrable != n.Deferrable {
			d := deferring(n.Deferrable)
			if d == "" {
				d = " NOT DEFERRABLE"
			}
			w.add("ALTER TABLE ", table, " ALTER CONSTRAINT ", w.d.Ident(name), d)
		}
	}
	w.storage("INDEX "+w.n(metadata.Name{Schema: c.To.Schema, Name: name}), optionsOf(c.Old), optionsOf(c.New))
	w.marks(c.To, table, name, optionsOf(c.Old), optionsOf(c.New))
	if commentOf(c.Old) != commentOf(c.New) {
		w.comment("CONSTRAINT "+w.d.Ident(name)+" ON "+table, commentOf(c.New))
	}
}

// valid is false for what is marked NOT VALID.
func valid(k metadata.Constraint) bool {
	switch k := k.(type) {
	case *metadata.Check:
		return !k.NotValid
	case *metadata.ForeignKey:
		return !k.NotValid
	}
	return true
}

func (w *script) createIndex(table metadata.Name, i *metadata.Index) {
	w.createIndexHow("", "", table, i)
}

// createIndexHow has words behind INDEX and behind ON: CONCURRENTLY, or ONLY.
func (w *script) createIndexHow(how, on string, table metadata.Name, i *metadata.Index) {
	b := w.b()
	b.W("CREATE ")
	if i.Unique {
		b.W("UNIQUE ")
	}
	b.W("INDEX ", how).Ident(i.Name).W(" ON ", on, w.n(table))
	if i.Method != "" {
		b.W(" USING ").Ident(i.Method)
	}
	b.W(" (")
	for k, p := range i.Parts {
		if k > 0 {
			b.W(", ")
		}
		w.part(b, p)
	}
	b.W(")")
	if len(i.Include) > 0 {
		b.W(" INCLUDE ").Idents(i.Include)
	}
	if i.NullsNotDistinct {
		b.W(" NULLS NOT DISTINCT")
	}
	b.W(w.with(i.Options))
	if s := i.Options["postgres.tablespace"]; s != "" {
		b.W(" TABLESPACE ").Ident(s)
	}
	if i.Where != nil {
		b.W(" WHERE ", again(i.Where))
	}
	w.list = append(w.list, dialect.Statement{SQL: b.String(), NoTransaction: how != ""})
	if i.Comment != "" {
		w.comment("INDEX "+w.n(metadata.Name{Schema: table.Schema, Name: i.Name}), i.Comment)
	}
	w.marks(nil, w.n(table), i.Name, nil, i.Options)
	w.partTargets(metadata.Name{Schema: table.Schema, Name: i.Name}, nil, i.Options)
}

// partTargets sets how much ANALYZE looks at expressions of an index.
func (w *script) partTargets(index metadata.Name, h, o metadata.Options) {
	for _, k := range slices.Sorted(maps.Keys(merged(h, o))) {
		number, ok := strings.CutPrefix(k, "postgres."+partStatistics)
		if !ok || h[k] == o[k] {
			continue
		}
		target := o[k]
		if target == "" {
			target = "-1"
		}
		w.add("ALTER INDEX ", w.n(index), " ALTER COLUMN ", number, " SET STATISTICS ", target)
	}
}

func merged(h, o metadata.Options) metadata.Options {
	all := metadata.Options{}
	maps.Copy(all, h)
	maps.Copy(all, o)
	return all
}

func (w *script) part(b *dialect.Builder, p metadata.Part) {
	if p.Expr != nil {
		b.W("(", again(p.Expr), ")")
	} else {
		b.Ident(p.Column)
	}
	if p.Collation != "" {
		b.W(" COLLATE ", w.collation(p.Collation))
	}
	if p.OpClass != "" {
		b.W(" ", p.OpClass)
	}
	if p.Desc {
		b.W(" DESC")
	}
	if p.Nulls != "" {
		b.W(" NULLS ", string(p.Nulls))
	}
}

func (w *script) alterIndex(c ddl.AlterIndex) {
	old := metadata.Name{Schema: c.To.Schema, Name: c.Old.Name}
	name := metadata.Name{Schema: c.To.Schema, Name: c.New.Name}
	if old != name {
		w.add("ALTER INDEX ", w.n(old), " RENAME TO ", w.d.Ident(name.Name))
	}
	w.storage("INDEX "+w.n(name), c.Old.Options, c.New.Options)
	w.marks(c.To, w.n(c.Ident()), name.Name, c.Old.Options, c.New.Options)
	w.partTargets(name, c.Old.Options, c.New.Options)
	if c.Old.Comment != c.New.Comment {
		w.comment("INDEX "+w.n(name), c.New.Comment)
	}
}

// equalIndex compares what only a new index can change.
func equalIndex(a, b *metadata.Index) bool {
	return a.Unique == b.Unique && a.Method == b.Method && a.Invalid == b.Invalid && a.NullsNotDistinct == b.NullsNotDistinct && a.Where.Equal(b.Where) &&
		slices.Equal(a.Include, b.Include) && slices.EqualFunc(a.Parts, b.Parts, equalPart) && a.Options["postgres.tablespace"] == b.Options["postgres.tablespace"]
}

func equalPart(x, y metadata.Part) bool {
	return x.Column == y.Column && x.Expr.Equal(y.Expr) && x.Desc == y.Desc && x.Nulls == y.Nulls && x.Collation == y.Collation && x.OpClass == y.OpClass
}
