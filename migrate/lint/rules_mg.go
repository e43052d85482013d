package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/migrate"
)

// mgRules are about the files.
func mgRules() []Rule {
	return []Rule{
		{ID: "MG101", Level: Warning, Title: "a revision is older than what others have already", Why: "databases that are ahead take it out of order, or not at all", Instead: "make it anew on top of the head: migrate new, or -- dbtool:allow-out-of-order", revision: tooOld},
		{ID: "MG102", Level: Error, Title: "there is more than one head", Why: "up does not know where to", Instead: "dbtool migrate merge", revision: severalHeads},
		{ID: "MG103", Level: Error, Title: "a revision that is applied was edited, or its file is gone", Why: "the database has something else than the files say", Instead: "put it back and write a new revision; dbtool migrate repair shows what can be done", revision: edited},
		{ID: "MG104", Level: Note, Title: "there is no way down, or it is not the way back", Why: "nobody can go back, or comes to something else than what was there (a warning). Where the server does not roll back DDL, dbtool migrate verify tries it", Instead: "write a down section that undoes the way up, or -- dbtool:irreversible REASON", revision: wayDown},
		{ID: "MG105", Level: Error, Everywhere: true, Title: "a revision begins or ends a transaction itself", Why: "it is not what dbtool records", Instead: "leave it out; -- dbtool:transaction none runs statements one by one", fix: leavesOut,
			act: func(_ *linter, s *step, a act) string {
				if a.is(begin, commit) {
					word, _, _ := strings.Cut(strings.TrimSpace(s.SQL), " ")
					return sayf("%s inside a revision, which is a transaction already", strings.ToUpper(word))
				}
				return ""
			}},
		{ID: "MG106", Level: Note, Off: true, Title: "a statement outside of a transaction cannot be run twice", Why: "should the run break off, other programs than dbtool, which keeps a journal, begin again from the first", Instead: "IF NOT EXISTS, IF EXISTS", statement: notTwice},
		{ID: "MG107", Level: Note, Title: "rows and schema are changed in one revision", Why: "where DDL commits by itself the half may be there; elsewhere locks are held while rows are written", Instead: "a revision for the schema, another for the rows", revision: mixed},
		{ID: "MG108", Level: Note, Title: "a nolint line that exempts from nothing", Why: "it hides what comes later", Instead: "remove it"},
		{ID: "MG109", Level: Warning, Title: "the revisions do not come to the metadata", Why: "a database that has them all is not what the programs expect", Instead: "dbtool migrate generate", revision: notTheMetadata},
		{ID: "MG110", Level: Warning, Everywhere: true, Title: "a statement reaches beyond its database", Why: "it changes the server, or another database, for everybody; it is not run in the scratch database, so that what builds on it cannot be judged", Instead: "keep such things out of the revisions of one database",
			statement: func(l *linter, s *step) string {
				if s.Skipped {
					return "was not run in the scratch database, since it reaches beyond it"
				}
				return ""
			}},
	}
}

func tooOld(l *linter, say func(*step, string)) {
	if l.rev.OutOfOrder || slices.Contains(l.options.Trunk, l.rev.ID) || l.applied(l.rev.ID) != nil {
		return
	}
	newest := slices.Max(append([]string{""}, l.options.Trunk...))
	if f := l.options.Facts; f != nil {
		for _, a := range f.Applied {
			newest = max(newest, a.Revision)
		}
	}
	if len(newest) == len(l.rev.ID) && l.rev.ID < newest {
		say(nil, sayf("revision %s is older than %s, which others have", l.rev.ID, newest))
	}
}

func (l *linter) applied(id string) *AppliedRevision {
	if l.options.Facts == nil {
		return nil
	}
	for i, a := range l.options.Facts.Applied {
		if a.Revision == id {
			return &l.options.Facts.Applied[i]
		}
	}
	return nil
}

func severalHeads(l *linter, say func(*step, string)) {
	heads := l.runner.Graph.Heads()
	if len(heads) < 2 || !slices.Contains(heads, l.rev) {
		return
	}
	var others []string
	for _, h := range heads {
		if h != l.rev {
			others = append(others, h.File)
		}
	}
	say(nil, "nothing builds on it, nor on "+strings.Join(others, ", "))
}

func wayDown(l *linter, say func(*step, string)) {
	if l.rev.Irreversible == "" && !l.rev.Has(migrate.Down, l.target.Server.Names) {
		say(nil, "there is no way down")
		return
	}
	u := l.seen.Undone
	if u == nil {
		return
	}
	rule := *l.rule("MG104")
	if rule.Level == Note {
		rule.Level = Warning
	}
	tell := func(text string) {
		l.report(&rule, &step{ReplayedStep: migrate.ReplayedStep{Statement: u.At}}, Subject{}, text)
	}
	if u.Err != nil {
		tell("the server refuses the way down: " + l.target.Dialect.Explain(u.Err).Public())
		return
	}
	left, err := migrate.Diff(l.target, u.After, l.seen.Before, migrate.Renames{})
	if err != nil {
		tell("the way down cannot be compared: " + err.Error())
	}
	for _, c := range left {
		tell("the way down is not the way back, which has still to " + c.Describe())
	}
}

func edited(l *linter, say func(*step, string)) {
	if a := l.applied(l.rev.ID); a != nil && a.Checksum != "" {
		sum, err := l.rev.Checksum(l.target.Server.Names, l.target.Dialect.Rules())
		if err == nil && sum != a.Checksum {
			say(nil, "the database has it as it was before it was edited")
		}
	}
	if l.rev != l.last || l.options.Facts == nil {
		return
	}
	for _, a := range l.options.Facts.Applied {
		known := slices.ContainsFunc(l.runner.Graph.Revisions(), func(r *migrate.Revision) bool { return r.ID == a.Revision || slices.Contains(r.Replaces, a.Revision) })
		if !known {
			say(nil, sayf("the database has revision %s, of which there is no file", a.Revision))
		}
	}
}

func notTwice(l *linter, s *step) string {
	if l.single() {
		return ""
	}
	for _, a := range s.acts {
		if a.is(createTable, createIndex, dropTable, dropIndex) && !a.has(ifExists) {
			return sayf("%s cannot be run twice", a.verb)
		}
	}
	return ""
}

func mixed(l *linter, say func(*step, string)) {
	var schema *step
	for _, s := range l.steps {
		if len(s.Changes) > 0 && slices.ContainsFunc(s.acts, func(a act) bool { return l.locks(a) || l.used(a) && a.is(createIndex) }) {
			schema = s
		}
	}
	for _, s := range l.steps {
		if schema != nil && s.Backfill == nil && slices.ContainsFunc(s.acts, func(a act) bool { return a.is(insertRows, updateRows, deleteRows) && l.used(a) }) {
			say(s, "changes rows in a revision that changes the schema too")
			return
		}
	}
}

func notTheMetadata(l *linter, say func(*step, string)) {
	if l.want == nil {
		return
	}
	left, err := migrate.Diff(l.target, l.seen.After, l.want, migrate.Renames{})
	if err != nil {
		say(nil, err.Error())
		return
	}
	for _, c := range left {
		say(nil, "left to do: "+c.Describe())
	}
}
