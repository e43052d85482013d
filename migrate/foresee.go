package migrate

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// foresee refuses a revision whose first statements would fail on rows that are
// there, before any of them is sent to a server that could not roll them back.
// What they change is found out by running them on empty copies of the tables
// that they name, in a scratch database. It looks no further than the first
// statement that may change rows, or that it does not know: what comes after
// that finds other rows. Where no scratch database can be had nothing is asked.
func (r *Runner) foresee(ctx context.Context, s store, rev *Revision, list []Statement) error {
	rules := r.Engine.Dialect.Rules()
	lead := slices.IndexFunc(list, func(st Statement) bool { return st.Assert || !foreseeable(st.SQL, rules) })
	if lead < 0 {
		lead = len(list)
	}
	list = list[:lead]
	if !r.anyRows(ctx, s, list) {
		return nil
	}
	live, err := r.reflect(ctx, s.c)
	if err != nil {
		return err
	}
	tables, err := r.namedTables(live, list)
	if err != nil {
		return err
	}
	changes, places := r.rehearse(ctx, tables, rev, list)
	doubts := doubtsOf(r.target(), live, changes)
	for i := range doubts {
		doubts[i].place = places[doubts[i].index]
	}
	found, err := askAll(ctx, r.Engine, doubts)
	if err == nil && len(found) > 0 {
		err = &RowsError{found}
	}
	return err
}

// foreseeable reports whether a statement changes tables in a way that a
// comparison of before and after tells in full, and touches nothing outside of
// the database that it is run in.
func foreseeable(sql string, rules lex.Rules) bool {
	tokens, err := lex.Tokens(sql, rules)
	if err != nil || len(tokens) < 3 || !tokens[0].IsAny("ALTER", "CREATE") {
		return false
	}
	if !tokens[1].Is("TABLE") && !(tokens[0].Is("CREATE") && tokens[1].IsAny("INDEX", "UNIQUE")) {
		return false
	}
	dropped, again := map[string]bool{}, false
	for i, t := range tokens {
		switch {
		case t.IsOp("."), t.IsAny("RENAME", "CHANGE", "IGNORE", "PARTITION", "TABLESPACE", "SELECT", "AS", "LIKE"):
			return false
		case t.Is("DROP"):
			if name := columnAfter(tokens[i+1:], rules); name != "" {
				dropped[name] = true
			}
		case t.Is("ADD"):
			name := columnAfter(tokens[i+1:], rules)
			again = again || dropped[name] || name == "(" && len(dropped) > 0
		}
	}
	return !again
}

// columnAfter is the column that DROP or ADD is about, in small letters; "" when
// it is about something else, "(" before several.
func columnAfter(tokens []lex.Token, rules lex.Rules) string {
	for _, t := range tokens {
		switch {
		case t.IsAny("COLUMN", "IF", "NOT", "EXISTS"):
		case t.IsAny("INDEX", "KEY", "UNIQUE", "PRIMARY", "FOREIGN", "CONSTRAINT", "CHECK", "FULLTEXT", "SPATIAL"):
			return ""
		default:
			return strings.ToLower(t.Value(rules))
		}
	}
	return ""
}

// narrowed is the table of which a statement may ask something that its rows do
// not meet; "" is none.
func narrowed(sql string, rules lex.Rules) string {
	c, err := lex.NewCursor(sql, rules)
	if err != nil {
		return ""
	}
	before := "TABLE"
	if c.Accept("CREATE") {
		if !c.Accept("UNIQUE") {
			return ""
		}
		before = "ON"
	}
	for !c.Done() {
		if c.Accept(before) {
			if c.Accept("IF") {
				c.Accept("EXISTS")
			}
			return c.Peek(0).Value(rules)
		}
		c.Next()
	}
	return ""
}

// namedTables are the tables that statements name, with foreign keys among them only.
func (r *Runner) namedTables(live *metadata.MetaData, list []Statement) (*metadata.MetaData, error) {
	var names []string
	for _, st := range list {
		words, err := namesIn(st.SQL, r.Engine.Dialect.Rules())
		if err != nil {
			return nil, err
		}
		names = append(names, words...)
	}
	m := metadata.New()
	m.Dialect, m.Options = live.Dialect, live.Options
	for _, t := range live.Tables() {
		if slices.Contains(names, strings.ToLower(t.Name)) {
			m.Add(t.Clone())
		}
	}
	for _, t := range m.Tables() {
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return m.Table(fk.Ref) == nil })
	}
	return m, nil
}

// anyRows reports whether there are rows that a statement could fail on. A table
// that cannot be read, as one that the revision makes, has none.
func (r *Runner) anyRows(ctx context.Context, s store, list []Statement) bool {
	return slices.ContainsFunc(list, func(st Statement) bool {
		name := narrowed(st.SQL, r.Engine.Dialect.Rules())
		if name == "" {
			return false
		}
		some, err := hasRow(ctx, s.c, "SELECT 1 FROM "+r.Engine.Dialect.Ident(name)+" LIMIT 1")
		return err == nil && some
	})
}

// rehearse runs statements on empty tables and returns what each changes, and
// where it stands. It ends with the first that fails, for whatever reason.
func (r *Runner) rehearse(ctx context.Context, tables *metadata.MetaData, rev *Revision, list []Statement) (changes []ddl.Change, places []string) {
	scratch, err := r.Engine.Scratch(ctx)
	if err != nil {
		return nil, nil
	}
	defer scratch.Close()
	x := &Runner{Engine: &scratch.Engine}
	before, err := x.made(ctx, tables)
	for _, st := range list {
		if err != nil {
			break
		}
		var after *metadata.MetaData
		var made []ddl.Change
		if _, err = scratch.DB.ExecContext(ctx, st.SQL); err == nil {
			after, err = x.reflect(ctx, scratch.DB)
		}
		if err == nil {
			made, err = Diff(x.target(), before, after, Renames{})
		}
		if err == nil {
			before, changes = after, append(changes, made...)
			place := at(rev.File, st, -1).String()
			for range made {
				places = append(places, place)
			}
		}
	}
	return changes, places
}

// made makes tables in an empty database and reads them.
func (r *Runner) made(ctx context.Context, tables *metadata.MetaData) (*metadata.MetaData, error) {
	empty, err := r.reflect(ctx, r.Engine.DB)
	if err != nil {
		return nil, err
	}
	plan, err := NewPlan(r.target(), empty, tables, Renames{})
	if err == nil {
		err = plan.Apply(ctx, r.Engine, nil)
	}
	m, read := r.reflect(ctx, r.Engine.DB)
	return m, errors.Join(err, read)
}
