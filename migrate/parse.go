package migrate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect/lex"
)

const directive = "-- dbtool:"

// almostDirective is what somebody meant to be a directive: passed over as a
// comment, the way down would be run as the end of the way up.
var almostDirective = regexp.MustCompile(`(?i)^\s*--\s*dbtool\s*:`)

// maxID is what the ledger has room for, in characters.
const maxID = 64

// ParseRevision reads a revision file. Directives stand at the beginning of a
// line, anywhere in the file. Errors are [*FileError]s.
func ParseRevision(file, text string) (*Revision, error) {
	p := parser{r: &Revision{File: file}}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return nil, &FileError{file, 0, "it is UTF-16; save it as UTF-8"}
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		p.line = i + 1
		rest, ok := strings.CutPrefix(line, directive)
		if !ok {
			if !p.whole && strings.Contains(line, "--") && almostDirective.MatchString(line) {
				return nil, &FileError{file, p.line, fmt.Sprintf(`%q would be no more than a comment: a directive begins its line with "%s"`, strings.TrimSpace(line), directive)}
			}
			p.text(line)
			continue
		}
		name, arg, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if err := p.directive(name, strings.TrimSpace(arg)); err != nil {
			return nil, &FileError{file, p.line, err.Error()}
		}
	}
	if p.whole {
		return nil, &FileError{file, p.wholeAt, `"statement begin" has no "statement end"`}
	}
	if p.r.ID == "" {
		return nil, &FileError{file, 0, `the line "-- dbtool:revision ID" is missing; is the file cut off?`}
	}
	if p.r.find(Up, nil) == nil && len(p.r.sections) == 0 {
		return nil, &FileError{file, 0, `there is no "-- dbtool:up" section; is the file cut off?`}
	}
	p.r.Message = message(file, p.r.ID)
	return p.r, nil
}

// message is the file's name without the revision and the ending.
func message(file, id string) string {
	name := path.Base(strings.ReplaceAll(file, `\`, "/"))
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.TrimPrefix(strings.TrimPrefix(name, id), "_")
	return strings.TrimSpace(strings.ReplaceAll(name, "_", " "))
}

type parser struct {
	r       *Revision
	line    int
	whole   bool // between "statement begin" and "end"
	wholeAt int
}

func (p *parser) section() *section {
	if len(p.r.sections) == 0 {
		return nil
	}
	return &p.r.sections[len(p.r.sections)-1]
}

// text adds a line to the current section.
func (p *parser) text(line string) {
	s := p.section()
	if s == nil {
		return // what stands before the first section is the file's own comment
	}
	last := len(s.chunks) - 1
	if last >= 0 && s.chunks[last].backfill != nil && s.chunks[last].text == "" && !p.whole {
		s.chunks[last].text, s.chunks[last].line = line, p.line
		return
	}
	if last < 0 || s.chunks[last].whole != p.whole || s.chunks[last].assert || p.whole && s.chunks[last].line < p.wholeAt {
		s.chunks = append(s.chunks, chunk{line: p.line, whole: p.whole, text: line})
		return
	}
	s.chunks[last].text += "\n" + line
}

func (p *parser) directive(name, arg string) error {
	if p.whole && !(name == "statement" && arg == "end") {
		return fmt.Errorf(`"%s" inside of "statement begin", which is at line %d`, name, p.wholeAt)
	}
	switch name {
	case "up", "down":
		return p.open(Direction(name), strings.Fields(arg))
	case "statement":
		return p.statement(arg)
	case "backfill":
		return p.backfill(arg)
	case "assert":
		if p.section() == nil || arg == "" {
			return errors.New(`"assert" stands in a section and is followed by a query`)
		}
		s := p.section()
		s.chunks = append(s.chunks, chunk{line: p.line, assert: true, text: arg})
		return nil
	}
	return p.header(name, arg)
}

// backfill begins a chunk whose first statement goes in batches, which a
// transaction around the revision would make one.
func (p *parser) backfill(arg string) error {
	s := p.section()
	if s == nil {
		return errors.New(`"backfill" stands in a section, in front of an UPDATE or DELETE`)
	}
	b, err := parseBackfill(arg)
	if err != nil {
		return err
	}
	p.r.Transaction = TransactionNone
	s.chunks = append(s.chunks, chunk{line: p.line + 1, backfill: b})
	return nil
}

func (p *parser) open(dir Direction, dialects []string) error {
	for _, s := range p.r.sections {
		if s.dir != dir {
			continue
		}
		if len(s.dialects) == 0 && len(dialects) == 0 {
			return fmt.Errorf("a second %q section", dir)
		}
		for _, d := range s.dialects {
			for _, e := range dialects {
				if d == e {
					return fmt.Errorf("a second %q section for %s", dir, d)
				}
			}
		}
	}
	p.r.sections = append(p.r.sections, section{dir: dir, dialects: dialects})
	return nil
}

func (p *parser) statement(arg string) error {
	switch {
	case p.section() == nil:
		return errors.New(`"statement" stands in a section`)
	case arg == "begin":
		p.whole, p.wholeAt = true, p.line
	case arg == "end" && p.whole:
		p.whole = false
	default:
		return errors.New(`write "statement begin", and "statement end" after it`)
	}
	return nil
}

func (p *parser) header(name, arg string) error {
	one := func(to *string) error {
		if *to != "" {
			return fmt.Errorf("a second %q", name)
		}
		if arg == "" || strings.ContainsAny(arg, " \t") {
			return fmt.Errorf("%q takes one word", name)
		}
		*to = arg
		return nil
	}
	switch name {
	case "revision":
		if strings.ContainsAny(arg, "@:+") || strings.HasPrefix(arg, "-") || arg == "head" || arg == "heads" || arg == "base" {
			return fmt.Errorf("%q cannot be a revision: it means something on the command line", arg)
		}
		if n := utf8.RuneCountInString(arg); n > maxID {
			return fmt.Errorf("a revision has at most %d characters, this one %d", maxID, n)
		}
		return one(&p.r.ID)
	case "parent":
		p.r.Parents = append(p.r.Parents, strings.Fields(arg)...)
	case "depends":
		p.r.Depends = append(p.r.Depends, strings.Fields(arg)...)
	case "replaces":
		p.r.Replaces = append(p.r.Replaces, strings.Fields(arg)...)
	case "label":
		p.r.Labels = append(p.r.Labels, strings.Fields(arg)...)
	case "transaction":
		switch t := Transaction(arg); t {
		case TransactionNone, TransactionEach:
			p.r.Transaction = t
		case "all":
		default:
			return errors.New(`"transaction" takes "none", "each" or "all"`)
		}
	case "irreversible":
		if arg == "" {
			return errors.New(`"irreversible" needs a reason`)
		}
		p.r.Irreversible = arg
	case "alter-with":
		if arg == "" {
			return errors.New(`"alter-with" needs a command, or none`)
		}
		p.r.AlterWith = arg
	case "allow-out-of-order":
		p.r.OutOfOrder = true
	case "nolint":
		rule, reason, _ := strings.Cut(arg, " ")
		if rule == "" || strings.TrimSpace(reason) == "" {
			return errors.New(`"nolint" needs a rule and a reason`)
		}
		p.r.NoLint = append(p.r.NoLint, NoLint{rule, strings.TrimSpace(reason), p.line, p.section() != nil})
		p.text("") // a line is a line
	default:
		return fmt.Errorf("unknown directive %q", name)
	}
	return nil
}

// checksum is over the tokens of the statements.
func checksum(list []Statement, rules lex.Rules) string {
	h := sha256.New()
	for _, s := range list {
		h.Write([]byte(lex.Canonical(s.SQL, rules) + ";\n"))
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// lexError gives a lexer's error its place in the file; line is the one on
// which the text it read begins.
func lexError(file string, line int, err error) error {
	var e *lex.Error
	if errors.As(err, &e) {
		return &FileError{File: file, Line: line + e.Pos.Line - 1, Msg: e.Msg}
	}
	return &FileError{File: file, Line: line, Msg: err.Error()}
}
