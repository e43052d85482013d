package schema

import "github.com/dbtool/dbtool/metadata"

var MetaData = metadata.New()

var Users = metadata.NewTable(MetaData, "users",
	metadata.Col("id", metadata.Text()),
	metadata.Col("full_name", metadata.Text()).Null(),
	metadata.InSchema("app"),
	&metadata.Check{Name: "c"},
)

var _ = MetaData.Add(&metadata.Table{Name: "tags", Columns: []*metadata.Column{{Name: "id"}, &metadata.Column{Name: "label"}}})

var Open = metadata.NewTable(MetaData, "open", append([]metadata.Item{}, metadata.Col("id", metadata.Text()))...)
