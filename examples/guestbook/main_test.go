package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func fetch(t *testing.T, resp *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestGuestbook(t *testing.T) {
	file := "sqlite:" + filepath.ToSlash(filepath.Join(t.TempDir(), "guestbook.db"))
	db, err := open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	server := httptest.NewServer(handler(db))
	defer server.Close()

	var guests sync.WaitGroup
	for i := range 25 { // all at once
		guests.Go(func() {
			resp, err := http.PostForm(server.URL, url.Values{"name": {fmt.Sprintf("guest <%d>", i)}, "text": {"hello"}})
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Errorf("guest %d: status %d", i, resp.StatusCode)
			}
		})
	}
	guests.Wait()
	resp, err := http.PostForm(server.URL, url.Values{"name": {""}})
	if code, _ := fetch(t, resp, err); code != http.StatusBadRequest {
		t.Errorf("no name: status %d", code)
	}

	seen, path := 0, "/"
	for path != "" {
		resp, err := http.Get(server.URL + path)
		_, body := fetch(t, resp, err)
		seen += strings.Count(body, "<b>guest &lt;")
		_, next, more := strings.Cut(body, `<a href="`)
		path = ""
		if more {
			next, _, _ = strings.Cut(next, `"`)
			path = "/" + next
		}
	}
	if seen != 25 {
		t.Errorf("%d entries on all pages, want 25", seen)
	}

	again, err := open(t.Context(), file) // a second start finds everything in place
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}
