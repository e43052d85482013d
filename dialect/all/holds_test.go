package all_test

import (
	"errors"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/reflect"
)

// The cells of the tables, beside what a feature has to say itself: a server
// has it, refuses it, or may leave it out, since it changes no behaviour.
const (
	yes  = "yes"
	no   = "–"
	gone = "falls away"
)

// feature is something a schema may want of a server.
type feature struct {
	name    string
	declare func(m *metadata.MetaData, family string)
	// read looks for it in what the server made of the declaration, and says
	// how it is there; "" is a declaration that was dropped in silence.
	read func(m *metadata.MetaData) string
}

// is reads a feature that is there or is not.
func is(there func(m *metadata.MetaData) bool) func(m *metadata.MetaData) string {
	return func(m *metadata.MetaData) string {
		if there(m) {
			return yes
		}
		return ""
	}
}

// words reads a comment, which may fall away.
func words(comment func(m *metadata.MetaData) string) func(m *metadata.MetaData) string {
	return func(m *metadata.MetaData) string {
		if comment(m) == "" {
			return gone
		}
		return yes
	}
}

// asker asks one server, always with the same database, which is empty between
// the questions.
type asker struct {
	server *dbtest.Server
	e      *engine.Engine
	empty  *metadata.MetaData
}

func newAsker(t *testing.T, s *dbtest.Server) *asker {
	t.Helper()
	return newAskerOf(t, s, s.NewDB(t))
}

func newAskerOf(t *testing.T, s *dbtest.Server, db *dbtest.DB) *asker {
	t.Helper()
	e, err := engine.OpenWith(t.Context(), all.Dialects(), db.URL, engine.Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	a := &asker{server: s, e: e}
	a.empty = a.load(t)
	return a
}

func (a *asker) load(t *testing.T) *metadata.MetaData {
	t.Helper()
	m, err := reflect.Load(t.Context(), a.e, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ask declares the feature and reads what became of it. What the server cannot
// do must be refused before anything is sent; what it made must not differ from
// what was declared; and there must be a way back.
func (a *asker) ask(t *testing.T, f feature) string {
	t.Helper()
	declared := metadata.New()
	f.declare(declared, a.server.Family)
	want, err := a.e.Dialect.Normalize(declared, a.e.Server)
	if errors.Is(err, dialect.ErrUnsupported) {
		return no
	}
	if err != nil {
		t.Fatal(err)
	}
	if !a.carryOut(t, a.empty, want) {
		return no
	}
	have := a.load(t)
	settled, _, err := migrate.Settle(t.Context(), a.e, have, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.plan(t, have, settled).Changes() {
		t.Errorf("still to do: %s %v", c.Describe(), migrate.Details(c))
	}
	a.carryOut(t, have, a.empty)
	for _, c := range a.plan(t, a.load(t), a.empty).Changes() {
		t.Fatalf("on the way back, still to do: %s", c.Describe())
	}
	how := f.read(have)
	if how == "" {
		t.Error("it was not refused, and is not there")
	}
	return how
}

// carryOut turns one schema into another; false when that is refused.
func (a *asker) carryOut(t *testing.T, have, want *metadata.MetaData) bool {
	t.Helper()
	plan, err := migrate.NewPlan(migrate.Target{Dialect: a.e.Dialect, Server: a.e.Server}, have, want, migrate.Renames{})
	if errors.Is(err, dialect.ErrUnsupported) {
		return false
	}
	if err == nil {
		err = plan.Apply(t.Context(), a.e, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return true
}

func (a *asker) plan(t *testing.T, have, want *metadata.MetaData) *migrate.Plan {
	t.Helper()
	p, err := migrate.NewPlan(migrate.Target{Dialect: a.e.Dialect, Server: a.e.Server}, have, want, migrate.Renames{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// table is a declaration of the table t with an id and more.
func table(items ...metadata.Item) func(*metadata.MetaData, string) {
	return func(m *metadata.MetaData, _ string) { declareTable(m, items...) }
}

func declareTable(m *metadata.MetaData, items ...metadata.Item) {
	metadata.NewTable(m, "t", append([]metadata.Item{metadata.Col("id", metadata.Integer()).PrimaryKey()}, items...)...)
}

func readTable(m *metadata.MetaData) *metadata.Table { return m.Table(metadata.Name{Name: "t"}) }

// column reads a fact of the table's column c.
func column(there func(c *metadata.Column) bool) func(m *metadata.MetaData) string {
	return is(func(m *metadata.MetaData) bool { return there(readTable(m).Column("c")) })
}

// index reads a fact of any index of the table.
func index(there func(i *metadata.Index) bool) func(m *metadata.MetaData) string {
	return is(func(m *metadata.MetaData) bool {
		for _, i := range readTable(m).Indexes {
			if there(i) {
				return true
			}
		}
		return false
	})
}
