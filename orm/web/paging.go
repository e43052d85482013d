package web

import (
	"net/http"
	"strconv"
)

// Page is which page a request asks for by ?page= and ?size=, for [orm.Paged].
// A page that is missing or no number from 1 is the first, and a size that is so
// is the one given; it is never more than most.
func Page(r *http.Request, size, most int) (number, ofSize int) {
	q := r.URL.Query()
	return positive(q.Get("page"), 1), min(positive(q.Get("size"), size), most)
}

func positive(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// PageURL is a link to another page of what a request asks for: its query, with
// all else that it says. The path is left to the browser, which knows it.
func PageURL(r *http.Request, number int) string {
	q := r.URL.Query()
	q.Set("page", strconv.Itoa(number))
	return "?" + q.Encode()
}
