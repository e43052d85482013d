package migrate

import (
	"reflect"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// attribute is one field of one kind of object.
type attribute struct{ kind, field string }

func (a attribute) String() string { return a.kind + "." + a.field }

// TestTheOracleSeesEveryAttribute: a differ that is blind to one attribute
// leaves a database that the catalogs tell from the one wanted. So the
// convergence tests, which judge by the catalogs, would notice. Each attribute
// that a server has needs a pair of the corpus in which it changes.
func TestTheOracleSeesEveryAttribute(t *testing.T) {
	if testing.Short() {
		t.Skip("compares all pairs under each blindness")
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		if s.Name == dbtest.Postgres {
			t.Skip("postgres18 has all that this one has")
		}
		seen := map[attribute]bool{}
		for _, p := range corpus.Pairs(s.Name) {
			t.Run(p.Name, func(t *testing.T) { lookThrough(t, s, p, seen) })
		}
		for _, a := range attributes() {
			switch {
			case seen[a] && unseen[s.Family][a.String()]:
				t.Errorf("%s is seen now; take it off the list", a)
			case !seen[a] && !unseen[s.Family][a.String()]:
				t.Errorf("no pair changes %s, or the catalogs look the same without it", a)
			}
		}
	})
}

// lookThrough tries the attributes that are still to be seen on one pair.
func lookThrough(t *testing.T, s *dbtest.Server, p corpus.Pair, seen map[attribute]bool) {
	t.Helper()
	live, want := s.NewDB(t), s.NewDB(t)
	live.Script(t, p.A)
	want.Script(t, p.B)
	e := openEngine(t, live)
	target := Target{Dialect: e.Dialect, Server: e.Server}
	have, wanted := reflected(t, e), reflected(t, openEngine(t, want))
	full, err := NewPlan(target, have, wanted, Renames{})
	if err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	goal := dbtest.Catalog(t, want, dbtest.AnyColumnOrder)
	for _, a := range attributes() {
		if seen[a] {
			continue
		}
		plan, err := NewPlan(target, have, blinded(have, wanted, a), Renames{})
		if err != nil || plan.Script() == full.Script() {
			continue
		}
		db := s.NewDB(t)
		db.Script(t, p.A)
		if err := plan.Apply(t.Context(), openEngine(t, db), nil); err != nil {
			continue // half a change that the server refuses is noticed too, but proves nothing of the catalogs
		}
		seen[a] = dbtest.Catalog(t, db, dbtest.AnyColumnOrder) != goal
	}
}

// openEngine opens the database until the test ends.
func openEngine(t *testing.T, db *dbtest.DB) *engine.Engine {
	t.Helper()
	e := connect(t, db)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func connect(t *testing.T, db *dbtest.DB) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), all.Dialects(), db.URL)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func reflected(t *testing.T, e *engine.Engine) *metadata.MetaData {
	t.Helper()
	m, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// kinds are one of each object that the differ compares.
func kinds() []any {
	return []any{metadata.Column{}, metadata.PrimaryKey{}, metadata.Unique{}, metadata.ForeignKey{}, metadata.Check{}, metadata.Exclude{},
		metadata.Index{}, metadata.Table{}, metadata.View{}, metadata.Sequence{}, metadata.Enum{}, metadata.Domain{}, metadata.Trigger{}, metadata.Routine{}, metadata.Object{}}
}

// passedOver are fields that say which object it is, or that no server keeps.
var passedOver = map[string]bool{"Name": true, "Schema": true, "RenamedFrom": true, "ValuesRenamedFrom": true, "Source": true, "DependsOn": true, "Dialect": true, "Kind": true,
	"Columns": true, "PrimaryKey": true, "ForeignKeys": true, "Uniques": true, "Checks": true, "Excludes": true, "Indexes": true, "Signature": true, "Table": true}

func attributes() []attribute {
	var list []attribute
	for _, k := range kinds() {
		t := reflect.TypeOf(k)
		for i := range t.NumField() {
			f := t.Field(i)
			isList := t.Name() == "Table" || t.Name() == "View" || t.Name() == "Domain"
			if f.IsExported() && f.Tag.Get("json") != "-" && (!passedOver[f.Name] || f.Name == "Columns" && !isList) {
				list = append(list, attribute{t.Name(), f.Name})
			}
		}
	}
	return list
}

// blinded is want with one attribute as have has it, wherever both have the object.
func blinded(have, want *metadata.MetaData, a attribute) *metadata.MetaData {
	m := want.Clone()
	old := map[string]reflect.Value{}
	eachObject(have, func(key string, v reflect.Value) { old[key] = v })
	eachObject(m, func(key string, v reflect.Value) {
		if o, ok := old[key]; ok && v.Type().Name() == a.kind {
			v.FieldByName(a.field).Set(o.FieldByName(a.field))
		}
	})
	return m
}

// eachObject calls f with each object and a key that tells it from others.
func eachObject(m *metadata.MetaData, f func(key string, v reflect.Value)) {
	each := func(prefix string, o any) {
		v := reflect.Indirect(reflect.ValueOf(o))
		key := prefix + "/" + v.Type().Name() + "/" + v.FieldByName("Name").String()
		if s := v.FieldByName("Signature"); s.IsValid() {
			key += s.String()
		}
		f(key, v)
	}
	for _, t := range m.Tables() {
		each("", t)
		for _, c := range t.Columns {
			each(t.Ident().String(), c)
		}
		for _, c := range t.Constraints() {
			each(t.Ident().String(), c)
		}
		for _, i := range t.Indexes {
			each(t.Ident().String(), i)
		}
	}
	for _, o := range m.Views {
		each(o.Schema, o)
	}
	for _, o := range m.Sequences {
		each(o.Schema, o)
	}
	for _, o := range m.Enums {
		each(o.Schema, o)
	}
	for _, o := range m.Domains {
		each(o.Schema, o)
	}
	for _, o := range m.Triggers {
		each(o.Table.String(), o)
	}
	for _, o := range m.Routines {
		each(o.Schema, o)
	}
	for _, o := range m.Objects {
		each(o.Kind+o.Table.String(), o)
	}
}

// unseen are the attributes that a family of servers lacks.
var unseen = map[string]map[string]bool{
	dbtest.SQLite: absent(`Column.OnUpdate Column.Identity Column.Comment
PrimaryKey.Include PrimaryKey.Deferrable PrimaryKey.WithoutOverlaps PrimaryKey.Comment
Unique.Include Unique.NullsNotDistinct Unique.Deferrable Unique.WithoutOverlaps Unique.Comment
ForeignKey.OnDeleteColumns ForeignKey.NotValid ForeignKey.NotEnforced ForeignKey.Period ForeignKey.Comment
Check.NotValid Check.NoInherit Check.NotEnforced Check.Comment Check.Column
Index.Method Index.Include Index.NullsNotDistinct Index.Invisible Index.Comment Index.Options Index.Invalid
Table.Comment Table.PartitionBy Table.PartitionOf Table.Inherits
View.Materialized View.CheckOption View.Comment View.Options View.ColumnComments
Trigger.Comment Trigger.Options`, exclusions, sequences, types, routines, objects),
	// A unique constraint is an index here; an event's or routine's comment is in its text.
	dbtest.MySQL: absent(ofMySQL+" Check.Column", exclusions, sequences, types, objects),
	// The column of a check is part of its name, as the type of a sequence is always the same.
	dbtest.MariaDB: absent(ofMySQL+" Check.Column Check.NotEnforced Index.Options Sequence.Type Sequence.Owner", exclusions, types, objects),
	// How a table is divided cannot change in place; invalid indexes are built
	// again; a foreign key's period comes with that of the key it refers to.
	dbtest.Postgres: absent("ForeignKey.Period Column.OnUpdate Column.Autoincrement Check.Column Check.Options Index.Invisible Index.Invalid Table.PartitionBy Routine.Options"),
}

const (
	exclusions = "Exclude.Method Exclude.Elements Exclude.Include Exclude.Where Exclude.Deferrable Exclude.Comment Exclude.Options"
	sequences  = "Sequence.Type Sequence.SequenceOptions Sequence.Owner Sequence.Comment Sequence.Options"
	types      = "Enum.Values Enum.Comment Domain.Type Domain.NotNull Domain.ServerDefault Domain.Collation Domain.Comment"
	routines   = "Routine.Definition Routine.Comment Routine.Options"
	objects    = "Object.Definition Object.Comment Object.Options"
	ofMySQL    = `Column.Identity PrimaryKey.Include PrimaryKey.Deferrable PrimaryKey.WithoutOverlaps
Unique.Parts Unique.Include Unique.NullsNotDistinct Unique.Deferrable Unique.WithoutOverlaps Unique.Comment Unique.Options
ForeignKey.OnDeleteColumns ForeignKey.Match ForeignKey.Deferrable ForeignKey.NotValid ForeignKey.NotEnforced ForeignKey.Period ForeignKey.Comment
Check.NotValid Check.NoInherit Check.Comment Check.Options
Index.Include Index.Where Index.NullsNotDistinct Index.Invalid Table.PartitionOf Table.Inherits
View.Materialized View.Comment View.ColumnComments Trigger.Comment Routine.Comment`
)

func absent(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, list := range lists {
		for _, name := range strings.Fields(list) {
			set[name] = true
		}
	}
	return set
}
