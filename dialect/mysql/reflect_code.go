package mysql

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"

	driver "github.com/go-sql-driver/mysql"
)

func (r *reader) readViews() error {
	var list []*metadata.View
	err := r.each("SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, COLLATION_CONNECTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME", func(v []sql.NullString) error {
		if r.leaveOut(v[0].String) {
			return nil
		}
		w := &metadata.View{Name: v[0].String}
		if o := v[2].String; o != "NONE" {
			w.CheckOption = o
		}
		if v[3].String == "INVOKER" {
			r.option(&w.Options, "sql_security", "INVOKER")
		}
		if c := v[4].String; c != r.s.Facts[factConnection] { // what literals in it have
			r.option(&w.Options, "collation_connection", c)
		}
		if r.readable(w, v[1].String) {
			list = append(list, w)
		}
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	for _, w := range list {
		if err := r.readView(w); err != nil {
			return err
		}
	}
	return nil
}

// readable reports whether the view can be made again.
func (r *reader) readable(w *metadata.View, text string) bool {
	deps, missing := r.reads(text, w.Name)
	switch {
	case text == "":
		r.unmanaged("view", w.Name, "", "its text may not be read by this user", "")
	case r.broken[w.Name]:
		r.unmanaged("view", w.Name, "", "the server says that it refers to what is not there", text)
	case missing != "":
		r.unmanaged("view", w.Name, "", "it reads "+missing+", which is not there", text)
	default:
		w.Definition, w.DependsOn = metadata.SQL(r.local(text)), deps
		return true
	}
	return false
}

// readView takes the text from SHOW CREATE VIEW. information_schema has it as
// it was first parsed, which a view made of that text prints in other words;
// on MySQL it lacks the algorithm, and the names of columns that were given to
// the view and not in its query.
func (r *reader) readView(w *metadata.View) error {
	err := r.each("SHOW CREATE VIEW "+r.d.Ident(w.Name), func(v []sql.NullString) error {
		c, err := lex.NewCursor(v[1].String, lex.MySQL())
		if err != nil || !r.viewHead(c, w) {
			r.unmanaged("view", w.Name, "", "this kind of view is not modelled", v[1].String)
			return nil
		}
		text := c.Rest()
		if w.CheckOption != "" {
			text = strings.TrimSuffix(text, " WITH "+w.CheckOption+" CHECK OPTION")
		}
		w.Definition = metadata.SQL(r.local(text))
		r.m.Views = append(r.m.Views, w)
		return nil
	})
	var refused *driver.MySQLError
	if errors.As(err, &refused) && (refused.Number == 1356 || refused.Number == 1146) { // it refers to something that is gone
		r.unmanaged("view", w.Name, "", refused.Message, w.Definition.Text)
		return nil
	}
	return err
}

// viewHead reads CREATE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER
// VIEW `v` (`x`, `y`) AS.
func (r *reader) viewHead(c *lex.Cursor, w *metadata.View) bool {
	c.Accept("CREATE")
	if c.Accept("ALGORITHM", "=") {
		if a := strings.ToUpper(c.Next().Text); a != "UNDEFINED" {
			r.option(&w.Options, "algorithm", a)
		}
	}
	for !c.Done() && !c.Peek(0).Is("VIEW") {
		if c.Peek(0).IsAny("JSON", "DUALITY", "RELATIONAL", "MATERIALIZED") {
			return false
		}
		c.Next()
	}
	c.Accept("VIEW")
	c.Name()
	for c.Accept(".") {
		c.Name()
	}
	if list, ok := c.Group(); ok {
		for _, p := range list.Commas() {
			name, _ := p.Name()
			w.Columns = append(w.Columns, name)
		}
	}
	return c.Accept("AS")
}

// readTriggers takes the texts from SHOW CREATE TRIGGER: those of
// information_schema have lost the escaping of their strings on MySQL.
func (r *reader) readTriggers() error {
	var list []*metadata.Trigger
	last := ""
	err := r.each(`SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?
ORDER BY EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER`, func(v []sql.NullString) error {
		if r.leaveOut(v[1].String) {
			return nil
		}
		g := &metadata.Trigger{Name: v[0].String, Table: metadata.Name{Name: v[1].String}}
		at := v[1].String + "\x00" + v[2].String + v[3].String
		if at == last {
			follow(g, list[len(list)-1])
		}
		last = at
		list = append(list, g)
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	for _, g := range list {
		if err := r.readTrigger(g); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readTrigger(g *metadata.Trigger) error {
	err := r.each("SHOW CREATE TRIGGER "+r.d.Ident(g.Name), func(v []sql.NullString) error {
		g.Definition = triggerText(r.d, v[2].String)
		r.mode(&g.Options, v[1].String)
		r.m.Triggers = append(r.m.Triggers, g)
		return nil
	})
	if err != nil && r.d.Explain(err).Class == dialect.Denied {
		r.unmanaged("trigger", g.Name, g.Table.Name, "its text may not be read by this user", "")
		return nil
	}
	return err
}

// follow puts a trigger behind another that runs at the same time.
func follow(g, before *metadata.Trigger) {
	if g.Options == nil {
		g.Options = metadata.Options{}
	}
	g.Options["mysql.follows"] = before.Name
	g.DependsOn = append(g.DependsOn, metadata.Dependency{Kind: "trigger", Name: before.Table, Column: before.Name})
}

// mode keeps the sql_mode that a text was written in, where it is not ours.
func (r *reader) mode(o *metadata.Options, mode string) {
	if mode != r.s.Facts[factMode] {
		r.option(o, "sql_mode", mode)
	}
}
