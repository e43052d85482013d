package ansi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Aside is a table that the server makes for a moment, to say expressions in its
// own words. It stands for one table or for several: each statement costs more
// than what is in it.
type Aside struct {
	Table *metadata.Table
	// Own is set where the table may have to be called as it is, because an
	// expression mentions it or another is declared with its row.
	Own bool

	of      []standIn
	columns map[string]*metadata.Column // by name, in small letters
	names   map[string]bool             // that the expressions mention
	bytes   int
}

// standIn is a table, and what its parts are called in the one aside: checks
// and exclusions in their order, indexes by their names.
type standIn struct {
	table            *metadata.Table
	checks, excludes []string
	indexes          map[string]string
}

// Room is what one table may hold.
type Room struct {
	Columns, Bytes int
	// Size is what a column takes of Bytes.
	Size func(*metadata.Column) int
}

// Asides joins tables as far as an expression means the same in the one that it
// would mean in the other: columns of one name agree in all, and no expression
// mentions what is a column of another table only. bare takes out of a copy what
// is no expression, and keeps all checks.
func Asides(tables []*metadata.Table, rules lex.Rules, room Room, bare func(*metadata.Table)) []*Aside {
	rows := map[metadata.Name]bool{} // what columns are declared with
	for _, t := range tables {
		for _, c := range t.Columns {
			rows[c.Type.Ref] = true
		}
	}
	var list []*Aside
	for _, t := range tables {
		b := t.Clone()
		bare(b)
		OnlyMentioned(b)
		mentioned, ok := names(b, rules)
		own := !ok || meansItself(b) || rows[t.Ident()]
		i := -1
		if !own {
			i = slices.IndexFunc(list, func(a *Aside) bool { return a.fits(b, mentioned, room) })
		}
		if i < 0 {
			i = len(list)
			list = append(list, &Aside{Table: &metadata.Table{Name: fmt.Sprintf("dbtool_aside_%d", i), Options: b.Options}, Own: own,
				columns: map[string]*metadata.Column{}, names: map[string]bool{}})
		}
		list[i].take(t, b, mentioned, room)
	}
	slices.SortStableFunc(list, func(a, b *Aside) int { // rows come before what is declared with them
		return cmp.Compare(rank(a), rank(b))
	})
	return list
}

func rank(a *Aside) int {
	if a.Own {
		return 0
	}
	return 1
}

func (a *Aside) fits(b *metadata.Table, mentioned map[string]bool, room Room) bool {
	if a.Own || !maps.Equal(a.Table.Options, b.Options) {
		return false
	}
	more, bytes, shared := 0, 0, map[string]bool{}
	for _, c := range b.Columns {
		name := strings.ToLower(c.Name)
		old := a.columns[name]
		switch {
		case old == nil:
			if a.names[name] {
				return false
			}
			more++
			bytes += room.Size(c)
		case !sameAside(old, c) || !slices.Equal(ofColumn(a.Table, c.Name), ofColumn(b, c.Name)):
			return false
		}
		shared[name] = true
	}
	for name := range a.columns {
		if mentioned[name] && !shared[name] {
			return false
		}
	}
	return len(a.Table.Columns)+more <= room.Columns && a.bytes+bytes <= room.Bytes
}

// sameAside reports whether expressions find the same in both columns.
func sameAside(a, b *metadata.Column) bool {
	return a.Name == b.Name && a.Type.Equal(b.Type) && a.Nullable == b.Nullable && a.Collation == b.Collation &&
		a.ServerDefault.Equal(b.ServerDefault) && a.OnUpdate.Equal(b.OnUpdate) && (a.Computed == nil) == (b.Computed == nil) &&
		(a.Computed == nil || a.Computed.Stored == b.Computed.Stored && a.Computed.Expr.Equal(b.Computed.Expr)) &&
		(a.Identity == nil) == (b.Identity == nil) && maps.Equal(a.Options, b.Options)
}

// ofColumn are the checks that belong to a column.
func ofColumn(t *metadata.Table, column string) []string {
	var list []string
	for _, k := range t.Checks {
		if k.Column == column {
			list = append(list, k.Expr.Text)
		}
	}
	return list
}

func (a *Aside) take(t, b *metadata.Table, mentioned map[string]bool, room Room) {
	s := standIn{table: t, indexes: map[string]string{}}
	maps.Copy(a.names, mentioned)
	for _, c := range b.Columns {
		name := strings.ToLower(c.Name)
		if a.columns[name] == nil {
			c.Comment = ""
			a.columns[name] = c
			a.Table.Columns = append(a.Table.Columns, c)
			a.bytes += room.Size(c)
		}
	}
	for _, k := range b.Checks {
		s.checks = append(s.checks, a.check(k))
	}
	for _, x := range b.Excludes {
		x.Name, x.Comment = fmt.Sprintf("%s_x%d", a.Table.Name, len(a.Table.Excludes)), ""
		a.Table.Excludes = append(a.Table.Excludes, x)
		s.excludes = append(s.excludes, x.Name)
	}
	for _, i := range b.Indexes {
		name := fmt.Sprintf("%s_i%d", a.Table.Name, len(a.Table.Indexes))
		s.indexes[i.Name] = name
		i.Name, i.Comment = name, ""
		a.Table.Indexes = append(a.Table.Indexes, i)
	}
	a.of = append(a.of, s)
}

// check adds a check unless one that says the same is there, and returns its name.
func (a *Aside) check(k *metadata.Check) string {
	same := func(o *metadata.Check) bool {
		return o.Column == k.Column && o.Expr.Equal(k.Expr) && o.NotEnforced == k.NotEnforced && o.NotValid == k.NotValid &&
			o.NoInherit == k.NoInherit && maps.Equal(o.Options, k.Options)
	}
	if i := slices.IndexFunc(a.Table.Checks, same); i >= 0 {
		return a.Table.Checks[i].Name
	}
	k.Name, k.Comment = fmt.Sprintf("%s_c%d", a.Table.Name, len(a.Table.Checks)), ""
	a.Table.Checks = append(a.Table.Checks, k)
	return k.Name
}

// Of are the tables that it stands for.
func (a *Aside) Of() []*metadata.Table {
	list := make([]*metadata.Table, len(a.of))
	for i, s := range a.of {
		list[i] = s.table
	}
	return list
}

// Restated are the tables with their expressions as read has them, which is the
// table aside read back. What was not read back is an error.
func (a *Aside) Restated(read *metadata.Table) ([]*metadata.Table, error) {
	var list []*metadata.Table
	for _, s := range a.of {
		t := s.table.Clone()
		if err := s.restate(t, read); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Ident(), err)
		}
		list = append(list, t)
	}
	return list, nil
}

func (s standIn) restate(t, read *metadata.Table) error {
	for _, c := range t.Columns {
		if c.ServerDefault == nil && c.Computed == nil {
			continue
		}
		r := read.Column(c.Name)
		if r == nil || (c.Computed == nil) != (r.Computed == nil) {
			return fmt.Errorf("column %s was not read back", c.Name)
		}
		c.ServerDefault, c.Computed = r.ServerDefault, r.Computed
	}
	for i, k := range t.Checks {
		n := slices.IndexFunc(read.Checks, func(r *metadata.Check) bool { return r.Name == s.checks[i] })
		if n < 0 || read.Checks[n].Expr == nil {
			return fmt.Errorf("check (%s) was not read back", k.Expr)
		}
		k.Expr = read.Checks[n].Expr
	}
	for i, x := range t.Excludes {
		n := slices.IndexFunc(read.Excludes, func(r *metadata.Exclude) bool { return r.Name == s.excludes[i] })
		if n < 0 {
			return fmt.Errorf("exclusion %s was not read back", x.Name)
		}
		r := *read.Excludes[n]
		r.Name, r.Comment, r.RenamedFrom, r.Implicit, r.Pos = x.Name, x.Comment, x.RenamedFrom, x.Implicit, x.Pos
		*x = r
	}
	return s.restateIndexes(t, read)
}

func (s standIn) restateIndexes(t, read *metadata.Table) error {
	for _, i := range t.Indexes {
		name, aside := s.indexes[i.Name]
		if !aside {
			continue
		}
		n := slices.IndexFunc(read.Indexes, func(r *metadata.Index) bool { return r.Name == name })
		if n < 0 || len(read.Indexes[n].Parts) != len(i.Parts) {
			return fmt.Errorf("index %s was not read back", i.Name)
		}
		i.Where = read.Indexes[n].Where
		for k := range i.Parts {
			i.Parts[k].Expr = read.Indexes[n].Parts[k].Expr
		}
	}
	return nil
}
