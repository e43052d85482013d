package migrate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// UpScript is the way up through revisions as a script for the server's own
// client. Like a run it records each revision in the ledger, which it makes if
// the database has none or the way begins at a base. It stops at the first
// error. The database is only read. A revision in Go is an error, since no script
// can hold it.
func (r *Runner) UpScript(ctx context.Context, way []*Revision) (string, error) {
	if len(way) == 0 {
		return "", nil
	}
	s := store{e: r.Engine, c: r.Engine.DB}
	var b strings.Builder
	f := r.Engine.Dialect.Frame(r.Engine.Server)
	if f.StopScript != "" {
		b.WriteString(f.StopScript + "\n")
	}
	there, err := s.exists(ctx)
	if err != nil {
		return "", err
	}
	if !there || len(way[0].Parents) == 0 {
		if err := s.writeTables(&b); err != nil {
			return "", err
		}
	}
	written := time.Now()
	for i, rev := range way {
		if rev.IsCode() {
			return "", fmt.Errorf("%s: revision %s is written in Go, which a script cannot hold: write one up to the revision before it, and one from it on", rev.File, rev.ID)
		}
		last, err := r.setsBack(ctx, s, rev)
		if err != nil {
			return "", err
		}
		e, err := r.entry(rev, "script", written)
		if err != nil {
			return "", err
		}
		e.AppliedAt, e.Duration = written.Add(time.Duration(i)*time.Microsecond), 0 // the ledger's order is that of the times
		text, err := revisionScript(r.target(), rev, Up, func(Statement) []string { return nil }, append(last, s.recordSQL(e))...)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// setsBack are the statements that undo what a revision sets in its session, as
// a run does behind each.
func (r *Runner) setsBack(ctx context.Context, s store, rev *Revision) ([]string, error) {
	list, err := r.target().statements(rev, Up)
	if err != nil {
		return nil, err
	}
	session := s.newSettings()
	for _, st := range list {
		if st.Assert {
			continue
		}
		if err := session.before(ctx, st.SQL); err != nil {
			return nil, err
		}
	}
	return session.taken(), nil
}

// writeTables writes what makes dbtool's tables where they are missing.
func (s store) writeTables(b *strings.Builder) error {
	m, err := s.e.Dialect.Normalize(ownSchema(), s.e.Server)
	if err != nil {
		return err
	}
	for _, name := range []string{JournalTable, LedgerTable} {
		statements, err := s.e.Dialect.Compile(s.e.Server, ddl.CreateTable{Table: m.Table(metadata.Name{Name: name})})
		if err != nil {
			return err
		}
		for _, st := range statements {
			b.WriteString(strings.Replace(st.SQL, "CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1) + ";\n")
		}
	}
	return nil
}

// recordSQL is what record does, as text.
func (s store) recordSQL(e Entry) string {
	text := s.insertSQL(LedgerTable, ledgerColumns)
	values := make([]string, 0, len(ledgerColumns))
	for _, v := range e.values() {
		if n, ok := v.(int64); ok {
			values = append(values, fmt.Sprint(n))
			continue
		}
		values = append(values, s.e.Dialect.Literal(v.(string)))
	}
	return text[:strings.LastIndex(text, "(")] + "(" + strings.Join(values, ", ") + ")"
}
