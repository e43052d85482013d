package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/dbtool/dbtool/migrate/lint"
)

const configName = "dbtool.toml"

// config is dbtool.toml.
type config struct {
	// Metadata is the SOURCE of the schema wanted.
	Metadata string `toml:"metadata"`
	// Migrations is the folder of revision files.
	Migrations string `toml:"migrations"`
	// ColumnOrder is that of every environment which does not say its own.
	ColumnOrder string             `toml:"column_order"`
	Env         map[string]*target `toml:"env"`
	// Lint says which rules look, and how bad they are.
	Lint lint.Config `toml:"lint"`

	dir  string // the folder the file is in; paths in it are relative to that
	path string
}

// target is one [env.NAME] of dbtool.toml.
type target struct {
	URL string `toml:"url"`
	// Scratch is the database for scratch work; empty: one is made beside URL.
	Scratch     string `toml:"scratch"`
	LockTimeout string `toml:"lock_timeout"`
	LockWait    string `toml:"lock_wait"`
	// Destructive is refuse, confirm (the default) or allow.
	Destructive string `toml:"destructive"`
	// ColumnOrder is ignore (the default) or strict: see migrate.ColumnOrder.
	ColumnOrder string `toml:"column_order"`
	// Transaction is each (the default), all or none: see migrate.Grouping.
	Transaction string `toml:"transaction"`
	// OutOfOrder is error (the default), warn or allow: see migrate.OrderPolicy.
	OutOfOrder string `toml:"out_of_order"`
	// Lock is session (the default, where the server has one that holds) or
	// lease; LeaseTime is how long one lasts that nobody renews.
	Lock      string `toml:"lock"`
	LeaseTime string `toml:"lease_time"`
	// URLs, or a file or query that gives them, are many databases for --all;
	// so are Schemas, which are patterns, and those of a file or query.
	URLs        []string `toml:"urls"`
	URLsFrom    string   `toml:"urls_from"`
	Schemas     []string `toml:"schemas"`
	SchemasFrom string   `toml:"schemas_from"`
	// Online: plans let others use the tables meanwhile.
	Online bool `toml:"online"`
	// AlterWith is a command that makes changes of tables; see migrate.Handover.
	AlterWith string `toml:"alter_with"`
}

// word is a setting that takes one of a few words; empty is the usual one.
type word struct {
	key, value string
	takes      []string
}

func (t *target) words() []word {
	return []word{
		{"destructive", t.Destructive, []string{"refuse", "confirm", "allow"}},
		{"column_order", t.ColumnOrder, []string{"ignore", "strict"}},
		{"transaction", t.Transaction, []string{"each", "all", "none"}},
		{"lock", t.Lock, []string{"session", "lease"}},
		{"out_of_order", t.OutOfOrder, []string{"error", "warn", "allow"}},
	}
}

// loadConfig reads the named file, or looks for dbtool.toml in the working
// directory and its parents. No file at all is an empty config.
func loadConfig(name string) (*config, error) {
	if name == "" {
		dir, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		if name = findUp(dir); name == "" {
			return &config{dir: dir}, nil
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usage("%s: there is no such file", name)
		}
		return nil, usage("%s: %w", name, err)
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	c := &config{dir: filepath.Dir(abs), path: relative(name)}
	return c, c.parse(data)
}

func findUp(dir string) string {
	for {
		name := filepath.Join(dir, configName)
		if _, err := os.Stat(name); err == nil {
			return name
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

func (c *config) parse(data []byte) error {
	dec := toml.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(c)
	var strict *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		return usage("%s: unknown key:\n%s", c.path, strict.String())
	case errors.As(err, &wrong):
		row, col := wrong.Position()
		return usage("%s:%d:%d: %s\n%s", c.path, row, col, strings.TrimPrefix(wrong.Error(), "toml: "), wrong.String())
	case err != nil:
		return usage("%s: %w", c.path, err)
	}
	if err := checkOrder(c.ColumnOrder); err != nil {
		return usage("%s: %w", c.path, err)
	}
	for name, t := range c.Env {
		if err := t.check(); err != nil {
			return usage("%s: [env.%s]: %w", c.path, name, err)
		}
	}
	return nil
}

func checkOrder(s string) error {
	if !slices.Contains([]string{"", "ignore", "strict"}, s) {
		return fmt.Errorf("column_order = %q: it is ignore or strict", s)
	}
	return nil
}

func (t *target) check() error {
	for _, w := range t.words() {
		if w.value != "" && !slices.Contains(w.takes, w.value) {
			last := len(w.takes) - 1
			return fmt.Errorf("%s = %q: it is %s or %s", w.key, w.value, strings.Join(w.takes[:last], ", "), w.takes[last])
		}
	}
	if d, err := time.ParseDuration(t.LeaseTime); err == nil && d < time.Second {
		return fmt.Errorf("lease_time = %q: it is a second or more", t.LeaseTime)
	}
	if err := t.checkMany(); err != nil {
		return err
	}
	for key, v := range map[string]string{"lock_timeout": t.LockTimeout, "lock_wait": t.LockWait, "lease_time": t.LeaseTime} {
		if v == "" {
			continue
		}
		if d, err := time.ParseDuration(v); err != nil || d < 0 {
			return fmt.Errorf("%s = %q: write a duration such as \"5s\"", key, v)
		}
	}
	return nil
}

// expand fills in ${NAME} and ${NAME:-default}. A variable that is not set and
// has no default is an error.
func expand(s string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "${")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		inside, rest, closed := strings.Cut(after, "}")
		if !closed {
			return "", fmt.Errorf("%q has no closing brace", "${"+after)
		}
		name, fallback, hasDefault := strings.Cut(inside, ":-")
		value, set := os.LookupEnv(name)
		switch {
		case set && (value != "" || !hasDefault):
			b.WriteString(value)
		case hasDefault:
			b.WriteString(fallback)
		default:
			return "", fmt.Errorf("the environment variable %s is not set", name)
		}
		s = rest
	}
}

// env finds [env.NAME]; a name that was not asked for by hand may be missing.
func (c *config) env(name string, asked bool) (*target, error) {
	if t := c.Env[name]; t != nil {
		filled := *t
		filled.ColumnOrder = cmp.Or(t.ColumnOrder, c.ColumnOrder)
		return &filled, nil
	}
	if !asked {
		return &target{ColumnOrder: c.ColumnOrder}, nil
	}
	var names []string
	for n := range c.Env {
		names = append(names, n)
	}
	slices.Sort(names)
	if len(names) == 0 {
		return nil, usage("there is no environment %q: %s has none", name, c.describe())
	}
	return nil, usage("there is no environment %q in %s; there are %s", name, c.describe(), strings.Join(names, ", "))
}

func (c *config) describe() string {
	if c.path == "" {
		return configName + " (not found)"
	}
	return c.path
}

// resolve makes a path of the file relative to the file's folder.
func (c *config) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.dir, path)
}
