package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm/web"
)

// counted answers with how many visits it sees, and adds one for a POST.
func counted(w http.ResponseWriter, r *http.Request) {
	s := web.Session(r)
	n, err := visits.Select().Count(r.Context(), s)
	if err == nil && r.Method == http.MethodPost {
		err = s.Add(&Visit{Name: fmt.Sprint(time.Now().UnixNano())})
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprint(w, n)
}

// client sends a request with its cookies, keeps those of the answer, and
// returns what was answered.
func client(h http.Handler, jar map[string]*http.Cookie, method string) string {
	r := httptest.NewRequest(method, "/", nil)
	for _, c := range jar {
		r.AddCookie(c)
	}
	res := httptest.NewRecorder()
	h.ServeHTTP(res, r)
	for _, c := range res.Result().Cookies() {
		jar[c.Name] = c
	}
	return res.Body.String()
}

// TestClientsReadWhatTheyWrote: the replica is empty and stays so. Who has
// written sees it, others do not.
func TestClientsReadWhatTheyWrote(t *testing.T) {
	ctx := t.Context()
	replica, err := open(ctx, "sqlite:"+t.TempDir()+"/replica.db")
	if err != nil {
		t.Fatal(err)
	}
	defer replica.Close()
	url := "sqlite:" + t.TempDir() + "/web.db"
	first, err := open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	db, err := engine.OpenWith(ctx, all.Dialects(), url, engine.Options{Replicas: []string{replica.URL.String()}, ReplicaDelay: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := web.Sessions(db, meta, nil, web.ReadReplicas("wrote"))(http.HandlerFunc(counted))
	writer, other := map[string]*http.Cookie{}, map[string]*http.Cookie{}
	for i, step := range []struct {
		who    map[string]*http.Cookie
		method string
		want   string
	}{
		{writer, http.MethodGet, "0"},
		{writer, http.MethodPost, "0"},
		{writer, http.MethodGet, "1"},
		{other, http.MethodGet, "0"},
		{writer, http.MethodPost, "1"},
		{writer, http.MethodGet, "2"},
	} {
		if got := client(h, step.who, step.method); got != step.want {
			t.Errorf("request %d: %s, want %s", i+1, got, step.want)
		}
	}
	if len(other) != 0 || writer["wrote"] == nil || !writer["wrote"].HttpOnly {
		t.Errorf("cookies %v and %v", other, writer)
	}
	writer["wrote"].Value = "nonsense"
	if got := client(h, writer, http.MethodGet); got != "0" {
		t.Error("a cookie that says nothing:", got)
	}
}

func ExampleReadReplicas() {
	ctx := context.Background()
	db, err := open(ctx, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	h := web.Sessions(db, meta, nil, web.ReadReplicas("wrote"))(http.HandlerFunc(counted))
	jar := map[string]*http.Cookie{}
	client(h, jar, http.MethodPost)
	fmt.Println(jar["wrote"] != nil, client(h, jar, http.MethodGet))
	// Output: true 1
}
