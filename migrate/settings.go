package migrate

import (
	"context"
	"slices"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// settings are those of the session that statements of a revision have changed.
// They are set back before anything else is done, so that each revision means the
// same whichever others were run before it.
type settings struct {
	d    dialect.SessionKeeper // nil where sessions keep nothing
	q    conn
	s    *dialect.Server
	kept []string // names
	back []string // statements
}

func (s store) newSettings() *settings {
	d, _ := s.e.Dialect.(dialect.SessionKeeper)
	return &settings{d: d, q: s.c, s: s.e.Server}
}

// before notes what a statement is about to change.
func (s *settings) before(ctx context.Context, query string) error {
	if s.d == nil {
		return nil
	}
	names := slices.DeleteFunc(s.d.Sets(query), func(name string) bool { return slices.Contains(s.kept, name) })
	if len(names) == 0 {
		return nil
	}
	back, err := s.d.Keep(ctx, s.q, s.s, names)
	if err != nil {
		return err
	}
	s.kept, s.back = append(s.kept, names...), append(s.back, back...)
	return nil
}

// restore sets all back.
func (s *settings) restore(ctx context.Context) error {
	if len(s.back) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return execAll(ctx, s.q, s.taken())
}

// taken are the statements that set all back, the last first. It is up to the
// caller to run them.
func (s *settings) taken() []string {
	back := s.back
	slices.Reverse(back)
	s.kept, s.back = nil, nil
	return back
}

// place is where a table of dbtool's own is, whatever the settings.
func (s store) place(ctx context.Context, table string) (metadata.Name, error) {
	if d, ok := s.e.Dialect.(dialect.SessionKeeper); ok {
		return d.Place(ctx, s.c, s.e.Server, table)
	}
	return metadata.Name{Name: table}, nil
}

// quoted is a name as a statement has it.
func (s store) quoted(n metadata.Name) string {
	if n.Schema == "" {
		return s.e.Dialect.Ident(n.Name)
	}
	return s.e.Dialect.Ident(n.Schema) + "." + s.e.Dialect.Ident(n.Name)
}

// own is the name of one of dbtool's own tables as a statement has it.
func (s store) own(table string) string {
	return s.quoted(metadata.Name{Schema: s.schema, Name: table})
}
