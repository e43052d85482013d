package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

var onMySQL = []string{"mysql"}

// myRules are about what MySQL and MariaDB do otherwise than one may think.
func myRules() []Rule {
	return []Rule{
		{ID: "MY101", Level: Warning, Dialects: onMySQL, Title: "rows that are there get a value nobody chose", Why: "a new column that is NOT NULL and has no default is 0, '' or the first of the enum in every row", Instead: "give it a default, or add it nullable and fill it", calms: emptyTable,
			change: func(l *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AddColumn); ok && !a.Column.Nullable && fillsNothing(a.Column) && l.impact(a).Fails == "" {
					return sayf("fills %s.%s with a value of the server's choice", a.Ident(), a.Column.Name)
				}
				return ""
			}},
		{ID: "MY102", Level: Error, Dialects: []string{"mysql", "!mariadb", "!tidb"}, Everywhere: true, Title: "REFERENCES behind a column is not a foreign key", Why: "MySQL before 9.0 reads it and forgets it", Instead: "FOREIGN KEY (column) REFERENCES ..., in a clause of its own", statement: inlineReference},
		{ID: "MY120", Level: Note, Dialects: []string{"mysql", "!tidb"}, Title: "an ALTER does not say how it is to be done", Why: "what cannot be done online is done by a copy, and writers wait without a word", Instead: "ALGORITHM=INSTANT, or ALGORITHM=INPLACE, LOCK=NONE: the server refuses instead of copying", fix: choosesForm, statement: saysNotHow},
		{ID: "MY121", Level: Warning, Dialects: []string{"mysql", "!mariadb", "!tidb"}, Title: "a table is near the last instant change it takes", Why: "InnoDB remembers 64 versions of a row's columns (255 since 9.1); then instant changes are refused (error 4092)", Instead: "ALTER TABLE ... FORCE at a quiet time, which starts again from zero", change: nearRowVersions},
		{ID: "MY122", Level: Warning, Dialects: onMySQL, Title: "a column is restated without all that it has", Why: "MODIFY and CHANGE take away what they do not repeat: comment, default, ON UPDATE, collation", Instead: "repeat all of SHOW CREATE TABLE's line, or let migrate generate write it", change: forgets},
		{ID: "MY123", Level: Note, Off: true, Dialects: onMySQL, Title: "several changes of the schema in one revision", Why: "they are no transaction: one that fails leaves those before it; dbtool's journal goes on behind them", Instead: "one for each revision", revision: severalChanges},
		{ID: "MY124", Level: Note, Dialects: onMySQL, Title: "an index goes at once", Why: "if a query needed it, building it again takes long", Instead: "ALTER INDEX ... INVISIBLE (MariaDB: IGNORED) for a while, then drop it", calms: unusedIndex, change: dropsVisible},
		{ID: "MY125", Level: Warning, Dialects: onMySQL, Title: "a foreign key and the index behind it", Why: "the server refuses to drop an index that a foreign key needs (error 1553), and leaves behind the one it made for a key that goes", Instead: "the foreign key first, then its index", revision: indexBehindKey},
		{ID: "MY126", Level: Warning, Dialects: onMySQL, Title: "a counter is near its end", Why: "beyond the last number of the column's type every insert fails", Instead: "a wider type, in time: it copies the table", revision: nearTheEnd},
		{ID: "MY127", Level: Warning, Dialects: onMySQL, Everywhere: true, Title: "a table without a primary key, or one that the program for changes cannot take", Why: "row replication reads all of a table without a key for every row; Galera, gh-ost and pt-online-schema-change refuse it. Foreign keys and triggers are beyond gh-ost and spirit (alter_with)", Instead: "give it a key; -- dbtool:alter-with none for a table with foreign keys or triggers", change: withoutKey, statement: cannotHandOver},
		{ID: "MY128", Level: Note, Off: true, Everywhere: true, Dialects: onMySQL, Title: "a type that has a better one", Why: "TIMESTAMP ends in 2038, FLOAT does not hold money, utf8mb3 not every character, a display width means nothing, a zero date is no date", Instead: "DATETIME, DECIMAL, utf8mb4, the bare type, NULL", change: betterMyType, statement: displayWidth},
	}
}

// inlineReference looks at the text: the server forgets it.
func inlineReference(l *linter, s *step) string {
	if l.target.Server.Number >= 90000 || !s.asks(createTable, addColumn, modifyColumn) {
		return ""
	}
	c := s.tokens(l)
	if s.asks(createTable) {
		for !c.Done() && !c.Peek(0).IsOp("(") {
			c.Next()
		}
		if inside, ok := c.Group(); ok {
			c = inside
		}
	}
	for _, part := range c.Commas() {
		if hasWord(part, "REFERENCES") && !hasWord(part, "FOREIGN", "KEY") {
			return "the server forgets REFERENCES where it stands behind a column"
		}
	}
	return ""
}

// saysNotHow asks the server, which has carried it out on the empty table of the
// scratch database. That it is a copy at best is said by others.
func saysNotHow(l *linter, s *step) string {
	i := slices.IndexFunc(s.acts, l.used)
	if i < 0 || s.Form == nil || s.Form.Lock > dialect.LockBriefly || s.asks(dropTable, truncate) {
		return ""
	}
	return sayf("changes %s without a word on how, where the server takes %s", s.acts[i].table, s.Form.Clause)
}

func nearRowVersions(l *linter, _ *step, c ddl.Change) string {
	in, ok := ddl.TableOf(c)
	if !ok || l.impact(c).Rewrites {
		return ""
	}
	switch c.(type) {
	case ddl.AddColumn, ddl.DropColumn:
	default:
		return ""
	}
	limit := 64
	if l.target.Server.Number >= 90100 {
		limit = 255
	}
	if t := l.options.Facts.table(in.Ident()); t != nil && t.RowVersions*10 >= limit*9 {
		return sayf("%s has had %d instant changes of %d", in.Ident(), t.RowVersions, limit)
	}
	return ""
}

func forgets(_ *linter, s *step, c ddl.Change) string {
	a, ok := c.(ddl.AlterColumn)
	if !ok || !slices.ContainsFunc(s.acts, func(o act) bool { return o.is(modifyColumn) && strings.EqualFold(o.name, a.Old.Name) }) {
		return ""
	}
	restated := s.acts[slices.IndexFunc(s.acts, func(o act) bool { return o.is(modifyColumn) && strings.EqualFold(o.name, a.Old.Name) })]
	var lost []string
	if a.Old.Comment != "" && a.New.Comment == "" && !restated.has(comment) {
		lost = append(lost, "comment")
	}
	if a.Old.ServerDefault != nil && a.New.ServerDefault == nil && !restated.has(defaulted) {
		lost = append(lost, "default")
	}
	if a.Old.OnUpdate != nil && a.New.OnUpdate == nil {
		lost = append(lost, "ON UPDATE")
	}
	if a.Old.Collation != "" && a.New.Collation == "" && !restated.has(collated) {
		lost = append(lost, "collation")
	}
	if lost == nil {
		return ""
	}
	return sayf("takes away the %s of %s.%s, which it does not repeat", strings.Join(lost, ", "), a.Ident(), a.New.Name)
}

func severalChanges(l *linter, say func(*step, string)) {
	n := 0
	for _, s := range l.steps {
		if len(s.Changes) > 0 {
			if n++; n == 2 {
				say(s, "the second change of the schema in one revision")
			}
		}
	}
}

func dropsVisible(l *linter, s *step, c ddl.Change) string {
	d, ok := c.(ddl.DropIndex)
	if !ok || s.asks(dropTable, dropColumn) || d.Index.Invisible || l.tableBefore(d.From.Ident()) == nil {
		return ""
	}
	return sayf("drops index %s of %s, which queries may still use", d.Index.Name, d.From.Ident())
}

func indexBehindKey(l *linter, say func(*step, string)) {
	for _, s := range l.steps {
		if strings.HasPrefix(s.refusal, "1553") {
			say(s, "a foreign key needs the index, and the server refuses to drop it")
		}
		for _, c := range s.Changes {
			d, ok := c.(ddl.DropConstraint)
			if !ok {
				continue
			}
			fk, ok := d.Constraint.(*metadata.ForeignKey)
			if ok && !l.comesBack(d.Ident(), fk) && slices.ContainsFunc(l.tableAfter(d.Ident()).Indexes, func(i *metadata.Index) bool { return i.Name == fk.Name }) {
				say(s, sayf("leaves index %s of %s behind, which was made for the foreign key", fk.Name, d.Ident()))
			}
		}
	}
}

// nearTheEnd looks once, at the end of what is judged.
func nearTheEnd(l *linter, say func(*step, string)) {
	if l.rev != l.last || l.options.Facts == nil {
		return
	}
	for _, t := range l.options.Facts.Tables {
		if c := t.Counter; c != nil && c.Max > 0 && float64(c.Next) > 0.85*float64(c.Max) {
			say(nil, sayf("%s.%s has come to %d of %d", metadata.Name{Schema: t.Schema, Name: t.Name}, c.Column, c.Next, c.Max))
		}
	}
}

func withoutKey(l *linter, _ *step, c ddl.Change) string {
	if t, ok := c.(ddl.CreateTable); ok && t.Table.PrimaryKey == nil && l.tableAfter(t.Table.Ident()).PrimaryKey == nil {
		return sayf("table %s has no primary key", t.Table.Ident())
	}
	return ""
}

// cannotHandOver looks at an ALTER TABLE that another program carries out.
func cannotHandOver(l *linter, s *step) string {
	command := cmp.Or(l.rev.AlterWith, l.options.AlterWith)
	d, ok := l.target.Dialect.(dialect.Alterer)
	if !ok || command == "" || command == "none" {
		return ""
	}
	if _, _, ok := d.AlterOf(s.SQL); !ok || len(s.acts) == 0 {
		return ""
	}
	t := l.tableBefore(s.acts[0].table)
	if t == nil {
		return ""
	}
	refers := slices.ContainsFunc(l.seen.Before.Tables(), func(o *metadata.Table) bool {
		return slices.ContainsFunc(o.ForeignKeys, func(fk *metadata.ForeignKey) bool { return fk.Ref == t.Ident() })
	})
	switch {
	case t.PrimaryKey == nil:
		return sayf("another program is to alter %s, which has no primary key", t.Ident())
	case len(t.ForeignKeys) > 0 || refers:
		return sayf("another program is to alter %s, which has foreign keys", t.Ident())
	case slices.ContainsFunc(l.seen.Before.Triggers, func(o *metadata.Trigger) bool { return o.Table == t.Ident() }):
		return sayf("another program is to alter %s, which has triggers", t.Ident())
	}
	return ""
}

func betterMyType(_ *linter, _ *step, c ddl.Change) string {
	var columns []*metadata.Column
	name := ""
	switch c := c.(type) {
	case ddl.CreateTable:
		name, columns = c.Table.Ident().String(), c.Table.Columns
	case ddl.AddColumn:
		name, columns = c.Ident().String(), []*metadata.Column{c.Column}
	}
	var bad []string
	for _, c := range columns {
		sql := c.Type.SQL
		zero := c.ServerDefault != nil && strings.Contains(c.ServerDefault.Text, "0000-00-00")
		if strings.HasPrefix(sql, "timestamp") || strings.HasPrefix(sql, "float") || strings.HasPrefix(c.Collation, "utf8mb3") || zero {
			bad = append(bad, c.Name+" "+sql)
		}
	}
	if bad == nil {
		return ""
	}
	return sayf("%s: %s", name, strings.Join(bad, ", "))
}

// displayWidth looks at the text: MariaDB shows a width that nobody gave.
func displayWidth(l *linter, s *step) string {
	if !s.asks(createTable, addColumn, modifyColumn) {
		return ""
	}
	for _, word := range []string{"SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT"} {
		if s.says(l, word, "(") {
			return "the width of " + strings.ToLower(word) + " means nothing"
		}
	}
	return ""
}
