package lint

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// edit is the safe way to write a statement.
type edit struct {
	// replace is what to write instead of the statement, behind what to add to
	// it; remove leaves it out.
	replace []string
	behind  string
	remove  bool
	// ownLine: what is written begins with a directive, at the beginning of a line.
	ownLine bool
	// before and after are statements to stand around it.
	before, after []string
	// alone: the statements of the revision must be no transaction.
	alone bool
}

// fixer writes the safe way for what a rule has found in a statement; ok is
// false if that takes a person.
type fixer func(l *linter, s *step) (e edit, ok bool)

const aloneLine = "-- dbtool:transaction none"

// Fix writes the safe way into the text of a revision file. found are findings
// of [Run] about just this text; done are those of them that are fixed. What is
// written may be found fault with for another reason: run and fix again until
// nothing is done.
func Fix(text string, rules lex.Rules, found []Finding) (fixed string, done []Finding) {
	lines := "\n"
	if strings.Contains(text, "\r\n") {
		lines = "\r\n"
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	f := fixing{text: text, rules: rules}
	byStatement := once(found)
	slices.SortStableFunc(byStatement, func(a, b Finding) int { return cmp.Or(cmp.Compare(b.Line, a.Line), cmp.Compare(b.Col, a.Col)) })
	for len(byStatement) > 0 { // from the end, so that places before stay where they are
		n := 1
		for n < len(byStatement) && byStatement[n].Pos == byStatement[0].Pos {
			n++
		}
		f.statement(byStatement[:n])
		byStatement = byStatement[n:]
	}
	if f.alone {
		f.text = standAlone(f.text)
	}
	slices.Reverse(f.done)
	return strings.ReplaceAll(f.text, "\n", lines), f.done
}

// once leaves a statement that has to stand before several to the first of them.
func once(found []Finding) []Finding {
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) })
	var said []string
	for i, f := range found {
		if f.ID != "LK103" || f.edit.before == nil {
			continue
		}
		if slices.Contains(said, f.edit.before[0]) {
			found[i].edit.before = nil
		}
		said = append(said, f.edit.before[0])
	}
	return found
}

type fixing struct {
	text  string
	rules lex.Rules
	alone bool
	done  []Finding
}

// statement makes the edits of one statement. Of two that write it anew the
// first is made; the other is found again next time.
func (f *fixing) statement(found []Finding) {
	found = slices.DeleteFunc(slices.Clone(found), func(x Finding) bool { return !x.Fixable || x.step == nil })
	if len(found) == 0 {
		return
	}
	sql := found[0].step.SQL
	from := offsetOf(f.text, found[0].Line, found[0].Col)
	if from < 0 || !strings.HasPrefix(f.text[from:], sql) || strings.HasSuffix(f.text[:from], "-- dbtool:statement begin\n") {
		return
	}
	var before, after []string
	body, written := []string{sql}, false
	for _, x := range found {
		e := x.edit
		if rewrites := e.replace != nil || e.remove || e.behind != ""; rewrites {
			if written {
				continue
			}
			written = true
		}
		switch {
		case e.remove:
			body = nil
		case e.replace != nil:
			body = e.replace
		case e.behind != "":
			body = []string{sql + e.behind}
		}
		before, after = add(before, e.before), add(after, e.after)
		f.alone = f.alone || e.alone
		if e.ownLine && from > 0 && f.text[from-1] != '\n' {
			body[0] = "\n" + body[0]
		}
		f.done = append(f.done, x)
	}
	end := endOf(f.text, from+len(sql), f.rules)
	all := slices.Concat(before, body, after)
	rest := f.text[end:]
	if len(all) == 0 {
		if from == 0 || f.text[from-1] == '\n' { // it had the line for itself
			rest = strings.TrimPrefix(rest, "\n")
		}
		f.text = f.text[:from] + rest
		return
	}
	f.text = f.text[:from] + strings.Join(all, ";\n") + ";" + rest // a comment stays on the line
}

// add appends what is not there yet.
func add(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

var transactionLine = regexp.MustCompile(`(?m)^-- dbtool:transaction\b.*$`)

// standAlone has the file say that its statements are no transaction.
func standAlone(text string) string {
	if transactionLine.MatchString(text) {
		return transactionLine.ReplaceAllString(text, aloneLine)
	}
	const mark = "-- dbtool:revision "
	i := strings.Index(text, mark)
	end := indexFrom(text, max(i, 0), '\n')
	if i < 0 || end < 0 {
		return aloneLine + "\n" + text
	}
	return text[:end+1] + aloneLine + "\n" + text[end+1:]
}
