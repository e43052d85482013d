package lint

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
)

// Config is [lint] of dbtool.toml. The zero value is what is on by itself.
type Config struct {
	// Enable switches on rules that are off by themselves, Disable switches
	// rules off. Both name them by ID or pattern: "NM*".
	Enable  []string `toml:"enable"`
	Disable []string `toml:"disable"`
	// Level gives rules, by ID, another level.
	Level map[string]string `toml:"level"`
	// Naming are regular expressions for the names of "table", "column",
	// "index", "foreign_key", "check" and "key".
	Naming map[string]string `toml:"naming"`
	// BigTable is how many rows a table has on which a long lock hurts. Zero is
	// 10,000. A table of which nothing is known is a big one.
	BigTable int64 `toml:"big_table"`
}

// Check says what is wrong with a configuration.
func (c Config) Check() error {
	for _, p := range slices.Concat(c.Enable, c.Disable, slices.Sorted(maps.Keys(c.Level))) {
		if !slices.ContainsFunc(Rules(), func(r Rule) bool { return matches(p, &r) }) {
			return fmt.Errorf("[lint]: there is no rule %q", p)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Level)) {
		if l := Level(c.Level[id]); l != Error && l != Warning && l != Note {
			return fmt.Errorf("[lint.level]: %s = %q: it is error, warning or note", id, l)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(c.Naming)) {
		if !slices.Contains(namedKinds, kind) {
			return fmt.Errorf("[lint.naming]: there are no names of %q; there are %v", kind, namedKinds)
		}
		if _, err := regexp.Compile(c.Naming[kind]); err != nil {
			return fmt.Errorf("[lint.naming]: %s: %w", kind, err)
		}
	}
	if c.BigTable < 0 {
		return fmt.Errorf("[lint]: big_table = %d: it is a number of rows", c.BigTable)
	}
	return nil
}

func matches(pattern string, r *Rule) bool {
	ok, err := path.Match(pattern, r.ID)
	return ok && err == nil || slices.Contains(r.Aliases, pattern)
}

// Wants reports whether the rule is on.
func (c Config) Wants(r Rule) bool {
	named := func(list []string) bool {
		return slices.ContainsFunc(list, func(p string) bool { return matches(p, &r) })
	}
	return !named(c.Disable) && (!r.Off || named(c.Enable))
}

// LevelOf is how bad a finding of the rule is.
func (c Config) LevelOf(r Rule) Level {
	level := r.Level
	for _, p := range slices.Sorted(maps.Keys(c.Level)) {
		if matches(p, &r) {
			level = Level(c.Level[p])
		}
	}
	return level
}

// big reports whether a table is so big that a long lock hurts.
func (c Config) big(f *Facts, about Subject) bool {
	limit := c.BigTable
	if limit == 0 {
		limit = 10_000
	}
	t := f.table(about.Table)
	return t == nil || t.Rows < 0 || t.Rows >= limit
}
