package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// touch is what one statement does to one thing.
type touch struct {
	key
	how manner
	pos Position
	rev *Revision
}

// manner is how a thing is touched. Two that only read it do not mind each
// other, nor do two that add to it.
type manner int

const (
	reads manner = iota
	adds
	changes
)

// touches are what the statements of a revision do, by the changes that they
// make of the schema, and by the tables that a statement on rows names.
func touches(r *Runner, seen *Replayed) []touch {
	if seen == nil { // Go code, whose order the schemas tell
		return nil
	}
	var all []touch
	for _, step := range seen.Steps {
		pos := Position{seen.Revision.File, step.Line, step.Col}
		note := func(how manner, keys []key) {
			for _, k := range keys {
				if k.kind != "schema" || how != reads {
					all = append(all, touch{k, how, pos, seen.Revision})
				}
			}
		}
		s := newScope(r.target(), step.Before, step.After)
		for _, c := range step.Changes {
			e := s.of(c)
			note(changes, slices.Concat(e.creates, e.drops, e.modifies))
			note(reads, slices.Concat(e.uses, e.frees))
		}
		if len(step.Changes) == 0 {
			how, keys := rowsOf(r, s, step)
			note(how, keys)
			note(reads, columnsNamed(r, s, step, keys))
		}
	}
	return all
}

// rowsOf are the tables whose rows a statement changes, or may.
func rowsOf(r *Runner, s *scope, step ReplayedStep) (manner, []key) {
	names, err := namesIn(step.SQL, r.Engine.Dialect.Rules())
	if err != nil || kindOf(step.SQL, r.Engine.Dialect.Rules()) != forRows {
		return reads, nil
	}
	how := changes
	if c, err := lex.NewCursor(step.SQL, r.Engine.Dialect.Rules()); err == nil && c.Peek(0).Is("INSERT") {
		how = adds
	}
	var keys []key
	for _, t := range step.After.Tables() {
		if slices.Contains(names, strings.ToLower(t.Name)) {
			keys = append(keys, key{kind: "rows", name: s.fold(t.Ident())})
		}
	}
	return how, keys
}

// columnsNamed are the columns of these tables that a statement names, and the
// tables themselves.
func columnsNamed(r *Runner, s *scope, step ReplayedStep, rows []key) []key {
	names, err := namesIn(step.SQL, r.Engine.Dialect.Rules())
	if err != nil {
		return nil
	}
	var keys []key
	for _, t := range step.After.Tables() {
		if !slices.Contains(rows, key{kind: "rows", name: s.fold(t.Ident())}) {
			continue
		}
		keys = append(keys, s.relation(t.Ident()))
		for _, c := range t.Columns {
			if slices.Contains(names, strings.ToLower(c.Name)) {
				keys = append(keys, s.column(t.Ident(), c.Name))
			}
		}
	}
	return keys
}

// overlaps are the things that both sides touch, unless they do not mind each
// other; one for each pair of statements.
func overlaps(left, right []touch) []Conflict {
	var list []Conflict
	seen := map[[2]Position]bool{}
	for _, l := range left {
		for _, r := range right {
			if l.key != r.key || l.how == r.how && l.how != changes || seen[[2]Position{l.pos, r.pos}] {
				continue
			}
			seen[[2]Position{l.pos, r.pos}] = true
			list = append(list, Conflict{Object: l.key.String(), A: l.pos, B: r.pos, Why: why(l, r)})
		}
	}
	return list
}

func why(l, r touch) string {
	switch {
	case l.kind == "rows":
		return "both change its rows"
	case l.how == changes && r.how == changes:
		return "both change it"
	case l.how == changes:
		return fmt.Sprintf("%s changes it, %s needs it", l.rev.ID, r.rev.ID)
	}
	return fmt.Sprintf("%s changes it, %s needs it", r.rev.ID, l.rev.ID)
}

// String names a thing for people.
func (k key) String() string {
	switch k.kind {
	case "relation":
		return "table " + k.name.String()
	case "rows":
		return "the rows of " + k.name.String()
	case "column":
		return "column " + k.name.String() + "." + k.part
	case "key":
		return "the key (" + k.part + ") of " + k.name.String()
	case "constraint", "index", "trigger":
		return k.kind + " " + k.part
	}
	return k.kind + " " + k.name.String()
}
