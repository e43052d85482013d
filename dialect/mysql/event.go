package mysql

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// event is CREATE EVENT taken apart. MySQL and MariaDB print every clause but
// the comment, whether it was written or not.
type event struct {
	name     string
	schedule string // "EVERY 1 DAY STARTS '2035-01-01 03:00:00'"
	preserve bool   // it stays when it has run for the last time
	status   string // ENABLE, DISABLE or DISABLE ON SLAVE
	comment  string
	body     string
}

// parseEvent reads a CREATE EVENT of a person or of the server.
func parseEvent(text string) (e event, ok bool) {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil || !c.Accept("CREATE") {
		return e, false
	}
	c.Accept("OR", "REPLACE")
	if c.Accept("DEFINER") {
		skipDefiner(c)
	}
	if !c.Accept("EVENT") {
		return e, false
	}
	c.Accept("IF", "NOT", "EXISTS")
	e.name, e.status = lastName(c), "ENABLE"
	if !c.Accept("ON", "SCHEDULE") {
		return e, false
	}
	e.schedule = scheduleText(c)
	if c.Accept("ON", "COMPLETION") {
		e.preserve = !c.Accept("NOT")
		c.Accept("PRESERVE")
	}
	switch {
	case c.Accept("ENABLE"):
	case c.Accept("DISABLE", "ON"):
		c.Next() // SLAVE, or REPLICA as MySQL calls it since 8.0.26
		e.status = "DISABLE ON SLAVE"
	case c.Accept("DISABLE"):
		e.status = "DISABLE"
	}
	if c.Accept("COMMENT") {
		e.comment = c.Next().Value(lex.MySQL())
	}
	if !c.Accept("DO") || c.Done() {
		return e, false
	}
	body := strings.TrimSpace(text[c.Peek(0).Pos.Offset:]) // with the comments in it
	e.body = strings.TrimSuffix(body, ";")
	return e, true
}

// scheduleText takes AT or EVERY with what belongs to it, words in capitals.
func scheduleText(c *lex.Cursor) string {
	var words []string
	for !c.Done() && !c.Peek(0).IsAny("ON", "ENABLE", "DISABLE", "COMMENT", "DO") {
		t := c.Next()
		if t.Kind == lex.Word {
			words = append(words, strings.ToUpper(t.Text))
		} else {
			words = append(words, t.Text)
		}
	}
	return strings.Join(words, " ")
}

// started takes the STARTS out of a schedule that begins when the event is made:
// the server fills it in.
func started(schedule, at string) string {
	return strings.Replace(schedule, " STARTS '"+at+"'", "", 1)
}

// fixed reports whether a schedule means the same whenever the event is made.
func fixed(schedule string) bool {
	return strings.HasPrefix(schedule, "AT ") || strings.Contains(schedule, " STARTS ")
}

func (e event) rest(d *Dialect, comment bool) string {
	var b strings.Builder
	b.WriteString(" ON COMPLETION ")
	if !e.preserve {
		b.WriteString("NOT ")
	}
	b.WriteString("PRESERVE " + e.status)
	if comment {
		b.WriteString(" COMMENT " + d.Literal(e.comment))
	}
	return b.String() + " DO " + e.body
}

// create is the one way in which events are written.
func (e event) create(d *Dialect) string {
	return "CREATE EVENT " + d.Ident(e.name) + " ON SCHEDULE " + e.schedule + e.rest(d, e.comment != "")
}

// alterEvent leaves the schedule out where it stays: said again, an event that
// begins when it is made would begin anew.
func (w writer) alterEvent(from, to *metadata.Routine) []dialect.Statement {
	old, _ := parseEvent(from.Definition)
	e, _ := parseEvent(to.Definition)
	text := "ALTER EVENT " + w.d.Ident(e.name)
	if !sameSchedule(from, to, old, e) {
		text += " ON SCHEDULE " + e.schedule
	}
	return w.inMode(text+e.rest(w.d, true), to.Options)
}

func sameSchedule(from, to *metadata.Routine, old, e event) bool {
	return old.schedule == e.schedule && from.Options["mysql.time_zone"] == to.Options["mysql.time_zone"]
}

// alterableEvent: a schedule without a fixed begin needs a new event, whose time
// of creation tells the begin that nobody chose from one that was. MariaDB keeps
// an end that ALTER EVENT does not mention.
func alterableEvent(from, to *metadata.Routine) bool {
	old, ok := parseEvent(from.Definition)
	e, ok2 := parseEvent(to.Definition)
	ends := func(schedule string) bool { return strings.Contains(schedule, " ENDS ") }
	return ok && ok2 && (sameSchedule(from, to, old, e) || fixed(e.schedule) && (ends(e.schedule) || !ends(old.schedule)))
}

// event spells one as the server does. A time that is counted from the moment
// of creation has no normal form.
func (n *normalizer) event(r *metadata.Routine) {
	e, ok := parseEvent(r.Definition)
	switch {
	case !ok:
		n.fail(metadata.Position{}, r.Ident(), "", "this is no CREATE EVENT ... ON SCHEDULE ... DO ...")
	case moving(e.schedule):
		n.fail(metadata.Position{}, r.Ident(), "", "the times of an event are given as strings, '2035-01-01 03:00:00': an expression would mean another time each time")
	default:
		r.Definition = e.create(n.d)
	}
}

// moving reports whether a schedule's times are expressions.
func moving(schedule string) bool {
	c, err := lex.NewCursor(schedule, lex.MySQL())
	if err != nil {
		return true
	}
	for !c.Done() {
		if t := c.Next(); t.IsAny("AT", "STARTS", "ENDS") && c.Next().Kind != lex.String {
			return true
		}
	}
	return false
}
