package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// alter makes one ALTER TABLE of changes, preceded by the UPDATEs that a
// column needs which stops being nullable.
func (w writer) alter(in ddl.In, changes []ddl.Change) ([]dialect.Statement, error) {
	a := alteration{writer: w, in: in, whole: map[string]bool{}, added: map[string]bool{}, was: map[string]string{}, moved: map[string]string{}}
	for _, c := range changes {
		a.note(c)
	}
	changes, err := a.renameValues(changes)
	if err != nil {
		return nil, err
	}
	inOrder := slices.SortedStableFunc(slices.Values(changes), func(x, y ddl.Change) int { return a.at(x) - a.at(y) })
	for _, pass := range []func(ddl.Change) error{a.drop, a.change, a.place, a.add} {
		for _, c := range inOrder {
			if err := pass(c); err != nil {
				return nil, err
			}
		}
	}
	list := append(a.earlier, a.statement()...)
	list = append(list, a.later...)
	if in.From.Options["mysql.system_versioning"] != "" && in.To.Options["mysql.system_versioning"] != "" && len(list) > 0 {
		list = under("system_versioning_alter_history", "KEEP", list) // else the server refuses
	}
	return w.lenient(in.To, list), nil
}

type alteration struct {
	writer
	in             ddl.In
	earlier, later []dialect.Statement
	clauses        []string
	options        string            // of the table, behind the clauses
	partition      string            // the very last part
	whole          map[string]bool   // columns whose definition is written, or which go
	added          map[string]bool   // columns that are made, anew or again
	was            map[string]string // the old names of columns that are renamed
	moved          map[string]string // what is to be written of a column that moves
}

func (a *alteration) clause(parts ...string) {
	a.clauses = append(a.clauses, strings.Join(parts, ""))
}

func (a *alteration) statement() []dialect.Statement {
	clauses := a.clauses
	if a.options != "" {
		clauses = append(clauses, a.options)
	}
	text := ""
	if len(clauses) > 0 {
		text = "\n  " + strings.Join(clauses, ",\n  ")
	}
	if a.partition != "" {
		text += "\n" + a.partition
	}
	if text == "" {
		return nil
	}
	return plain("ALTER TABLE " + a.d.Ident(a.in.To.Name) + text)
}

// note finds out which columns are written whole, and which move.
func (a *alteration) note(c ddl.Change) {
	switch c := c.(type) {
	case ddl.AddColumn:
		a.whole[c.Column.Name], a.added[c.Column.Name] = true, true
	case ddl.RenameColumn:
		a.noteRename(c)
	case ddl.MoveColumn:
		a.whole[c.Column.Name] = true
		a.moved[c.Column.Name] = ""
	case ddl.DropColumn:
		a.whole[c.Column.Name] = true
	case ddl.AlterColumn:
		a.whole[c.New.Name] = true
	}
}

// drop takes the clauses that take away; they come first, so that names are free.
func (a *alteration) drop(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.DropColumn:
		a.clause("DROP COLUMN ", a.d.Ident(c.Column.Name))
	case ddl.DropIndex:
		a.clause("DROP INDEX ", a.d.Ident(c.Index.Name))
	case ddl.DropConstraint:
		a.dropConstraint(c.Constraint)
	case ddl.AlterTable:
		a.dropHistory()
	}
	return nil
}

func (a *alteration) dropConstraint(c metadata.Constraint) {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		a.clause("DROP PRIMARY KEY")
	case *metadata.ForeignKey:
		a.clause("DROP FOREIGN KEY ", a.d.Ident(c.Name))
	case *metadata.Check:
		switch {
		case c.Column != "":
			a.restate(c.Column)
		case isMaria(a.s):
			a.clause("DROP CONSTRAINT ", a.d.Ident(c.Name))
		default:
			a.clause("DROP CHECK ", a.d.Ident(c.Name))
		}
	}
}

func (a *alteration) change(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.RenameColumn:
		a.renameColumn(c.New)
	case ddl.AlterColumn:
		a.alterColumn(c)
	case ddl.AlterIndex:
		a.alterIndex(c)
	case ddl.AlterConstraint:
		k, ok := c.New.(*metadata.Check)
		if !ok {
			return fmt.Errorf("%s: %w", c.Describe(), dialect.ErrUnsupported)
		}
		word := " ENFORCED"
		if k.NotEnforced {
			word = " NOT ENFORCED"
		}
		a.clause("ALTER CHECK ", a.d.Ident(k.Name), word)
	}
	return nil
}

func (a *alteration) alterIndex(c ddl.AlterIndex) {
	switch {
	case c.Old.Name == c.New.Name:
		a.clause("ALTER INDEX ", a.d.Ident(c.New.Name), " ", a.hidden(c.New.Invisible))
	case has(a.s, renameIndexes):
		a.clause("RENAME INDEX ", a.d.Ident(c.Old.Name), " TO ", a.d.Ident(c.New.Name))
	default:
		a.clause("DROP INDEX ", a.d.Ident(c.Old.Name))
		a.clause("ADD ", a.index(c.New))
	}
}

func (a *alteration) add(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.CreateIndex:
		a.clause("ADD ", a.index(c.Index))
	case ddl.AddConstraint:
		a.addConstraint(c.Constraint)
	case ddl.AlterTable:
		a.table()
	}
	return nil
}

func (a *alteration) addConstraint(c metadata.Constraint) {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		a.clause("ADD ", a.primaryKey(c))
	case *metadata.ForeignKey:
		a.clause("ADD ", a.foreignKey(c))
	case *metadata.Check:
		if c.Column != "" {
			a.restate(c.Column)
			return
		}
		a.clause("ADD ", a.check(c))
	}
}

// dropHistory ends system versioning and periods.
func (a *alteration) dropHistory() {
	from, to := a.in.From.Options, a.in.To.Options
	if from["mysql.system_versioning"] != "" && to["mysql.system_versioning"] == "" {
		a.clause("DROP SYSTEM VERSIONING")
	}
	if p := from["mysql.period_for_system_time"]; p != "" && p != to["mysql.period_for_system_time"] {
		a.clause("DROP PERIOD FOR SYSTEM_TIME")
	}
	if p := from["mysql.period"]; p != "" && p != to["mysql.period"] {
		name, _, _ := strings.Cut(p, " (")
		a.clause("DROP PERIOD FOR ", name)
	}
}

func (a *alteration) table() {
	from, to := a.in.From, a.in.To
	before := periods(from)
	for _, p := range periods(to) {
		if !strings.Contains(strings.Join(before, "\n"), p) {
			a.clause("ADD PERIOD FOR ", p)
		}
	}
	if from.Options["mysql.system_versioning"] == "" && to.Options["mysql.system_versioning"] != "" {
		a.clause("ADD SYSTEM VERSIONING")
	}
	a.options = strings.TrimSpace(a.writer.options(to.Options, from.Options))
	if from.Comment != to.Comment {
		a.options = strings.TrimSpace(a.options + " COMMENT=" + a.d.Literal(to.Comment))
	}
	a.partitions()
}

// partitions divides the table anew, which copies it, unless partitions are only
// added behind the others, or some take the place of some without a gap.
func (a *alteration) partitions() {
	from, to := a.in.From.PartitionBy, a.in.To.PartitionBy
	switch {
	case from == to:
	case to == "":
		a.partition = "REMOVE PARTITIONING"
	default:
		if list, ok := appended(from, to); ok {
			a.later = append(a.later, plain("ALTER TABLE "+a.d.Ident(a.in.To.Name)+" ADD PARTITION ("+list+")")...)
			return
		}
		if names, list, ok := reorganized(from, to); ok {
			a.later = append(a.later, plain("ALTER TABLE "+a.d.Ident(a.in.To.Name)+" REORGANIZE PARTITION "+names+" INTO ("+list+")")...)
			return
		}
		a.partition = "PARTITION BY " + to
	}
}
