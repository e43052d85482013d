package cli

import (
	"errors"
	"strings"
	"testing"
)

// FuzzConfig: whatever stands in dbtool.toml, it is read or refused as a
// mistake of its user, with the file's name, and never shows the panic of a bug.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		"metadata = \"./models\"\nmigrations = \"migrations\"\n[env.dev]\nurl = \"sqlite:app.db\"\n",
		"[env.production]\nurl = \"${URL:-x}\"\nlock_timeout = \"5s\"\ndestructive = \"refuse\"\nscratch = \"sqlite:\"\n",
		"[env.dev]\nlock_wait = \"-1s\"\n", "[env.dev]\ndestructive = \"maybe\"\n", "[env.dev]\nurll = 1\n",
		"env = 1", "[env]\ndev = 1", "env.dev.url = true", "metadata = [", "\x00", "[env.\"\"]\n", "metadata = 'a'\nmetadata = 'b'",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := &config{path: "dbtool.toml"}
		err := c.parse([]byte(text))
		if err == nil {
			for name := range c.Env {
				if _, err := c.env(name, true); err != nil {
					t.Errorf("%q: environment %q was read and is not there: %v", text, name, err)
				}
			}
			return
		}
		var exit *exitError
		if !errors.As(err, &exit) || exit.code != exitUsage || !strings.HasPrefix(err.Error(), "dbtool.toml") {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// FuzzExpand: text without ${ comes back as it is.
func FuzzExpand(f *testing.F) {
	for _, s := range []string{"", "a", "${", "${A", "${A}", "${A:-b}", "x${A:-${B}}y", "$${A:-}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := expand(s)
		if !strings.Contains(s, "${") && (err != nil || got != s) {
			t.Errorf("expand(%q) = %q, %v", s, got, err)
		}
	})
}
