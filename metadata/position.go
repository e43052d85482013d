package metadata

import "fmt"

// Position is the place of a declaration in Go source. The zero value means
// unknown, as in a reflected schema. It takes no part in comparisons and is
// not in snapshots; [MetaData.Positions] carries it beside one.
type Position struct {
	File string
	Line int
}

func (p Position) String() string {
	if p.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Positions are the places of all declarations, in an order that depends on
// nothing but the schema's lists: what reads a snapshot of m puts them back
// with [MetaData.SetPositions].
func (m *MetaData) Positions() []Position {
	var all []Position
	m.eachPosition(func(p *Position) { all = append(all, *p) })
	return all
}

// SetPositions gives a schema the places that Positions returned for it. It is
// an error, and nothing is set, when there are more or fewer than declarations.
func (m *MetaData) SetPositions(all []Position) error {
	n := 0
	m.eachPosition(func(*Position) { n++ })
	if n != len(all) {
		return fmt.Errorf("metadata: %d positions for %d declarations", len(all), n)
	}
	m.eachPosition(func(p *Position) { *p, all = all[0], all[1:] })
	return nil
}

func (m *MetaData) eachPosition(f func(*Position)) {
	for _, e := range m.Enums {
		f(&e.Pos)
	}
	for _, t := range m.tables {
		t.eachPosition(f)
	}
	for _, v := range m.Views {
		f(&v.Pos)
		for _, i := range v.Indexes {
			f(&i.Pos)
		}
	}
}

func (t *Table) eachPosition(f func(*Position)) {
	f(&t.Pos)
	for _, c := range t.Columns {
		f(&c.Pos)
	}
	if t.PrimaryKey != nil {
		f(&t.PrimaryKey.Pos)
	}
	for _, c := range t.ForeignKeys {
		f(&c.Pos)
	}
	for _, c := range t.Uniques {
		f(&c.Pos)
	}
	for _, c := range t.Checks {
		f(&c.Pos)
	}
	for _, c := range t.Excludes {
		f(&c.Pos)
	}
	for _, i := range t.Indexes {
		f(&i.Pos)
	}
}
