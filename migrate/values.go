package migrate

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// renameValues returns both schemas with the renames of values that are to be
// made: in want as ValuesRenamedFrom of the enums and columns, and nothing else
// there; in have as the texts that the server changes with them.
func renameValues(t Target, have, want *metadata.MetaData, said []ValueRename) (_, _ *metadata.MetaData, err error) {
	if len(said) == 0 && !declaresValues(want) {
		return have, want, nil
	}
	r := valueRenamer{Target: t, have: have, want: want.Clone(), enums: map[metadata.Name]map[string]string{}, columns: map[metadata.ColumnRef]map[string]string{}}
	r.keeper, _ = t.Dialect.(dialect.ValueKeeper)
	for _, v := range said {
		if err := r.say(v); err != nil {
			return nil, nil, err
		}
	}
	if err := r.ofEnums(); err != nil {
		return nil, nil, err
	}
	return r.have, r.want, r.ofColumns()
}

func declaresValues(m *metadata.MetaData) bool {
	return slices.ContainsFunc(m.Enums, func(e *metadata.Enum) bool { return len(e.ValuesRenamedFrom) > 0 }) ||
		slices.ContainsFunc(m.Tables(), func(t *metadata.Table) bool {
			return slices.ContainsFunc(t.Columns, func(c *metadata.Column) bool { return len(c.Type.ValuesRenamedFrom) > 0 })
		})
}

type valueRenamer struct {
	Target
	have, want *metadata.MetaData
	keeper     dialect.ValueKeeper // nil where enums are types
	// enums and columns are what was said of each: new names and the old ones.
	enums   map[metadata.Name]map[string]string
	columns map[metadata.ColumnRef]map[string]string
}

// say puts a rename to the enum or column that it is about.
func (r *valueRenamer) say(v ValueRename) error {
	list, have, want := r.find(v.Of)
	known := slices.Contains(have, v.Old) && slices.Contains(want, v.New)
	switch {
	case known && v.Old != v.New:
		if was, ok := list[v.New]; ok && was != v.Old {
			return fmt.Errorf("migrate: %q of %s cannot be both %q and %q renamed", v.New, v.Of, was, v.Old)
		}
		list[v.New] = v.Old
	case v.passOver:
	case have == nil || want == nil:
		return fmt.Errorf("migrate: rename of value %q: %s is no enum, and no column table.column that lists its values, in both schemas", v.Old, v.Of)
	default:
		return fmt.Errorf("migrate: rename of value %q of %s to %q: the database has no such value or the schema wanted none of the new name", v.Old, v.Of, v.New)
	}
	return nil
}

// find is the list that a rename belongs to, and the values before and after.
func (r *valueRenamer) find(of string) (list map[string]string, have, want []string) {
	for _, w := range r.want.Enums {
		if h := enumNamed(r.have, w.Ident()); h != nil && w.Ident().String() == of {
			return under(r.enums, w.Ident()), h.Values, w.Values
		}
	}
	for _, t := range r.want.Tables() {
		for _, c := range t.Columns {
			if h := columnOf(r.have, t, c); h != nil && t.Ident().String()+"."+c.Name == of {
				return r.findOfColumn(t, c, h)
			}
		}
	}
	return nil, nil, nil
}

func (r *valueRenamer) findOfColumn(t *metadata.Table, w, h *metadata.Column) (list map[string]string, have, want []string) {
	if r.keeper != nil {
		ref := metadata.ColumnRef{Table: t.Ident(), Column: w.Name}
		return under(r.columns, ref), r.keeper.Values(r.have.Table(t.Ident()), h), r.keeper.Values(t, w)
	}
	old, now := enumNamed(r.have, h.Type.Ref), enumNamed(r.want, w.Type.Ref)
	if old == nil || now == nil || old.Ident() != now.Ident() {
		return nil, nil, nil
	}
	return under(r.enums, now.Ident()), old.Values, now.Values
}

func under[K comparable](m map[K]map[string]string, k K) map[string]string {
	if m[k] == nil {
		m[k] = map[string]string{}
	}
	return m[k]
}

func enumNamed(m *metadata.MetaData, n metadata.Name) *metadata.Enum {
	i := slices.IndexFunc(m.Enums, func(e *metadata.Enum) bool { return e.Ident() == n })
	if i < 0 {
		return nil
	}
	return m.Enums[i]
}

func columnOf(m *metadata.MetaData, t *metadata.Table, c *metadata.Column) *metadata.Column {
	if h := m.Table(t.Ident()); h != nil {
		return h.Column(c.Name)
	}
	return nil
}

// ofEnums leaves, of what is declared and said about enums, what is to be done.
func (r *valueRenamer) ofEnums() error {
	server, _ := r.Dialect.(dialect.EnumRenamer)
	cloned := false
	for _, w := range r.want.Enums {
		var old []string
		if h := enumNamed(r.have, w.Ident()); h != nil {
			old = h.Values
		}
		from, err := pendingValues(old, w.Values, w.ValuesRenamedFrom, r.enums[w.Ident()])
		if err != nil {
			return fmt.Errorf("migrate: enum %s: %w", w.Ident(), err)
		}
		if w.ValuesRenamedFrom = from; from == nil || server == nil {
			continue
		}
		if !cloned {
			r.have, cloned = r.have.Clone(), true
		}
		server.ValuesRenamed(r.have, w.Ident(), from)
	}
	return nil
}

// ofColumns does the same for columns that keep their values.
func (r *valueRenamer) ofColumns() error {
	for _, t := range r.want.Tables() {
		for _, w := range t.Columns {
			said := r.columns[metadata.ColumnRef{Table: t.Ident(), Column: w.Name}]
			if len(said) == 0 && len(w.Type.ValuesRenamedFrom) == 0 {
				continue
			}
			var old, now []string
			if h := columnOf(r.have, t, w); h != nil && r.keeper != nil {
				old, now = r.keeper.Values(r.have.Table(t.Ident()), h), r.keeper.Values(t, w)
			}
			from, err := pendingValues(old, now, w.Type.ValuesRenamedFrom, said)
			if err != nil {
				return fmt.Errorf("migrate: column %s.%s: %w", t.Ident(), w.Name, err)
			}
			w.Type.ValuesRenamedFrom = from
		}
	}
	return nil
}

// pendingValues are the renames that are still to be made; nil if none. A
// declared one is inert once the new name is there. One that was said beats it.
func pendingValues(have, want []string, declared, said map[string]string) (map[string]string, error) {
	has := func(list []string, v string) bool { return slices.Contains(list, v) }
	from := map[string]string{}
	for value, old := range declared {
		if has(have, old) && has(want, value) && (!has(have, value) || !has(want, old)) {
			from[value] = old
		}
	}
	for value, old := range said {
		maps.DeleteFunc(from, func(_, o string) bool { return o == old })
		from[value] = old
	}
	// Where the new name is another value's, and stays so, two would be one.
	for merges := true; merges; {
		merges = false
		goes := slices.Collect(maps.Values(from))
		for _, value := range slices.Sorted(maps.Keys(from)) {
			if !has(have, value) || has(goes, value) {
				continue
			}
			if _, asked := said[value]; asked {
				return nil, fmt.Errorf("%q cannot become %q, which is a value of its own: change the rows first", from[value], value)
			}
			delete(from, value)
			merges = true
		}
	}
	if len(from) == 0 {
		return nil, nil
	}
	return from, nil
}
