package mysql

import (
	"database/sql"
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// readShown takes from SHOW CREATE TABLE what information_schema lacks, for
// the few tables that have it.
func (r *reader) readShown() error {
	err := r.each("SELECT DISTINCT TABLE_NAME FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = ? AND PARTITION_NAME IS NOT NULL", func(v []sql.NullString) error {
		if r.tables[v[0].String] != nil {
			r.show[v[0].String] = true
		}
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(r.show))
	for n := range r.show {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		err := r.each("SHOW CREATE TABLE "+r.d.Ident(n), func(v []sql.NullString) error {
			r.shown(r.tables[n], v[1].String)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var parserOf = regexp.MustCompile("(?m)^  FULLTEXT KEY `((?:[^`]|``)+)` .*WITH PARSER `([^`]+)`")

func (r *reader) shown(t *metadata.Table, text string) {
	for _, m := range parserOf.FindAllStringSubmatch(text, -1) {
		for _, i := range t.Indexes {
			if i.Name == strings.ReplaceAll(m[1], "``", "`") {
				i.Options = metadata.Options{"mysql.parser": m[2]}
			}
		}
	}
	end := strings.LastIndex(text, "\n)")
	if end < 0 {
		return
	}
	tail := text[end+2:]
	if i := strings.Index(strings.ToUpper(tail), "PARTITION BY"); i >= 0 {
		clause := strings.TrimSpace(tail[i:])
		clause = strings.TrimSpace(strings.TrimSuffix(clause, "*/"))
		t.PartitionBy = strings.TrimPrefix(strings.TrimPrefix(clause, "PARTITION BY"), " ")
	}
	if strings.Contains(tail, "WITH SYSTEM VERSIONING") {
		t.Options["mysql.system_versioning"] = "true"
		r.period(t, text)
	}
}

// period: columns that hold a row's validity are declared in the table.
func (r *reader) period(t *metadata.Table, text string) {
	if strings.Contains(text, "PERIOD FOR SYSTEM_TIME") {
		r.unmanaged("period", "SYSTEM_TIME", t.Name, "explicit period columns are not modelled", text)
	}
}

// local takes the database's own name out of a text, so that it means the
// same in another database.
func (r *reader) local(s string) string {
	return strings.ReplaceAll(s, r.d.Ident(r.s.Database)+".", "")
}

func (r *reader) readViews() error {
	algorithm := "NULL"
	if isMaria(r.s) {
		algorithm = "ALGORITHM"
	}
	err := r.each("SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, "+algorithm+", COLLATION_CONNECTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?", func(v []sql.NullString) error {
		w := &metadata.View{Name: v[0].String, Definition: metadata.SQL(r.local(v[1].String))}
		if o := v[2].String; o != "NONE" {
			w.CheckOption = o
		}
		o := metadata.Options{}
		if v[3].String == "INVOKER" {
			o["mysql.sql_security"] = "INVOKER"
		}
		if a := v[4].String; a != "" && a != "UNDEFINED" {
			o["mysql.algorithm"] = a
		}
		if c := v[5].String; c != r.s.Facts["collation_connection"] { // what literals in it have
			o["mysql.collation_connection"] = c
		}
		if len(o) > 0 {
			w.Options = o
		}
		r.m.Views = append(r.m.Views, w)
		return nil
	}, r.s.Database)
	for _, w := range r.m.Views {
		w.DependsOn = r.mentioned(w.Definition.Text, w.Name)
	}
	return err
}

// mentioned are the tables, views and routines whose names stand in a text.
func (r *reader) mentioned(text, self string) []metadata.Dependency {
	tokens, err := lex.Tokens(text, lex.MySQL())
	if err != nil {
		return nil
	}
	var list []metadata.Dependency
	seen := map[string]bool{self: true}
	for _, t := range tokens {
		if t.Kind != lex.Word && t.Kind != lex.Quoted {
			continue
		}
		n := t.Value(lex.MySQL())
		known := r.tables[n] != nil || slices.ContainsFunc(r.m.Views, func(v *metadata.View) bool { return v.Name == n })
		if known && !seen[n] {
			list = append(list, metadata.Dependency{Kind: "table", Name: metadata.Name{Name: n}})
		}
		seen[n] = true
	}
	return list
}

// readTriggers takes the texts from SHOW CREATE TRIGGER: those of
// information_schema have lost the escaping of their strings on MySQL.
func (r *reader) readTriggers() error {
	var list []*metadata.Trigger
	before := map[*metadata.Trigger]metadata.Dependency{}
	last := ""
	err := r.each(`SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?
ORDER BY EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER`, func(v []sql.NullString) error {
		g := &metadata.Trigger{Name: v[0].String, Table: metadata.Name{Name: v[1].String}}
		if at := v[1].String + v[2].String + v[3].String; at == last {
			before[g] = metadata.Dependency{Kind: "trigger", Name: g.Table, Column: list[len(list)-1].Name}
		} else {
			last = at
		}
		list = append(list, g)
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	for _, g := range list {
		err := r.each("SHOW CREATE TRIGGER "+r.d.Ident(g.Name), func(v []sql.NullString) error {
			g.Definition = strings.TrimSuffix(strings.TrimSpace(r.local(definer.ReplaceAllString(v[2].String, "CREATE "))), ";")
			g.Options = modeOption(v[1].String)
			return nil
		})
		if err != nil {
			return err
		}
		g.DependsOn = r.mentioned(g.Definition, "")
		if dep, ok := before[g]; ok { // triggers run in the order of their creation
			g.DependsOn = append(g.DependsOn, dep)
		}
	}
	r.m.Triggers = list
	return nil
}

// modeOption is the sql_mode a text was written in, where it is not dbtool's.
func modeOption(mode string) metadata.Options {
	if mode == strings.Trim(sqlMode, "'") {
		return nil
	}
	return metadata.Options{"mysql.sql_mode": mode}
}

var definer = regexp.MustCompile("(?i)^CREATE( OR REPLACE)? DEFINER=(`(?:[^`]|``)*`|'[^']*')@(`(?:[^`]|``)*`|'[^']*') ")

func (r *reader) readRoutines() error {
	var list []*metadata.Routine
	err := r.each("SELECT ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_COMMENT FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? ORDER BY ROUTINE_TYPE, ROUTINE_NAME", func(v []sql.NullString) error {
		kind := strings.ToLower(v[1].String)
		if kind != "function" && kind != "procedure" {
			r.unmanaged(kind, v[0].String, "", "packages are not modelled", "")
			return nil
		}
		list = append(list, &metadata.Routine{Name: v[0].String, Kind: kind})
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	for _, x := range list {
		err := r.each("SHOW CREATE "+strings.ToUpper(x.Kind)+" "+r.d.Ident(x.Name), func(v []sql.NullString) error {
			x.Options = modeOption(v[1].String)
			x.Definition = r.local(definer.ReplaceAllString(v[2].String, "CREATE "))
			return nil
		})
		if err != nil {
			return err
		}
		if x.Definition == "" {
			r.unmanaged(x.Kind, x.Name, "", "its text may not be read by this user", "")
			continue
		}
		x.DependsOn = nil // routines are looked up when they run
		r.m.Routines = append(r.m.Routines, x)
	}
	for _, w := range r.m.Views {
		w.DependsOn = append(w.DependsOn, r.routinesIn(w.Definition.Text)...)
	}
	return nil
}

func (r *reader) routinesIn(text string) []metadata.Dependency {
	var list []metadata.Dependency
	for _, x := range r.m.Routines {
		if strings.Contains(text, r.d.Ident(x.Name)+"(") {
			list = append(list, metadata.Dependency{Kind: "routine", Name: x.Ident()})
		}
	}
	return list
}

func (r *reader) readEvents() error {
	return r.each("SELECT EVENT_NAME, EVENT_DEFINITION FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?", func(v []sql.NullString) error {
		r.unmanaged("event", v[0].String, "", "events are not modelled", v[1].String)
		return nil
	}, r.s.Database)
}
