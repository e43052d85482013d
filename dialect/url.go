package dialect

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// URL names a live database. Its String never shows the password.
type URL struct {
	// Scheme is what the user wrote: "mariadb", "postgresql".
	Scheme string
	// User and Password are decoded. HasPassword tells an empty password from none.
	User, Password string
	HasPassword    bool
	// Host is a name or an address with its port, or several with commas
	// (PostgreSQL); empty means the driver's default.
	Host string
	// Database is the database's name, or the file's path for SQLite.
	// With Slashes the form was scheme://host/path and Database lacks the
	// path's first slash.
	Database string
	Slashes  bool
	Params   url.Values
}

// ParseURL takes a URL apart. The errors never repeat the password.
func ParseURL(s string) (*URL, error) {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !isScheme(scheme) {
		return nil, errors.New(`a database URL begins with its scheme, as in "sqlite:app.db" or "postgres://user@host/db"`)
	}
	u := &URL{Scheme: strings.ToLower(scheme)}
	rest, query, _ := strings.Cut(rest, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("%s URL: the part behind the question mark is not name=value&name=value", u.Scheme)
	}
	u.Params = params
	authority, isHier := strings.CutPrefix(rest, "//")
	if !isHier {
		u.Database, err = url.PathUnescape(rest)
		return u, u.wrap(err)
	}
	u.Slashes = true
	authority, path, hasPath := strings.Cut(authority, "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		if err := u.setUser(authority[:i]); err != nil {
			return nil, err
		}
		authority = authority[i+1:]
	}
	u.Host = authority
	if hasPath {
		u.Database, err = url.PathUnescape(path)
	}
	return u, u.wrap(err)
}

func (u *URL) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s URL: a percent sign in the database's name must be written %%25", u.Scheme)
}

func (u *URL) setUser(s string) (err error) {
	user, password, has := strings.Cut(s, ":")
	u.HasPassword = has
	if u.User, err = url.PathUnescape(user); err != nil {
		return fmt.Errorf("%s URL: a percent sign in the user's name must be written %%25", u.Scheme)
	}
	if u.Password, err = url.PathUnescape(password); err != nil {
		return fmt.Errorf("%s URL: a percent sign in the password must be written %%25", u.Scheme)
	}
	return nil
}

func isScheme(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || !(r >= '0' && r <= '9' || r == '+' || r == '-' || r == '.')) {
			return false
		}
	}
	return s != "" && len(s) > 1 // one letter is a Windows drive
}

// String is the URL as messages show it, with "xxxxx" for a password and for
// the values of parameters that hold one.
func (u *URL) String() string {
	var b strings.Builder
	b.WriteString(u.Scheme + ":")
	if u.Host != "" || u.User != "" {
		b.WriteString("//")
		if u.User != "" {
			b.WriteString(url.PathEscape(u.User))
			if u.HasPassword {
				b.WriteString(":xxxxx")
			}
			b.WriteString("@")
		}
		b.WriteString(u.Host + "/")
	} else if u.Slashes {
		b.WriteString("///")
	}
	b.WriteString(u.Database)
	if len(u.Params) > 0 {
		shown := url.Values{}
		for k, v := range u.Params {
			if isSecret(k) {
				v = []string{"xxxxx"}
			}
			shown[k] = v
		}
		b.WriteString("?" + strings.ReplaceAll(shown.Encode(), "%2F", "/"))
	}
	return b.String()
}

func isSecret(param string) bool {
	p := strings.ToLower(param)
	return strings.Contains(p, "password") || strings.Contains(p, "passwd") || p == "pwd" || strings.Contains(p, "secret") || strings.Contains(p, "token") || p == "_key" || strings.HasSuffix(p, "key_pass")
}
