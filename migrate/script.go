package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// RevisionScript is one revision as a script for the server's own client,
// with what has to stand around it. The ledger is not in it; see [Runner.UpScript].
func RevisionScript(t Target, rev *Revision, dir Direction) (string, error) {
	return revisionScript(t, rev, dir, func(Statement) []string { return nil })
}

// revisionScript writes what notes says of a statement as comments above it, and
// last behind all statements.
func revisionScript(t Target, rev *Revision, dir Direction, notes func(Statement) []string, last ...string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "-- %s %s: %s\n", dir, rev.ID, rev.Message)
	if rev.IsCode() {
		fmt.Fprintf(&b, "-- written in Go (%s): it cannot be shown as SQL\n", rev.File)
		return b.String(), nil
	}
	if err := t.fit([]*Revision{rev}, dir); err != nil {
		return "", err
	}
	list, err := t.statements(rev, dir)
	if err != nil {
		return "", err
	}
	f := t.Dialect.Frame(t.Server)
	if rev.Transaction == TransactionNone {
		f = dialect.Frame{}
	}
	lines := func(list ...string) {
		for _, l := range list {
			if l != "" {
				b.WriteString(l + ";\n")
			}
		}
	}
	if f.Stop != "" {
		b.WriteString(f.Stop + "\n")
	}
	lines(f.Client...)
	lines(f.Before...)
	lines(f.Begin)
	for _, s := range list {
		if s.Assert {
			fmt.Fprintf(&b, "-- assert: %s\n", strings.ReplaceAll(s.SQL, "\n", " "))
			continue
		}
		if s.Backfill != nil {
			fmt.Fprintf(&b, "-- in batches by dbtool (%s), at once here\n", strings.ReplaceAll(s.Backfill.String(), "\n", " "))
		}
		for _, n := range notes(s) {
			fmt.Fprintf(&b, "-- %s\n", strings.ReplaceAll(n, "\n", " "))
		}
		writeStatement(&b, dialect.Statement{SQL: s.SQL, Body: strings.Contains(s.SQL, ";")}, t.Dialect)
	}
	lines(last...)
	lines(f.Commit)
	lines(f.After...)
	return b.String(), nil
}

// Script is what RevisionScript writes, with what each statement asks as
// comments above it.
func (f *Forecast) Script(t Target, rev *Revision, dir Direction) (string, error) {
	return revisionScript(t, rev, dir, func(st Statement) []string {
		i := slices.IndexFunc(f.Statements, func(s StatementForecast) bool { return s.Revision == rev && s.Statement == st })
		if i < 0 {
			return nil
		}
		return f.Statements[i].Notes()
	})
}
