package web_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/dbtool/dbtool/orm/web"
)

func ExamplePage() {
	r := httptest.NewRequest("GET", "/visits?page=3&size=1000", nil)
	fmt.Println(web.Page(r, 20, 100))
	// Output: 3 100
}

func ExamplePageURL() {
	r := httptest.NewRequest("GET", "/visits?name=ann&page=3", nil)
	fmt.Println(web.PageURL(r, 4))
	// Output: ?name=ann&page=4
}

// TestPagesThatAreAskedFor: whatever stands in an address is some page.
func TestPagesThatAreAskedFor(t *testing.T) {
	for query, want := range map[string][2]int{
		"":                           {1, 20},
		"page=2":                     {2, 20},
		"page=0&size=0":              {1, 20},
		"page=-1&size=-5":            {1, 20},
		"page=99999999999999999999":  {1, 20},
		"page=9223372036854775807":   {9223372036854775807, 20},
		"page=1e3&size=0x10":         {1, 20},
		"page=2%00&size=7%3BDROP":    {1, 20},
		"page=4&page=5&size=7&size=": {4, 7},
		"page=%zz&size=7":            {1, 7},
		"size=2147483648":            {1, 100},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = query
		if number, size := web.Page(r, 20, 100); number != want[0] || size != want[1] {
			t.Errorf("%q: page %d of size %d, want %v", query, number, size, want)
		}
	}
	r := httptest.NewRequest("GET", "//elsewhere.example/?q=a%26b%22&page=x", nil)
	if got := web.PageURL(r, 2); got != "?page=2&q=a%26b%22" {
		t.Errorf("the link is %s", got)
	}
}
