// Package dbtest gives tests real databases: one empty database per call, on
// each server that the environment names, with the server's own client and a
// reading of its catalogs that owes nothing to dbtool's reflection.
//
// SQLite is always there. The other servers are used when their variable holds
// a URL: DBTOOL_TEST_MYSQL, DBTOOL_TEST_MARIADB, DBTOOL_TEST_POSTGRES and
// DBTOOL_TEST_POSTGRES18 (scripts/test-servers sets all of them). A test skips
// a server whose variable is unset, unless DBTOOL_TEST_REQUIRE, a list
// separated by commas, names it: then the test fails.
package dbtest

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

// The families of servers, which are also the names of their first servers.
const (
	SQLite   = "sqlite"
	MySQL    = "mysql"
	MariaDB  = "mariadb"
	Postgres = "postgres"
)

// Postgres18 is a second PostgreSQL server, of the family Postgres.
const Postgres18 = "postgres18"

// Server is a place for databases. It may be shared by goroutines.
type Server struct {
	Name   string // "sqlite", "mysql", "mariadb", "postgres" or "postgres18"
	Family string // Name, without the version

	url *url.URL // nil for SQLite
}

func names() []string {
	return []string{SQLite, MySQL, MariaDB, Postgres, Postgres18}
}

func family(name string) string {
	if name == Postgres18 {
		return Postgres
	}
	return name
}

// Each runs f in a subtest per server. With families it leaves out the servers
// of all others.
func Each(t *testing.T, f func(t *testing.T, s *Server), families ...string) {
	t.Helper()
	for _, name := range names() {
		if len(families) > 0 && !slices.Contains(families, family(name)) {
			continue
		}
		t.Run(name, func(t *testing.T) { f(t, Get(t, name)) })
	}
}

// Servers returns the servers that are there, SQLite first.
func Servers(t testing.TB) []*Server {
	t.Helper()
	var found []*Server
	for _, name := range names() {
		if s := lookup(t, name); s != nil {
			found = append(found, s)
		}
	}
	return found
}

// Get returns the server of that name and skips the test when it is not there.
func Get(t testing.TB, name string) *Server {
	t.Helper()
	s := lookup(t, name)
	if s == nil {
		t.Skipf("%s is not set", variable(name))
	}
	return s
}

// lookup returns nil for a server that is neither there nor required.
func lookup(t testing.TB, name string) *Server {
	t.Helper()
	s := &Server{Name: name, Family: family(name)}
	if !slices.Contains(names(), name) {
		t.Fatalf("dbtest: no server is called %q: say one of %s", name, strings.Join(names(), ", "))
	}
	must := required(t, name)
	if name == SQLite {
		return s
	}
	text := os.Getenv(variable(name))
	switch {
	case text == "" && must:
		t.Fatalf("dbtest: DBTOOL_TEST_REQUIRE names %s, but %s is not set", name, variable(name))
	case text == "":
		return nil
	}
	s.url = parseURL(t, name, text)
	return s
}

func variable(name string) string {
	return "DBTOOL_TEST_" + strings.ToUpper(name)
}

// required fails the test for a name that no server has, since a slip of the
// pen would otherwise require nothing.
func required(t testing.TB, name string) bool {
	t.Helper()
	found := false
	for word := range strings.SplitSeq(os.Getenv("DBTOOL_TEST_REQUIRE"), ",") {
		word = strings.TrimSpace(word)
		if word != "" && !slices.Contains(names(), word) {
			t.Fatalf("dbtest: DBTOOL_TEST_REQUIRE: no server is called %q: say one of %s", word, strings.Join(names(), ", "))
		}
		found = found || word == name
	}
	return found
}

// parseURL says nothing of the URL in its errors: it may hold a password.
func parseURL(t testing.TB, name, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != family(name) {
		t.Fatalf("dbtest: %s is not a URL like %s://root@127.0.0.1:3306/", variable(name), family(name))
	}
	return u
}
