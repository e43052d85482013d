package all_test

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

var tableFeatures = []feature{
	{"comments of tables", table(metadata.Comment("words")), words(func(m *metadata.MetaData) string { return readTable(m).Comment })},
	{"partitions", partitioned, is(func(m *metadata.MetaData) bool { return readTable(m).PartitionBy != "" })},
	{"inheritance", func(m *metadata.MetaData, _ string) {
		declareTable(m)
		heir := metadata.NewTable(m, "heir", metadata.Col("id", metadata.Integer()).PrimaryKey())
		heir.Inherits = []metadata.Name{{Name: "t"}}
	}, is(func(m *metadata.MetaData) bool {
		heir := m.Table(metadata.Name{Name: "heir"})
		return heir != nil && len(heir.Inherits) > 0
	})},
	option("strict", "sqlite.strict", "true"),
	option("without rowid", "sqlite.without_rowid", "true"),
	option("engine", "mysql.engine", "MyISAM"),
	option("character set and collation", "mysql.collation", "utf8mb4_bin"),
	option("row format", "mysql.row_format", "DYNAMIC"),
	option("unlogged", "postgres.unlogged", "true"),
	option("storage parameters", "postgres.fillfactor", "70"),
}

// partitioned declares two partitions in the server's own words.
func partitioned(m *metadata.MetaData, family string) {
	by := "RANGE (id)"
	if family != "postgres" {
		by += " (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE)"
	}
	metadata.NewTable(m, "t", metadata.Col("id", metadata.Integer()), metadata.PartitionBy(by))
	if family == "postgres" {
		low := metadata.NewTable(m, "low", metadata.Col("id", metadata.Integer()))
		low.PartitionOf = &metadata.PartitionOf{Parent: metadata.Name{Name: "t"}, Bound: "FOR VALUES FROM (0) TO (10)"}
	}
}

func option(name, key, value string) feature {
	return feature{name + " (`" + key + "`)", table(metadata.Option(key, value)), func(m *metadata.MetaData) string {
		switch {
		case !strings.HasPrefix(key, m.Dialect+"."):
			return no
		case readTable(m).Options[key] != "":
			return yes
		}
		return ""
	}}
}

var objectFeatures = []feature{
	{"enums", func(m *metadata.MetaData, _ string) {
		declareTable(m, metadata.Col("c", metadata.EnumOf("mood", "sad", "happy")))
	}, func(m *metadata.MetaData) string {
		switch t := readTable(m); {
		case len(m.Enums) > 0:
			return "named types"
		case strings.HasPrefix(t.Column("c").Type.SQL, "enum("):
			return "inline"
		case len(t.Checks) > 0:
			return "text with a check"
		}
		return ""
	}},
	{"domains", func(m *metadata.MetaData, _ string) {
		m.Domains = append(m.Domains, &metadata.Domain{Name: "percent", Type: metadata.Integer(), Checks: []*metadata.Check{metadata.CheckThat("VALUE <= 100").Named("most")}})
	}, is(func(m *metadata.MetaData) bool { return len(m.Domains) > 0 })},
	{"sequences", func(m *metadata.MetaData, _ string) { m.AddSequence(&metadata.Sequence{Name: "s"}) },
		is(func(m *metadata.MetaData) bool { return len(m.Sequences) > 0 })},
	{"namespaces (`InSchema`)", func(m *metadata.MetaData, _ string) {
		m.Schemas = append(m.Schemas, &metadata.Schema{Name: "audit"})
		metadata.NewTable(m, "t", metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.InSchema("audit"))
	}, is(func(m *metadata.MetaData) bool { return m.Table(metadata.Name{Schema: "audit", Name: "t"}) != nil })},
	{"extensions", func(m *metadata.MetaData, _ string) {
		m.Extensions = append(m.Extensions, &metadata.Extension{Name: "citext"})
	}, func(m *metadata.MetaData) string {
		if len(m.Extensions) == 0 {
			return gone
		}
		return yes
	}},
	{"views", view(func(*metadata.View) {}), is(func(m *metadata.MetaData) bool { return len(m.Views) > 0 })},
	{"views, with check option", view(func(v *metadata.View) { v.CheckOption = "CASCADED" }), is(func(m *metadata.MetaData) bool { return len(m.Views) > 0 && m.Views[0].CheckOption != "" })},
	{"views, with a comment", view(func(v *metadata.View) { v.Comment = "words" }), words(func(m *metadata.MetaData) string { return m.Views[0].Comment })},
	{"materialized views and their indexes", view(func(v *metadata.View) {
		v.Materialized, v.Indexes = true, []*metadata.Index{metadata.IndexOn("id").Named("vi")}
	}), is(func(m *metadata.MetaData) bool {
		return len(m.Views) > 0 && m.Views[0].Materialized && len(m.Views[0].Indexes) > 0
	})},
	{"triggers", triggers, is(func(m *metadata.MetaData) bool { return len(m.Triggers) > 0 })},
	routine("function", "", "CREATE FUNCTION r() RETURNS int DETERMINISTIC RETURN 1", "CREATE OR REPLACE FUNCTION r() RETURNS integer LANGUAGE sql AS $$SELECT 1$$"),
	routine("procedure", "", "CREATE PROCEDURE r() SELECT 1", "CREATE OR REPLACE PROCEDURE r() LANGUAGE sql AS $$SELECT 1$$"),
	routine("aggregate", "integer", "", "CREATE AGGREGATE r(integer) (SFUNC = int4pl, STYPE = integer)"),
	routine("event", "", "CREATE EVENT r ON SCHEDULE EVERY 1 DAY DO SELECT 1", ""),
	own("policy", "t", "CREATE POLICY o ON t USING (id > 0)"),
	own("rule", "t", "CREATE RULE o AS ON DELETE TO t DO INSTEAD NOTHING"),
	own("statistics", "t", "CREATE STATISTICS o ON id, c FROM t"),
	own("composite type", "", "CREATE TYPE o AS (a integer)"),
	own("range type", "", "CREATE TYPE o AS RANGE (subtype = integer)"),
	own("collation", "", "CREATE COLLATION o (provider = libc, locale = 'C')"),
}

func view(change func(v *metadata.View)) func(*metadata.MetaData, string) {
	return func(m *metadata.MetaData, _ string) {
		declareTable(m)
		v := &metadata.View{Name: "v", Definition: metadata.SQL("SELECT id FROM t WHERE id > 7")}
		change(v)
		m.AddView(v)
	}
}

func triggers(m *metadata.MetaData, family string) {
	declareTable(m)
	g := &metadata.Trigger{Name: "g", Table: metadata.Name{Name: "t"}, Definition: "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SET @rows = 1"}
	switch family {
	case "sqlite":
		g.Definition = "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE id < 0; END"
	case "postgres":
		told := metadata.Name{Name: "told"}
		m.Routines = append(m.Routines, &metadata.Routine{Name: told.Name, Kind: "function",
			Definition: "CREATE OR REPLACE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"})
		g.Definition = "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION told()"
		g.DependsOn = []metadata.Dependency{{Kind: "routine", Name: told}}
	}
	m.Triggers = append(m.Triggers, g)
}

// routine declares r in the words of MySQL or PostgreSQL; SQLite refuses any.
func routine(kind, signature, mysql, postgres string) feature {
	return feature{kind + "s", func(m *metadata.MetaData, family string) {
		text := map[string]string{"sqlite": "-", "mysql": mysql, "mariadb": mysql, "postgres": postgres}[family]
		if text != "" {
			m.Routines = append(m.Routines, &metadata.Routine{Name: "r", Kind: kind, Signature: signature, Definition: text})
		}
	}, func(m *metadata.MetaData) string {
		for _, r := range m.Routines {
			if r.Kind == kind {
				return yes
			}
		}
		return no // it has no such words
	}}
}

// own declares an object of PostgreSQL.
func own(kind, of, text string) feature {
	return feature{"objects: " + kind, func(m *metadata.MetaData, _ string) {
		declareTable(m, metadata.Col("c", metadata.Integer()))
		m.Objects = append(m.Objects, &metadata.Object{Dialect: "postgres", Kind: kind, Name: "o", Table: metadata.Name{Name: of}, Definition: text})
	}, func(m *metadata.MetaData) string {
		switch {
		case m.Dialect != "postgres":
			return no
		case len(m.Objects) == 1 && m.Objects[0].Kind == kind:
			return yes
		}
		return ""
	}}
}
