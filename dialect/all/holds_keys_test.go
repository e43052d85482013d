package all_test

import "github.com/dbtool/dbtool/metadata"

var keyFeatures = []feature{
	{"unique constraints", table(metadata.Col("c", metadata.Integer()).Unique()), func(m *metadata.MetaData) string {
		switch t := readTable(m); {
		case len(t.Uniques) > 0:
			return yes
		case len(t.Indexes) > 0 && t.Indexes[0].Unique:
			return "as unique index"
		}
		return ""
	}},
	{"unique, deferrable", unique(func(u *metadata.Unique) { u.Deferrable = metadata.InitiallyDeferred }),
		uniques(func(u *metadata.Unique) bool { return u.Deferrable != "" })},
	{"unique, nulls not distinct", unique(func(u *metadata.Unique) { u.NullsNotDistinct = true }),
		uniques(func(u *metadata.Unique) bool { return u.NullsNotDistinct })},
	{"unique, `Include`", unique(func(u *metadata.Unique) { u.Include = []string{"id"} }),
		uniques(func(u *metadata.Unique) bool { return len(u.Include) > 0 })},
	{"unique, without overlaps", func(m *metadata.MetaData, _ string) {
		metadata.NewTable(m, "t", metadata.Col("room", metadata.Exact("int4range")), metadata.Col("during", metadata.Exact("tstzrange").On("sqlite", metadata.Text()).On("mysql", metadata.Integer())),
			&metadata.Unique{Name: "once", Parts: metadata.Parts("room", "during"), WithoutOverlaps: true})
	}, uniques(func(u *metadata.Unique) bool { return u.WithoutOverlaps })},
	{"checks", table(metadata.Col("c", metadata.Integer()), metadata.CheckThat("c > 0").Named("k")),
		checks(func(c *metadata.Check) bool { return true })},
	{"checks, not enforced", check(func(c *metadata.Check) { c.NotEnforced = true }),
		checks(func(c *metadata.Check) bool { return c.NotEnforced })},
	{"checks, not valid", check(func(c *metadata.Check) { c.NotValid = true }),
		checks(func(c *metadata.Check) bool { return c.NotValid })},
	{"checks, not inherited", check(func(c *metadata.Check) { c.NoInherit = true }),
		checks(func(c *metadata.Check) bool { return c.NoInherit })},
	{"foreign keys", foreign(func(*metadata.ForeignKey) {}), keys(func(*metadata.ForeignKey) bool { return true })},
	{"foreign keys, deferrable", foreign(func(k *metadata.ForeignKey) { k.Deferrable = metadata.InitiallyDeferred }),
		keys(func(k *metadata.ForeignKey) bool { return k.Deferrable != "" })},
	{"foreign keys, `SetDefault`", foreign(func(k *metadata.ForeignKey) { k.OnDelete = metadata.SetDefault }),
		keys(func(k *metadata.ForeignKey) bool { return k.OnDelete == metadata.SetDefault })},
	{"foreign keys, `SetNull` of some columns", foreign(func(k *metadata.ForeignKey) { k.OnDelete, k.OnDeleteColumns = metadata.SetNull, []string{"c"} }),
		keys(func(k *metadata.ForeignKey) bool { return len(k.OnDeleteColumns) > 0 })},
	{"foreign keys, match full", foreign(func(k *metadata.ForeignKey) { k.Match = "FULL" }),
		keys(func(k *metadata.ForeignKey) bool { return k.Match == "FULL" })},
	{"foreign keys, not valid", foreign(func(k *metadata.ForeignKey) { k.NotValid = true }),
		keys(func(k *metadata.ForeignKey) bool { return k.NotValid })},
	{"foreign keys, not enforced", foreign(func(k *metadata.ForeignKey) { k.NotEnforced = true }),
		keys(func(k *metadata.ForeignKey) bool { return k.NotEnforced })},
	{"exclusion constraints", table(metadata.Col("c", metadata.Exact("int4range").On("sqlite", metadata.Text()).On("mysql", metadata.Integer())),
		&metadata.Exclude{Name: "apart", Method: "gist", Elements: []metadata.ExcludeElement{{Part: metadata.Part{Column: "c"}, Operator: "&&"}}}),
		is(func(m *metadata.MetaData) bool { return len(readTable(m).Excludes) > 0 })},
	{"comments of constraints", check(func(c *metadata.Check) { c.Comment = "words" }),
		words(func(m *metadata.MetaData) string { return readTable(m).Checks[0].Comment })},
}

func unique(change func(u *metadata.Unique)) func(*metadata.MetaData, string) {
	u := metadata.UniqueOn("c").Named("u")
	change(u)
	return table(metadata.Col("c", metadata.Integer()).Null(), u)
}

func uniques(there func(u *metadata.Unique) bool) func(*metadata.MetaData) string {
	return is(func(m *metadata.MetaData) bool {
		all := readTable(m).Uniques
		return len(all) > 0 && there(all[0])
	})
}

func check(change func(c *metadata.Check)) func(*metadata.MetaData, string) {
	k := metadata.CheckThat("c > 0").Named("k")
	change(k)
	return table(metadata.Col("c", metadata.Integer()), k)
}

func checks(there func(c *metadata.Check) bool) func(*metadata.MetaData) string {
	return is(func(m *metadata.MetaData) bool {
		all := readTable(m).Checks
		return len(all) > 0 && there(all[0])
	})
}

func foreign(change func(k *metadata.ForeignKey)) func(*metadata.MetaData, string) {
	k := metadata.ForeignKeyTo("t", "id").From("c").Named("f")
	change(k)
	return table(metadata.Col("c", metadata.Integer()).Null(), k)
}

func keys(there func(k *metadata.ForeignKey) bool) func(*metadata.MetaData) string {
	return is(func(m *metadata.MetaData) bool {
		all := readTable(m).ForeignKeys
		return len(all) > 0 && there(all[0])
	})
}

var indexFeatures = []feature{
	{"descending parts", indexOf(func(i *metadata.Index) { i.Parts[0].Desc = true }), index(func(i *metadata.Index) bool { return i.Parts[0].Desc })},
	{"nulls where the server would not sort them (`Nulls`)", func(m *metadata.MetaData, family string) {
		end := metadata.NullsLast
		if family == "postgres" {
			end = metadata.NullsFirst
		}
		indexOf(func(i *metadata.Index) { i.Parts[0].Nulls = end })(m, family)
	}, index(func(i *metadata.Index) bool { return i.Parts[0].Nulls != "" })},
	{"expressions", indexOf(func(i *metadata.Index) { i.Parts = []metadata.Part{{Expr: metadata.SQL("lower(c)")}} }), index(func(i *metadata.Index) bool { return i.Parts[0].Expr != nil })},
	{"partial (`Where`)", indexOf(func(i *metadata.Index) { i.Where = metadata.SQL("id > 7") }), index(func(i *metadata.Index) bool { return i.Where != nil })},
	{"`Include`", indexOf(func(i *metadata.Index) { i.Include = []string{"id"} }), index(func(i *metadata.Index) bool { return len(i.Include) > 0 })},
	{"unique, nulls not distinct", indexOf(func(i *metadata.Index) { i.Unique, i.NullsNotDistinct = true, true }), index(func(i *metadata.Index) bool { return i.NullsNotDistinct })},
	{"beginnings of values (`Length`)", indexOf(func(i *metadata.Index) { i.Parts[0].Length = 5 }), index(func(i *metadata.Index) bool { return i.Parts[0].Length == 5 })},
	{"hash", indexOf(func(i *metadata.Index) { i.Method = "hash" }), index(func(i *metadata.Index) bool { return i.Method == "hash" })},
	{"full text", indexOf(func(i *metadata.Index) { i.Method = "fulltext" }), index(func(i *metadata.Index) bool { return i.Method == "fulltext" })},
	{"brin, and gin, gist and so on", indexOf(func(i *metadata.Index) { i.Method = "brin" }), index(func(i *metadata.Index) bool { return i.Method == "brin" })},
	{"invisible", indexOf(func(i *metadata.Index) { i.Invisible = true }), index(func(i *metadata.Index) bool { return i.Invisible })},
	{"comments", indexOf(func(i *metadata.Index) { i.Comment = "words" }), words(func(m *metadata.MetaData) string { return readTable(m).Indexes[0].Comment })},
}

func indexOf(change func(i *metadata.Index)) func(*metadata.MetaData, string) {
	i := metadata.IndexOn("c").Named("i")
	change(i)
	return table(metadata.Col("c", metadata.String(20)).Null(), i)
}
