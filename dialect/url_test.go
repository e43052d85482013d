package dialect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
)

func ExampleParseURL() {
	u, err := dialect.ParseURL("postgres://app:s3cret@db:5432/shop?sslmode=disable")
	fmt.Println(u, u.Password, err)
	// Output: postgres://app:xxxxx@db:5432/shop?sslmode=disable s3cret <nil>
}

func TestParseURL(t *testing.T) {
	cases := map[string]struct{ in, user, password, host, database string }{
		"everything":        {"mysql://a%40b:p%3Aw@h:1/d%2Fb?x=1", "a@b", "p:w", "h:1", "d/b"},
		"no password":       {"postgres://me@h/db", "me", "", "h", "db"},
		"at in password":    {"postgres://me:p@ss@h/db", "me", "p@ss", "h", "db"},
		"relative file":     {"sqlite:a/b.db", "", "", "", "a/b.db"},
		"absolute file":     {"sqlite:/a/b.db", "", "", "", "/a/b.db"},
		"slashes":           {"sqlite:///a/b.db", "", "", "", "a/b.db"},
		"memory":            {"sqlite::memory:", "", "", "", ":memory:"},
		"several hosts":     {"postgres://h1:1,h2:2/db", "", "", "h1:1,h2:2", "db"},
		"upper case scheme": {"POSTGRES://h/db", "", "", "h", "db"},
	}
	for name, c := range cases {
		u, err := dialect.ParseURL(c.in)
		if err != nil || u.User != c.user || u.Password != c.password || u.Host != c.host || u.Database != c.database {
			t.Errorf("%s: ParseURL(%q) = %+v, %v", name, c.in, u, err)
		}
	}
	for _, bad := range []string{"", "app.db", ":x", "c:\\app.db", "1a:b", "mysql://u:%zz@h/d", "mysql://h/%zz", "mysql://h/d?%zz"} {
		if u, err := dialect.ParseURL(bad); err == nil {
			t.Errorf("ParseURL(%q) = %+v, want an error", bad, u)
		}
	}
}

func TestSecretsInParametersAreHidden(t *testing.T) {
	u, err := dialect.ParseURL("postgres://h/db?password=s3cret&sslpassword=s3cret&application_name=x")
	if err != nil || strings.Contains(u.String(), "s3cret") || !strings.Contains(u.String(), "application_name=x") {
		t.Errorf("got %s, %v", u, err)
	}
}

func FuzzURLNeverShowsThePassword(f *testing.F) {
	for _, s := range []string{"mysql://a:secret@h/d", "postgres://a:b@c:d@e/f?g=h", "sqlite:x?y=%41"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := dialect.ParseURL(s)
		if err != nil {
			return
		}
		marked := *u
		marked.Password, marked.HasPassword = "Zq7password", true
		if strings.Contains(marked.String(), "Zq7password") {
			t.Errorf("%q prints as %s", s, marked.String())
		}
	})
}
