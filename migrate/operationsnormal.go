package migrate

import (
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// add puts declared parts of a table, in normal form, into want.
func (o *Operations) add(live, want *metadata.MetaData, table string, items []metadata.Item) error {
	stub, err := o.normal(live, table, items)
	if err != nil {
		return err
	}
	made := stub.Table(tableName(table))
	for _, e := range stub.Enums {
		if enumNamed(want, e.Ident()) == nil {
			want.AddEnum(e)
		}
	}
	t := want.Table(tableName(table))
	if t == nil {
		want.Add(made)
		return nil
	}
	for _, c := range made.Columns {
		if t.Column(c.Name) == nil {
			t.Columns = append(t.Columns, c)
		}
	}
	if t.PrimaryKey == nil {
		t.PrimaryKey = made.PrimaryKey
	}
	t.Uniques = withNew(t.Uniques, made.Uniques)
	t.ForeignKeys = withNew(t.ForeignKeys, made.ForeignKeys)
	t.Checks = withNew(t.Checks, made.Checks)
	t.Excludes = withNew(t.Excludes, made.Excludes)
	t.Indexes = withNew(t.Indexes, made.Indexes)
	return nil
}

// withNew adds those that are not there, by name, or, where they have none, as
// they are.
func withNew[T any](have, made []*T) []*T {
	name := func(x *T) string { return reflect.ValueOf(x).Elem().FieldByName("Name").String() }
	for _, m := range made {
		if !slices.ContainsFunc(have, func(h *T) bool { return name(h) == name(m) && (name(m) != "" || sameFields(h, m)) }) {
			have = append(have, m)
		}
	}
	return have
}

func sameFields(a, b any) bool { return len(compareFields(deref(a), deref(b))) == 0 }

func deref(x any) any { return reflect.ValueOf(x).Elem().Interface() }

// normal is the table as it is, with the declared parts and with the tables that
// those refer to, in normal form. What was there before may be spelled otherwise.
func (o *Operations) normal(live *metadata.MetaData, table string, items []metadata.Item) (*metadata.MetaData, error) {
	p := metadata.New()
	p.Options = live.Options
	t := metadata.NewTable(p, table, items...)
	if old := live.Table(tableName(table)); old != nil {
		withOld(t, old.Clone())
	}
	for _, fk := range t.ForeignKeys {
		if ref := live.Table(fk.Ref); ref != nil && p.Table(fk.Ref) == nil {
			parent := ref.Clone()
			parent.ForeignKeys = nil
			p.Add(parent)
		}
	}
	for _, e := range live.Enums {
		p.AddEnum(e)
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return o.x.e.Dialect.Normalize(p, o.x.e.Server)
}

// withOld puts before the declared parts of a table what it has already.
func withOld(t, old *metadata.Table) {
	old.Columns = slices.DeleteFunc(old.Columns, func(c *metadata.Column) bool { return t.Column(c.Name) != nil })
	t.Columns = append(old.Columns, t.Columns...)
	if t.PrimaryKey == nil {
		t.PrimaryKey = old.PrimaryKey
	}
	t.Uniques, t.Checks, t.Excludes = append(old.Uniques, t.Uniques...), append(old.Checks, t.Checks...), append(old.Excludes, t.Excludes...)
	t.ForeignKeys, t.Indexes = append(old.ForeignKeys, t.ForeignKeys...), append(old.Indexes, t.Indexes...)
	if t.Options == nil {
		t.Options = old.Options
	}
}
