package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
	"github.com/dbtool/dbtool/orm/web"
)

type Visit struct {
	ID   int64
	Name string
}

func (v *Visit) Declare(t *orm.Def) { t.Col(&v.Name).Len(20).Unique() }

var meta = metadata.New()

var visits = orm.Bind[struct {
	orm.Table[Visit]
	ID   core.Num[int64]
	Name core.Str
}](meta)

func open(ctx context.Context, url string) (*engine.Engine, error) {
	db, err := engine.Open(ctx, all.Dialects(), url)
	if err == nil {
		err = migrate.CreateAll(ctx, db, meta)
	}
	return db, err
}

// visit adds whom the path names, and answers with the status of ?answer=.
func visit(w http.ResponseWriter, r *http.Request) {
	if err := web.Session(r).Add(&Visit{Name: r.URL.Path[1:]}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if r.URL.Query().Get("answer") == "panic" {
		panic(http.ErrAbortHandler)
	}
	if r.URL.Query().Has("answer") {
		w.WriteHeader(http.StatusTeapot)
	}
	_, _ = io.WriteString(w, "welcome") // the test's recorder takes everything
}

func get(h http.Handler, path string) (res *httptest.ResponseRecorder) {
	res = httptest.NewRecorder()
	defer func() { _ = recover() }() // as a server does
	h.ServeHTTP(res, httptest.NewRequest(http.MethodGet, path, nil))
	return res
}

func ExampleSessions() {
	ctx := context.Background()
	db, err := open(ctx, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	h := web.Sessions(db, meta, nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := web.Session(r).Add(&Visit{Name: "ann"}); err != nil {
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated) // commits first
	}))
	res := httptest.NewRecorder()
	h.ServeHTTP(res, httptest.NewRequest(http.MethodPost, "/", nil))
	n, err := visits.Select().Count(ctx, db)
	fmt.Println(res.Code, n, err)
	// Output: 201 1 <nil>
}

func ExampleSession() {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	fmt.Println(web.Session(r) == nil) // it did not come through Sessions
	// Output: true
}

// TestOutcomeDecides: what is kept is what the client was told.
func TestOutcomeDecides(t *testing.T) {
	ctx := t.Context()
	db, err := open(ctx, "sqlite:"+t.TempDir()+"/web.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := web.Sessions(db, meta, nil)(http.HandlerFunc(visit))
	for _, c := range []struct {
		path   string
		status int
		body   string
		kept   int64
	}{
		{"/ann", 200, "welcome", 1},
		{"/bob?answer=teapot", 418, "welcome", 1},   // rolled back
		{"/bob?answer=panic", 200, "", 1},           // nothing was answered
		{"/ann", 500, "Internal Server Error\n", 1}, // the commit fails: she is there
		{"/bob", 200, "welcome", 2},
	} {
		res := get(h, c.path)
		n, err := visits.Select().Count(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		if res.Code != c.status || res.Body.String() != c.body || n != c.kept {
			t.Errorf("%s: %d %q and %d rows, want %d %q and %d", c.path, res.Code, res.Body, n, c.status, c.body, c.kept)
		}
	}
}

// TestFailedCommitIsAnswered by the application, if it says how.
func TestFailedCommitIsAnswered(t *testing.T) {
	db, err := open(t.Context(), "sqlite:"+t.TempDir()+"/web.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := web.Sessions(db, meta, func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusConflict)
	})(http.HandlerFunc(visit))
	get(h, "/ann")
	if res := get(h, "/ann"); res.Code != http.StatusConflict || !strings.Contains(res.Body.String(), "UNIQUE") {
		t.Errorf("%d %s", res.Code, res.Body)
	}
}

// TestAnswersThatAreStreamed: a flush and a hijack commit before anything is sent,
// as a write does.
func TestAnswersThatAreStreamed(t *testing.T) {
	db, err := open(t.Context(), "sqlite:"+t.TempDir()+"/web.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	begin := map[string]func(w http.ResponseWriter) error{
		"/controller": func(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() },
		"/flusher":    func(w http.ResponseWriter) error { w.(http.Flusher).Flush(); return nil },
		"/hijacker": func(w http.ResponseWriter) error {
			conn, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return err
			}
			defer conn.Close()
			_, err = rw.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			return errors.Join(err, rw.Flush())
		},
	}
	server := httptest.NewServer(web.Sessions(db, meta, nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := web.Session(r).Add(&Visit{Name: r.URL.Path[1:]}); err != nil {
			t.Error(err)
		}
		err := begin[r.URL.Path](w)
		kept, counted := visits.Select().Where(visits.Name.Eq(r.URL.Path[1:])).Count(context.WithoutCancel(r.Context()), db) // the client may be gone by now
		if counted != nil || kept != 1 {
			t.Errorf("%s: %d rows when the answer begins, %v, %v", r.URL.Path, kept, counted, err)
		}
	})))
	defer server.Close()
	for _, status := range []int{http.StatusOK, http.StatusInternalServerError} { // the second time the name is taken
		for path := range begin {
			res, err := http.Get(server.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			if res.Body.Close(); res.StatusCode != status {
				t.Errorf("%s: %s, want %d", path, res.Status, status)
			}
		}
	}
}

// blocker holds up statements until it is closed.
type blocker struct{ begun, free chan bool }

func (b blocker) Before(ctx context.Context, _ *engine.Event) context.Context {
	close(b.begun)
	<-b.free
	return ctx
}

func (blocker) After(context.Context, *engine.Event) {}

// TestGoroutinesThatAreLeftBehind keep no transaction for longer than they run.
func TestGoroutinesThatAreLeftBehind(t *testing.T) {
	db, err := open(t.Context(), "sqlite:"+t.TempDir()+"/web.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := blocker{make(chan bool), make(chan bool)}
	get(web.Sessions(db.WithHooks(b), meta, nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go visits.Select().All(context.Background(), web.Session(r))
		<-b.begun
		w.WriteHeader(http.StatusServiceUnavailable)
	})), "/")
	close(b.free)
	for deadline := time.Now().Add(5 * time.Second); db.DB.Stats().InUse > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the session was not closed")
		}
	}
}
