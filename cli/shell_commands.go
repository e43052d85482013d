package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/render"
)

// shellCommand is one of the commands that begin with a backslash.
type shellCommand struct {
	name, args, about string
	// takes is what completes the argument: relation, database, file, or the
	// words that it may be.
	takes string
	run   func(s *shell, arg string) error
}

// shellCommands has psql's names where psql has the thing.
func shellCommands() []shellCommand {
	return []shellCommand{
		{`\?`, "", "this list", "", func(s *shell, _ string) error { return s.help("") }},
		{`\h`, "[NAME]", "this list, or one command of it", "", (*shell).help},
		{`\q`, "", "end; so do exit, quit and Ctrl-D", "", func(*shell, string) error { return errQuit }},
		{`\d`, "[NAME]", "tables, views and sequences, or all about those of the name", "relation", (*shell).describe},
		{`\dt`, "[NAME]", "tables", "relation", lister("table", tableRows)},
		{`\dv`, "[NAME]", "views", "relation", lister("view", viewRows)},
		{`\di`, "[NAME]", "indexes", "", lister("index", indexRows)},
		{`\ds`, "[NAME]", "sequences", "", lister("sequence", sequenceRows)},
		{`\df`, "[NAME]", "functions and procedures", "", lister("routine", routineRows)},
		{`\dT`, "[NAME]", "enums and domains", "", lister("type", typeRows)},
		{`\dn`, "", "schemas", "", (*shell).listSchemas},
		{`\du`, "", "users", "", func(s *shell, _ string) error { return s.listing(dialect.Users) }},
		{`\l`, "", "databases", "", func(s *shell, _ string) error { return s.listing(dialect.Databases) }},
		{`\c`, "URL|DATABASE", "connect to another database, of this server or by its URL", "database", (*shell).connectTo},
		{`\format`, "[NAME]", "how results look: table, csv, json, ndjson, markdown, vertical", "table csv json ndjson markdown vertical", (*shell).setFormat},
		{`\x`, "", "vertical results, and back to tables", "", (*shell).toggleVertical},
		{`\timing`, "", "the time of each statement, or no longer", "", (*shell).toggleTiming},
		{`\pager`, "on|off", "whether what does not fit the screen goes through $PAGER", "on off", (*shell).setPager},
		{`\o`, "[FILE]", "results into the file; without one, to the terminal again", "file", (*shell).redirect},
		{`\i`, "FILE", "run the statements and commands of a file", "file", (*shell).include},
		{`\e`, "", "edit the statement, or the last one, in $EDITOR", "", (*shell).edit},
		{`\p`, "", "print the statement, or the last one", "", (*shell).printStatement},
		{`\r`, "", "drop the statement that was begun", "", func(s *shell, _ string) error { s.pending = ""; return nil }},
		{`\s`, "", "the history", "", (*shell).printHistory},
		{`\set`, "[NAME VALUE]", "give :NAME a value, or list them", "", (*shell).set},
		{`\unset`, "NAME", "take the value away", "", (*shell).unset},
		{`\explain`, "[STATEMENT]", "how the server would run the statement, or the last one", "", (*shell).explain},
		{`\watch`, "[SECONDS]", "run the last statement again and again, until Ctrl-C", "", (*shell).watch},
	}
}

func (c shellCommand) usage() string { return strings.TrimSpace(c.name + " " + c.args) }

func findCommand(name string) *shellCommand {
	for _, c := range shellCommands() {
		if c.name == name {
			return &c
		}
	}
	return nil
}

// command runs a line that begins with a backslash.
func (s *shell) command(line string) error {
	name, arg, _ := strings.Cut(strings.TrimRight(line, "; \t"), " ")
	arg = strings.TrimSpace(arg)
	c := findCommand(name)
	switch {
	case c == nil:
		return withHint(fmt.Errorf("there is no command %s", name), `\? lists the commands`)
	case c.args == "" && arg != "":
		return fmt.Errorf("%s takes nothing behind it, and here is %q", name, arg)
	case c.args != "" && c.args[0] != '[' && arg == "":
		return fmt.Errorf("write %s", c.usage())
	}
	return c.run(s, arg)
}

func (s *shell) help(name string) error {
	var rows [][]string
	for _, c := range shellCommands() {
		if name == "" || strings.TrimPrefix(name, `\`) == c.name[1:] {
			rows = append(rows, []string{c.usage(), c.about})
		}
	}
	if rows == nil {
		return withHint(fmt.Errorf("there is no command %s", name), `\? lists the commands`)
	}
	return s.list([]string{"command", "does"}, rows)
}

// list prints rows as a table, whatever the format of results is.
func (s *shell) list(header []string, rows [][]string) error {
	out, done := s.output()
	err := render.Simple(out, header, rows)
	return errors.Join(err, done())
}

func (s *shell) connectTo(arg string) error {
	if scheme, _, ok := strings.Cut(arg, ":"); !ok || !slices.Contains(s.schemes(), strings.ToLower(scheme)) {
		arg = sibling(s.raw, arg)
	}
	was := s.state
	if err := s.open(arg); err != nil {
		return err
	}
	if was != dialect.TxNone {
		s.say("the open transaction is rolled back")
	}
	s.mark = ""
	s.words.forget()
	s.say("connected to " + s.e.URL.String())
	return nil
}

// schemes are all that a URL may begin with.
func (s *shell) schemes() (list []string) {
	for _, d := range s.dialects {
		list = append(list, d.Schemes()...)
	}
	return list
}

func (s *shell) setFormat(name string) error {
	if name == "" {
		s.say("the format is " + string(s.format))
		return nil
	}
	f, err := render.ParseFormat(name)
	if err != nil {
		return err
	}
	s.format = f
	return nil
}

func (s *shell) toggleVertical(string) error {
	if s.format == render.Vertical {
		s.format = render.Table
	} else {
		s.format = render.Vertical
	}
	s.say("the format is " + string(s.format))
	return nil
}

func (s *shell) toggleTiming(string) error {
	s.timing = !s.timing
	s.say("timing is " + onOff(s.timing))
	return nil
}

func (s *shell) setPager(arg string) error {
	if arg != "on" && arg != "off" {
		return fmt.Errorf(`write \pager on or \pager off, not %q`, arg)
	}
	s.paging = arg == "on"
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// redirect opens the new file before it closes the old one.
func (s *shell) redirect(name string) (err error) {
	var to *os.File
	if name != "" {
		if to, err = os.Create(name); err != nil {
			return err
		}
	}
	if s.to != nil {
		err = s.to.Close()
	}
	s.to = to
	return err
}

func (s *shell) printStatement(string) error {
	out, done := s.output()
	text := s.pending
	if text == "" {
		text = s.last
	}
	_, err := fmt.Fprintln(out, strings.TrimRight(text, "\n"))
	return errors.Join(err, done())
}

func (s *shell) printHistory(string) error {
	out, done := s.output()
	var err error
	for _, line := range s.history.lines {
		if err == nil {
			_, err = fmt.Fprintln(out, line)
		}
	}
	return errors.Join(err, done())
}

// set gives a parameter its value, or lists those that have one.
func (s *shell) set(arg string) error {
	if arg == "" {
		var rows [][]string
		for _, name := range slices.Sorted(maps.Keys(s.params)) {
			rows = append(rows, []string{name, fmt.Sprint(s.params[name])})
		}
		return s.list([]string{"name", "value"}, rows)
	}
	name, value, _ := strings.Cut(arg, " ")
	if !bareName.MatchString(fold(name)) {
		return fmt.Errorf("%q is no name of a parameter: letters, digits and _", name)
	}
	s.params[name] = paramValue(strings.TrimSpace(value))
	return nil
}

// paramValue is a value as it looks: text in quotes stays text.
func paramValue(text string) any {
	if n := len(text); n > 1 && text[0] == '\'' && text[n-1] == '\'' {
		return strings.ReplaceAll(text[1:n-1], "''", "'")
	}
	if v, err := typedValue(text); err == nil {
		return v
	}
	return text
}

func (s *shell) unset(name string) error {
	if _, ok := s.params[name]; !ok {
		return fmt.Errorf(":%s has no value", name)
	}
	delete(s.params, name)
	return nil
}
