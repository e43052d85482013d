package all_test

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

var columnFeatures = []feature{
	{"a key that numbers itself", table(), func(m *metadata.MetaData) string {
		switch c := readTable(m).Column("id"); {
		case c.Identity != nil:
			return "identity"
		case c.Autoincrement == metadata.AutoincrementOn && m.Dialect == "mysql":
			return "AUTO_INCREMENT"
		case strings.EqualFold(c.Type.SQL, "INTEGER"):
			return "rowid"
		}
		return ""
	}},
	{"`Identity`", numbered(func(c *metadata.ColumnItem) { c.Identity(metadata.SequenceOptions{}) }), func(m *metadata.MetaData) string {
		switch c := readTable(m).Column("id"); {
		case c.Identity != nil:
			return yes
		case c.Autoincrement == metadata.AutoincrementOn:
			return "as AUTO_INCREMENT"
		case strings.EqualFold(c.Type.SQL, "INTEGER"):
			return "as rowid"
		}
		return ""
	}},
	{"`AlwaysIdentity`", numbered(func(c *metadata.ColumnItem) { c.AlwaysIdentity(metadata.SequenceOptions{}) }), is(func(m *metadata.MetaData) bool {
		c := readTable(m).Column("id")
		return c.Identity != nil && c.Identity.Always
	})},
	{"generated columns, `Stored`", table(metadata.Col("a", metadata.Integer()), metadata.Col("c", metadata.Integer()).Null().Stored(metadata.SQL("a + 1"))),
		column(func(c *metadata.Column) bool { return c.Computed != nil && c.Computed.Stored })},
	{"generated columns, `Virtual`", table(metadata.Col("a", metadata.Integer()), metadata.Col("c", metadata.Integer()).Null().Virtual(metadata.SQL("a + 1"))),
		column(func(c *metadata.Column) bool { return c.Computed != nil && !c.Computed.Stored })},
	{"defaults that are values", table(metadata.Col("c", metadata.Integer()).Default(metadata.Literal(7))),
		column(func(c *metadata.Column) bool { return c.ServerDefault != nil })},
	{"defaults that are expressions", table(metadata.Col("c", metadata.Integer()).Default(metadata.SQL("(abs(-7) + 1)"))),
		column(func(c *metadata.Column) bool { return c.ServerDefault != nil })},
	{"`SetOnUpdate(Now())`", table(metadata.Col("c", metadata.DateTime()).Default(metadata.Now()).SetOnUpdate(metadata.Now())),
		column(func(c *metadata.Column) bool { return c.OnUpdate != nil })},
	{"`Collate`", func(m *metadata.MetaData, family string) {
		name := map[string]string{"sqlite": "NOCASE", "postgres": "C"}[family]
		if name == "" {
			name = "utf8mb4_bin"
		}
		declareTable(m, metadata.Col("c", metadata.String(20)).Collate(name))
	}, column(func(c *metadata.Column) bool { return c.Collation != "" })},
	{"comments of columns", table(metadata.Col("c", metadata.Integer()).Comment("words")),
		words(func(m *metadata.MetaData) string { return readTable(m).Column("c").Comment })},
}

// numbered declares the key with another way of numbering.
func numbered(how func(c *metadata.ColumnItem)) func(*metadata.MetaData, string) {
	return func(m *metadata.MetaData, _ string) {
		id := metadata.Col("id", metadata.BigInt()).PrimaryKey()
		how(id)
		metadata.NewTable(m, "t", id)
	}
}
