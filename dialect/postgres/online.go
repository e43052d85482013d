package postgres

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Online spells a change so that the table stays in use: indexes are built
// concurrently, constraints come first and are validated afterwards, which lets
// others work: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
func (d *Dialect) Online(s *dialect.Server, have *metadata.MetaData, c ddl.Change) ([]dialect.Statement, string) {
	w := &online{script: script{d: d, s: s}, have: have}
	var why string
	switch c := c.(type) {
	case ddl.CreateIndex:
		w.concurrently(c.From, c.Index)
	case ddl.DropIndex:
		if c.From.PartitionBy == "" {
			w.dropConcurrently(c)
		}
	case ddl.AddConstraint:
		why = w.addConstraint(c)
	case ddl.AddColumn:
		why = w.addLater(c)
	case ddl.AlterColumn:
		why = w.alterLater(c)
	}
	return w.list, why
}

// online collects the statements of a change that lets others work.
type online struct {
	script
	have *metadata.MetaData
}

// commit ends the transaction after the last statement, and so gives back its
// locks before the next one begins to read.
func (w *online) commit() {
	w.list[len(w.list)-1].Commit = true
}

// alone runs the last statement outside of a transaction.
func (w *online) alone() {
	w.list[len(w.list)-1].NoTransaction = true
}

func (w *online) dropConcurrently(c ddl.DropIndex) {
	w.add("DROP INDEX CONCURRENTLY ", w.n(metadata.Name{Schema: c.To.Schema, Name: c.Index.Name}))
	w.alone()
}

// concurrently builds an index. On a partitioned table that has to go partition
// by partition; the index of the whole is valid once all have joined it.
func (w *online) concurrently(t *metadata.Table, i *metadata.Index) {
	if t.PartitionBy == "" {
		w.createIndexHow("CONCURRENTLY ", "", t.Ident(), i)
		return
	}
	w.createIndexHow("", "ONLY ", t.Ident(), i)
	w.partitionIndexes(t, i)
}

func (w *online) partitionIndexes(parent *metadata.Table, whole *metadata.Index) {
	for _, t := range w.partitions(parent) {
		part := *whole
		part.Name, part.Comment = madeName(t.Name, whole.Name, "idx"), ""
		w.concurrently(t, &part)
		w.add("ALTER INDEX ", w.n(metadata.Name{Schema: parent.Schema, Name: whole.Name}), " ATTACH PARTITION ", w.n(metadata.Name{Schema: t.Schema, Name: part.Name}))
	}
}

func (w *online) partitions(parent *metadata.Table) (list []*metadata.Table) {
	if w.have == nil {
		return nil
	}
	for _, t := range w.have.Tables() {
		if t.PartitionOf != nil && t.PartitionOf.Parent == parent.Ident() {
			list = append(list, t)
		}
	}
	return list
}

func (w *online) addConstraint(c ddl.AddConstraint) (why string) {
	table := w.n(c.Ident())
	switch k := c.Constraint.(type) {
	case *metadata.ForeignKey:
		if k.NotValid || k.NotEnforced {
			return ""
		}
		if c.From.PartitionBy != "" && !lateForeignKeys(w.s) {
			return w.foreignKeyOfPartitions(c, k)
		}
		late := *k
		late.NotValid = true
		w.validated(table, &late)
	case *metadata.Check:
		if k.NotValid || k.NotEnforced {
			return ""
		}
		late := *k
		late.NotValid = true
		w.validated(table, &late)
	case *metadata.PrimaryKey:
		return w.usingIndex(c, "PRIMARY KEY", k.WithoutOverlaps, k.Deferrable, &metadata.Index{Name: k.Name, Unique: true, Parts: k.Parts, Include: k.Include, Options: k.Options})
	case *metadata.Unique:
		return w.usingIndex(c, "UNIQUE", k.WithoutOverlaps, k.Deferrable,
			&metadata.Index{Name: k.Name, Unique: true, Parts: k.Parts, Include: k.Include, Options: k.Options, NullsNotDistinct: k.NullsNotDistinct})
	case *metadata.Exclude:
		return "an exclusion constraint is only added with its index, which is built while others wait"
	}
	return ""
}

// foreignKeyOfPartitions gives each partition the key by itself. The one of the
// whole, which cannot be validated afterwards before PostgreSQL 18, takes those
// over and need not look at rows.
func (w *online) foreignKeyOfPartitions(c ddl.AddConstraint, k *metadata.ForeignKey) (why string) {
	if w.have == nil {
		return "before PostgreSQL 18 a foreign key of a partitioned table cannot be validated afterwards"
	}
	late := *k
	late.NotValid, late.Comment = true, ""
	for _, t := range w.leaves(c.From) {
		w.validated(w.n(t.Ident()), &late)
	}
	table := w.n(c.Ident())
	w.add("ALTER TABLE ", table, " ADD ", w.constraint(k))
	w.constraintComment(table, k)
	w.commit()
	return ""
}

// leaves are the partitions that hold rows.
func (w *online) leaves(parent *metadata.Table) (list []*metadata.Table) {
	for _, t := range w.partitions(parent) {
		if t.PartitionBy != "" {
			list = append(list, w.leaves(t)...)
		} else {
			list = append(list, t)
		}
	}
	return list
}

// validated adds a constraint that new rows have to meet, and then looks at
// those that are there.
func (w *online) validated(table string, k metadata.Constraint) {
	w.add("ALTER TABLE ", table, " ADD ", w.constraint(k))
	w.constraintComment(table, k)
	w.commit()
	w.add("ALTER TABLE ", table, " VALIDATE CONSTRAINT ", w.d.Ident(k.ConstraintName()))
	w.commit()
}

// usingIndex makes a constraint of an index that was built before.
func (w *online) usingIndex(c ddl.AddConstraint, kind string, withoutOverlaps bool, deferrable metadata.Deferrable, i *metadata.Index) (why string) {
	if withoutOverlaps {
		return "a key without overlaps is only added with its index, which is built while others wait"
	}
	bare := *i
	bare.Options = optionsBut(i.Options, "clustered", "replica_identity")
	tail := deferring(deferrable)
	table := w.n(c.Ident())
	if c.From.PartitionBy == "" {
		w.keyOf(c.From, kind, tail, &bare)
		w.constraintComment(table, c.Constraint)
		return ""
	}
	if w.have == nil {
		return "a key of a partitioned table is made of those of its partitions, which are not known here"
	}
	if kind == "PRIMARY KEY" && namesNotNull(w.s) {
		return "since PostgreSQL 18 partitions that have the key first keep a NOT NULL of their own, so it is added with its indexes, which are built while others wait"
	}
	for _, t := range w.leaves(c.From) { // the key of the whole takes these over
		part := bare
		part.Name = madeName(t.Name, i.Name, "key")
		w.keyOf(t, kind, tail, &part)
	}
	w.add("ALTER TABLE ", table, " ADD ", w.constraint(c.Constraint))
	w.constraintComment(table, c.Constraint)
	return ""
}

// keyOf makes a key of an index that it builds first.
func (w *online) keyOf(t *metadata.Table, kind, tail string, i *metadata.Index) {
	w.concurrently(t, i)
	w.add("ALTER TABLE ", w.n(t.Ident()), " ADD CONSTRAINT ", w.d.Ident(i.Name), " ", kind, " USING INDEX ", w.d.Ident(i.Name), tail)
	w.commit()
}

// optionsBut are the options but for some.
func optionsBut(o metadata.Options, without ...string) metadata.Options {
	out := metadata.Options{}
	for k, v := range o {
		if !slices.ContainsFunc(without, func(key string) bool { return k == "postgres."+key }) {
			out[k] = v
		}
	}
	return out
}

// addLater adds a column whose default is another in every row, and fills it
// afterwards.
func (w *online) addLater(c ddl.AddColumn) (why string) {
	n := c.Column
	switch {
	case !fillsRows(n):
		return ""
	case n.ServerDefault == nil || n.Identity != nil || n.Computed != nil || n.Autoincrement == metadata.AutoincrementOn || n.Options["postgres."+notNullKind] != "":
		return "the server writes the values into every row while others wait"
	}
	table, col := w.n(c.Ident()), w.d.Ident(n.Name)
	bare := *n
	bare.ServerDefault, bare.Nullable, bare.Options = nil, true, optionsBut(n.Options, notNullName, notNullComment)
	c.Column = &bare
	w.addColumn(c)
	w.add("ALTER TABLE ", table, " ALTER COLUMN ", col, " SET DEFAULT ", n.ServerDefault.Text)
	w.commit()
	w.fill(c.Ident(), n)
	if !n.Nullable {
		w.notNullLater(c.In, n, false)
	}
	return ""
}

// fill gives rows that hold NULL the default.
func (w *online) fill(table metadata.Name, c *metadata.Column) {
	n := len(w.list)
	w.fillNulls(w.n(table), c)
	for i := n; i < len(w.list); i++ {
		w.list[i].Batches, w.list[i].Commit = table, true
	}
}

// alterLater makes a column NOT NULL in steps, after all else that changes about
// it.
func (w *online) alterLater(c ddl.AlterColumn) (why string) {
	if i := alterColumnImpact(c.Old, c.New); i.Rewrites {
		return "the server writes every row anew while others wait; a new column that takes the place of this one keeps them going"
	}
	if !c.Old.Nullable || c.New.Nullable || c.New.Options["postgres."+notNullKind] != "" {
		return ""
	}
	n := c.New
	loose := *n
	loose.Nullable = true
	c.New = &loose
	if err := w.alterColumn(c); err != nil {
		w.list = nil // the usual way says so too
		return ""
	}
	w.notNullLater(c.In, n, true)
	return ""
}

// notNullLater demands a value of new rows, then of those that are there, and
// takes the place of both by NOT NULL, for which the server need not look again.
// Where NOT NULL can be validated itself, no check is needed for that.
func (w *online) notNullLater(in ddl.In, c *metadata.Column, fill bool) {
	table, col := w.n(in.Ident()), w.d.Ident(c.Name)
	name := c.Options["postgres."+notNullName]
	if name == "" {
		name = freeName(in, madeName(in.To.Name, c.Name, "not_null"))
	}
	head := "ALTER TABLE " + table + " ADD CONSTRAINT " + w.d.Ident(name)
	if namesNotNull(w.s) {
		w.add(head, " NOT NULL ", col, " NOT VALID")
	} else {
		w.add(head, " CHECK (", col, " IS NOT NULL) NOT VALID")
	}
	w.commit()
	if fill {
		w.fill(in.Ident(), c)
	}
	w.add("ALTER TABLE ", table, " VALIDATE CONSTRAINT ", w.d.Ident(name))
	w.commit()
	if !namesNotNull(w.s) {
		w.add("ALTER TABLE ", table, " ALTER COLUMN ", col, " SET NOT NULL")
		w.add("ALTER TABLE ", table, " DROP CONSTRAINT ", w.d.Ident(name))
	}
	w.lateNotNull(table, c)
}

// freeName is a name that no constraint of the table has.
func freeName(in ddl.In, name string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(slices.Concat(in.From.Constraints(), in.To.Constraints()), func(k metadata.Constraint) bool { return k.ConstraintName() == name })
	}
	for free, n := name, 1; ; n++ {
		if !taken(free) {
			return free
		}
		free = madeName(name, "", itoa(n))
	}
}

// lateForeignKeys: those of partitioned tables may be NOT VALID.
func lateForeignKeys(s *dialect.Server) bool { return s.Number >= 180000 }
