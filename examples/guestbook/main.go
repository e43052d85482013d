// Guestbook is a small web application: its migrations run when it starts,
// each request has a session, and pages are found by key.
package main

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
	"github.com/dbtool/dbtool/orm/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

var meta = metadata.New()

// Entry is what a guest has written.
type Entry struct {
	ID      int64
	Name    string
	Text    string
	Written time.Time
}

// Declare says what the fields cannot.
func (e *Entry) Declare(t *orm.Def) {
	t.Name("entries")
	t.Col(&e.Name).Len(80)
	t.Col(&e.Written).Type(metadata.Timestamp())
}

var entries = orm.Bind[struct {
	orm.Table[Entry]
	ID      core.Num[int64]
	Name    core.Str
	Text    core.Str
	Written core.Time
}](meta)

var page = template.Must(template.New("page").Parse(`<!doctype html><title>Guestbook</title>
<form method="post"><input name="name" maxlength="80" required> <input name="text" required> <button>Write</button></form>
{{range .Entries}}<p><b>{{.Name}}</b> {{.Text}}</p>
{{end}}{{if .Next}}<a href="?before={{.Next}}">older</a>{{end}}
`))

const perPage = 10

// open opens the database and brings it up to date.
func open(ctx context.Context, url string) (*engine.Engine, error) {
	db, err := engine.Open(ctx, all.Dialects(), url)
	if err != nil {
		return nil, err
	}
	if _, err := migrate.Apply(ctx, db, migrations, migrate.ApplyOptions{Dir: "migrations", Tool: "guestbook"}); err != nil {
		return nil, err
	}
	return db, orm.Verify(ctx, db, meta)
}

func handler(db *engine.Engine) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", list)
	mux.HandleFunc("POST /{$}", write)
	return web.Sessions(db, meta, nil)(mux)
}

func list(w http.ResponseWriter, r *http.Request) {
	q := entries.Select().OrderBy(entries.ID.Desc()).Limit(perPage + 1)
	if before, err := strconv.ParseInt(r.FormValue("before"), 10, 64); err == nil {
		q = q.Where(entries.ID.Lt(before))
	}
	found, err := q.ReadOnly().All(r.Context(), web.Session(r))
	if err != nil {
		failed(w, err)
		return
	}
	view := struct {
		Entries []*Entry
		Next    int64
	}{Entries: found}
	if len(found) > perPage {
		view.Entries, view.Next = found[:perPage], found[perPage-1].ID
	}
	var text strings.Builder
	if err := page.Execute(&text, view); err != nil {
		failed(w, err)
		return
	}
	fmt.Fprint(w, text.String())
}

func write(w http.ResponseWriter, r *http.Request) {
	e := &Entry{Name: strings.TrimSpace(r.FormValue("name")), Text: strings.TrimSpace(r.FormValue("text")), Written: time.Now()}
	if e.Name == "" || e.Text == "" || len([]rune(e.Name)) > 80 {
		http.Error(w, "a name of at most 80 characters and a text, please", http.StatusBadRequest)
		return
	}
	if err := web.Session(r).Add(e); err != nil {
		failed(w, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther) // commits
}

func failed(w http.ResponseWriter, err error) {
	log.Print(err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

func main() {
	url := flag.String("url", "sqlite:guestbook.db", "the database")
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	flag.Parse()
	db, err := open(context.Background(), *url)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("the guestbook is open at http://%s/", *addr)
	server := http.Server{Addr: *addr, Handler: handler(db), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
