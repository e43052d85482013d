// Package metadata stands for dbtool's.
package metadata

type MetaData struct{}

type Name struct{ Schema, Name string }

type Type struct{}

type Column struct {
	Name string
	Type Type
}

type Table struct {
	Schema, Name string
	Columns      []*Column
}

type Item interface{ item() }

type ColumnItem struct{}

func (*ColumnItem) item()               {}
func (c *ColumnItem) Null() *ColumnItem { return c }

type Check struct{ Name string }

func (*Check) item() {}

func New() *MetaData                                          { return nil }
func (*MetaData) Add(t *Table) *Table                         { return t }
func (*MetaData) Table(Name) *Table                           { return nil }
func NewTable(m *MetaData, name string, items ...Item) *Table { return nil }
func Col(name string, t Type) *ColumnItem                     { return nil }
func InSchema(name string) Item                               { return nil }
func Text() Type                                              { return Type{} }
