package cli

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// wordList knows the words that can be completed. The schema is read beside the
// session, so that nobody waits for it, and anew once it may have changed.
type wordList struct {
	live *session

	mu    sync.Mutex
	known *vocabulary
	of    *engine.Engine // whose words they are
	stale bool
	busy  bool
	ready chan struct{} // closed when nothing is being read
}

func newWordList(live *session) *wordList {
	w := &wordList{live: live, known: newVocabulary(live.e)}
	w.forget()
	return w
}

// forget has the words read again.
func (w *wordList) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of != w.live.e {
		w.of, w.known = w.live.e, newVocabulary(w.live.e)
	}
	w.stale = true
	if w.busy || oneConnection(w.of) {
		return
	}
	w.busy, w.ready = true, make(chan struct{})
	go w.read()
}

// oneConnection is a database in memory, whose only connection is the session's.
func oneConnection(e *engine.Engine) bool { return e.DB.Stats().MaxOpenConnections == 1 }

func (w *wordList) read() {
	for {
		w.mu.Lock()
		e := w.of
		if !w.stale {
			w.busy = false
			close(w.ready)
			w.mu.Unlock()
			return
		}
		w.stale = false
		w.mu.Unlock()
		v, err := readBeside(w.live.ctx, e)
		w.mu.Lock()
		if err == nil && e == w.of { // else the words of before do for now
			w.known = v
		}
		w.mu.Unlock()
	}
}

// readBeside reads over a connection of its own, which ends with it.
func readBeside(ctx context.Context, e *engine.Engine) (*vocabulary, error) {
	conn, err := e.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return readVocabulary(ctx, e, conn)
}

// vocabulary is what is known by now, or in a moment.
func (w *wordList) vocabulary() *vocabulary {
	w.mu.Lock()
	ready := w.ready
	w.mu.Unlock()
	if ready != nil {
		select {
		case <-ready:
		case <-time.After(300 * time.Millisecond):
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stale && oneConnection(w.of) && w.live.conn != nil && w.live.state != dialect.TxFailed {
		if v, err := readVocabulary(w.live.ctx, w.of, w.live.conn); err == nil {
			w.known, w.stale = v, false
		}
	}
	return w.known
}

func (w *wordList) keyword(word string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known.isKeyword[word]
}

func (w *wordList) suggest(before, after string) (string, []suggestion) {
	return w.vocabulary().suggest(before, after)
}

// vocabulary is the words of one database at one time. It does not change.
type vocabulary struct {
	d         dialect.Dialect
	anyCase   bool // names keep their letters without quotes
	isKeyword map[string]bool

	keywords, functions, schemas, databases []string // sorted
	relations                               []relation
	columns                                 map[string][]labelled // by folded name, with schema and without
}

// relation is a table or view.
type relation struct {
	schema, name, kind string
}

// labelled is a name and what to say about it.
type labelled struct{ name, about string }

func newVocabulary(e *engine.Engine) *vocabulary {
	v := &vocabulary{d: e.Dialect, anyCase: e.Server.Caps.FoldColumns, isKeyword: map[string]bool{}, columns: map[string][]labelled{}}
	v.setKeywords(strings.Fields(usualWords))
	return v
}

func (v *vocabulary) setKeywords(list []string) {
	v.keywords = list
	slices.Sort(v.keywords)
	for _, k := range list {
		v.isKeyword[k] = true
	}
}

func readVocabulary(ctx context.Context, e *engine.Engine, q dialect.Queryer) (*vocabulary, error) {
	v := newVocabulary(e)
	asks := e.Dialect.(dialect.Session) // a session has none other
	for what, into := range map[dialect.Listing]func([]string){
		dialect.Keywords: v.setKeywords, dialect.Functions: func(l []string) { v.functions = l }, dialect.Databases: func(l []string) { v.databases = l },
	} {
		if query := asks.List(e.Server, what); query != "" {
			rows, err := texts(ctx, q, query)
			if err != nil {
				return nil, err
			}
			list := make([]string, len(rows))
			for i, r := range rows {
				list[i] = r[0]
			}
			slices.Sort(list)
			into(list)
		}
	}
	m, err := e.Dialect.Reflect(ctx, q, e.Server, dialect.Scope{})
	if err != nil {
		return nil, err
	}
	views, err := texts(ctx, q, asks.List(e.Server, dialect.ViewColumns))
	if err != nil {
		return nil, err
	}
	v.take(m, views)
	return v, nil
}

// take puts the names of a schema in.
func (v *vocabulary) take(m *metadata.MetaData, viewColumns [][]string) {
	for _, s := range m.Schemas {
		v.schemas = append(v.schemas, s.Name)
	}
	for _, t := range m.Tables() {
		v.relations = append(v.relations, relation{t.Schema, t.Name, "table"})
		for _, c := range t.Columns {
			v.column(t.Ident(), labelled{c.Name, dbreflect.DescribeColumn(c)})
		}
	}
	for _, x := range m.Views {
		v.relations = append(v.relations, relation{x.Schema, x.Name, "view"})
	}
	for _, c := range viewColumns {
		v.column(metadata.Name{Schema: c[0], Name: c[1]}, labelled{c[2], c[3]})
	}
	for _, r := range m.Routines {
		if r.Kind != "event" {
			v.functions = append(v.functions, r.Name)
		}
	}
	slices.Sort(v.functions)
	v.functions = slices.Compact(v.functions)
	slices.SortFunc(v.relations, func(a, b relation) int { return strings.Compare(fold(a.name), fold(b.name)) })
}

func (v *vocabulary) column(of metadata.Name, c labelled) {
	keys := []string{fold(of.String())}
	if of.Schema != "" {
		keys = append(keys, fold(of.Name))
	}
	for _, k := range keys {
		v.columns[k] = append(v.columns[k], c)
	}
}

func fold(s string) string { return strings.ToLower(s) }

var bareName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// spelled is a name as it has to be written, in quotes where it needs them.
func (v *vocabulary) spelled(name string) string {
	bare := name
	if v.anyCase {
		bare = fold(name)
	}
	if bareName.MatchString(bare) && !usuallyReserved[bare] {
		return name
	}
	return v.d.Ident(name)
}

// texts reads all rows of a query as text.
func texts(ctx context.Context, q dialect.Queryer, query string) (list [][]string, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		row := make([]string, len(columns))
		for i, x := range values {
			row[i] = x.String
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

// usualWords do until the server has said its own.
const usualWords = reservedWords + " alter analyze begin by commit database delete drop explain if insert into limit offset over partition " +
	"replace returning rollback rows savepoint schema set show start transaction truncate update view with"

// reservedWords are no names without quotes, on one server at least.
const reservedWords = "all and any as asc between case cast check collate column constraint create cross current_date current_time current_timestamp " +
	"default delete desc distinct drop else end except exists false for foreign from full grant group having in index inner insert intersect " +
	"into is join key keys left like limit natural not null on or order outer primary range rank references right row rows select set table then to " +
	"trigger true union unique update user using values when where window with"

var usuallyReserved = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(reservedWords) {
		m[w] = true
	}
	return m
}()
