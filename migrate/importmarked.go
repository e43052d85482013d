package migrate

import (
	"path"
	"slices"
	"strings"
)

// marked is a file whose ways up and down are under lines of their own.
type marked struct {
	up, down strings.Builder
	in       *strings.Builder // nil before the first mark
	alone    bool
	reject   string // why it cannot be converted
}

func (m *marked) line(s string) {
	if m.in != nil {
		m.in.WriteString(s + "\n")
	}
}

// take puts what was read into a step.
func (r *foreignReader) take(m *marked, source, version, message, text string) {
	f := r.add(&ImportedFile{Version: version, Source: source, Message: message, Alone: m.alone})
	f.Up, f.Down = m.up.String(), m.down.String()
	if m.reject != "" {
		f.Irreversible = "its way down in " + r.i.Tool + " has to be written anew"
		f.toWrite(m.reject, text)
		return
	}
	r.settle(f)
}

// foreignCode makes a step of a file in another language.
func (r *foreignReader) foreignCode(source, version, message, language string) *ImportedFile {
	f := r.add(&ImportedFile{Version: version, Source: source, Message: message})
	f.Irreversible = "its way down is code in " + path.Join(r.name, source)
	f.toWrite("it is "+language+" code in "+path.Join(r.name, source), "")
	return f
}

// gooseCommand is what a line tells goose: "up", "statementbegin" ...
func gooseCommand(line string) (command string, ok bool) {
	rest, isComment := strings.CutPrefix(strings.TrimSpace(line), "--")
	words := strings.Fields(strings.ToLower(rest))
	if !isComment || len(words) < 2 || words[0] != "+goose" {
		return "", false
	}
	return strings.Join(words[1:], " "), true
}

func isGoose(name, text string) bool {
	return path.Ext(name) == ".sql" && slices.ContainsFunc(strings.Split(text, "\n"), func(l string) bool { c, _ := gooseCommand(l); return c == "up" })
}

func readGoose(r *foreignReader) error {
	for _, n := range r.names {
		version, message, ok := splitNumber(n)
		switch {
		case !ok || strings.HasSuffix(n, "_test.go"):
		case path.Ext(n) == ".go":
			r.foreignCode(n, version, message, "Go")
		case path.Ext(n) == ".sql":
			r.take(gooseFile(r.files[n]), n, version, message, r.files[n])
		}
	}
	return nil
}

func gooseFile(text string) *marked {
	m := &marked{}
	for line := range strings.SplitSeq(text, "\n") {
		command, ok := gooseCommand(line)
		switch {
		case !ok:
			m.line(line)
		case command == "up":
			m.in = &m.up
		case command == "down":
			m.in = &m.down
		case command == "no transaction":
			m.alone = true
		case command == "statementbegin":
			m.line(directive + "statement begin")
		case command == "statementend":
			m.line(directive + "statement end")
		case command == "envsub off":
		case command == "envsub on":
			m.reject = "goose put values of the environment into it (ENVSUB)"
		default:
			m.reject = "goose may know what \"" + strings.TrimSpace(line) + "\" means; dbtool does not"
		}
	}
	if m.in == nil {
		m.reject = "it has no line \"-- +goose Up\""
	}
	return m
}

// dbmateCommand is what a line tells dbmate, and its options.
func dbmateCommand(line string) (command string, options []string) {
	rest, isComment := strings.CutPrefix(strings.TrimSpace(line), "--")
	words := strings.Fields(rest)
	if !isComment || len(words) == 0 || words[0] != "migrate:up" && words[0] != "migrate:down" {
		return "", nil
	}
	return words[0], words[1:]
}

func isDbmate(name, text string) bool {
	return path.Ext(name) == ".sql" && slices.ContainsFunc(strings.Split(text, "\n"), func(l string) bool { c, _ := dbmateCommand(l); return c == "migrate:up" })
}

func readDbmate(r *foreignReader) error {
	for _, n := range r.names {
		if version, message, ok := splitNumber(n); ok && path.Ext(n) == ".sql" {
			r.take(dbmateFile(r.files[n]), n, version, message, r.files[n])
		}
	}
	return nil
}

func dbmateFile(text string) *marked {
	m := &marked{}
	for line := range strings.SplitSeq(text, "\n") {
		command, options := dbmateCommand(line)
		switch command {
		case "":
			m.line(line)
			continue
		case "migrate:up":
			m.in = &m.up
		case "migrate:down":
			m.in = &m.down
		}
		for _, o := range options {
			switch o {
			case "transaction:false":
				m.alone = true
			case "transaction:true":
			default:
				m.reject = "dbmate may know what \"" + o + "\" means; dbtool does not"
			}
		}
	}
	if m.in == nil {
		m.reject = "it has no line \"-- migrate:up\""
	}
	return m
}
