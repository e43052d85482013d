package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// manyKeys are the settings that make one environment many databases.
const manyKeys = "urls, urls_from, schemas or schemas_from"

// checkMany holds the settings for many databases against each other.
func (t *target) checkMany() error {
	set := 0
	for _, there := range []bool{len(t.URLs) > 0, t.URLsFrom != "", len(t.Schemas) > 0, t.SchemasFrom != ""} {
		if there {
			set++
		}
	}
	if set > 1 {
		return errors.New("give one of " + manyKeys)
	}
	return nil
}

// fleet is all databases of the environment.
func (a *app) fleet(c *cli.Context) (*migrate.Fleet, error) {
	g, _, err := a.history(c)
	if err != nil {
		return nil, err
	}
	members, err := a.members(c)
	if err != nil {
		return nil, err
	}
	base := migrate.Runner{Graph: g, Tool: toolName(), LockWait: a.lockWait(c), LockTimeout: a.lockTimeout(c)}
	if err := a.setPolicies(c, &base); err != nil {
		return nil, err
	}
	var mu sync.Mutex
	return &migrate.Fleet{Members: members, Jobs: c.Int("jobs"), KeepGoing: c.Bool("keep-going"),
		Runner: func(m migrate.Member, e *engine.Engine) *migrate.Runner {
			r := base
			r.Engine = e
			p := &progress{verbose: c.Bool("verbose"), say: func(format string, args ...any) { a.say(c, m.Name+" | "+format, args...) }}
			r.Log = func(ev migrate.Event) {
				mu.Lock()
				defer mu.Unlock()
				p.event(ev)
			}
			return &r
		}}, nil
}

// members resolves what the environment says of its databases.
func (a *app) members(c *cli.Context) ([]migrate.Member, error) {
	conf, name, t, err := a.environment(c)
	if err != nil {
		return nil, err
	}
	var list []migrate.Member
	switch {
	case len(t.Schemas) > 0 || t.SchemasFrom != "":
		list, err = a.schemaMembers(c, t)
	case len(t.URLs) > 0 || t.URLsFrom != "":
		if c.IsSet("url") {
			return nil, usage("--all takes the databases from %s, and --url is another one", conf.describe())
		}
		list, err = a.listedMembers(c, t)
	default:
		return nil, &exitError{code: exitUsage, err: fmt.Errorf("--all: [env.%s] in %s names one database", name, conf.describe()), hint: "many are given by " + manyKeys}
	}
	if err != nil {
		return nil, &exitError{code: codeOf(err), err: fmt.Errorf("%s: [env.%s]: %w", conf.describe(), name, err), hint: hintOf(err)}
	}
	return list, nil
}

// schemaMembers are the schemas that patterns or a query choose.
func (a *app) schemaMembers(c *cli.Context, t *target) (list []migrate.Member, err error) {
	e, err := a.open(c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	d, ok := e.Dialect.(dialect.Divided)
	if !ok {
		return nil, usage("%s has no schemas: list the databases as urls", e.Server.Product)
	}
	names, err := d.Namespaces(c.Context, e.DB)
	if err != nil {
		return nil, err
	}
	if t.SchemasFrom != "" {
		names, err = a.named(c, t.SchemasFrom)
	} else {
		names, err = choose(names, t.Schemas)
	}
	for _, n := range names {
		u := d.Within(e.URL, n)
		list = append(list, migrate.Member{Name: n, Open: func(ctx context.Context) (*engine.Engine, error) {
			db, err := e.Dialect.Open(u)
			if err != nil {
				return nil, err
			}
			one, err := engine.New(ctx, db, e.Dialect, u)
			if err != nil {
				err = errors.Join(err, db.Close())
			}
			return one, err
		}})
	}
	return list, err
}

// choose picks names by patterns, of which each must fit one. A percent sign
// stands for anything.
func choose(names, patterns []string) ([]string, error) {
	var list []string
	for _, p := range patterns {
		found := false
		for _, n := range names {
			if like(n, p) {
				found = true
				if !slices.Contains(list, n) {
					list = append(list, n)
				}
			}
		}
		if !found {
			return nil, usage("schemas: there is none like %q", p)
		}
	}
	return list, nil
}

func like(name, pattern string) bool {
	parts := strings.Split(pattern, "%")
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// listedMembers are those of a list, a file or a query.
func (a *app) listedMembers(c *cli.Context, t *target) (list []migrate.Member, err error) {
	texts := t.URLs
	if t.URLsFrom != "" {
		if texts, err = a.named(c, t.URLsFrom); err != nil {
			return nil, err
		}
	}
	var urls []*dialect.URL
	for i, text := range texts {
		text, err := expand(text)
		if err != nil {
			return nil, usage("URL %d: %w", i+1, err)
		}
		text = a.anchor(text)
		_, u, err := engine.Find(a.Dialects, text)
		if err != nil {
			return nil, usage("URL %d: %w", i+1, err)
		}
		if slices.ContainsFunc(urls, func(o *dialect.URL) bool { return o.String() == u.String() }) {
			return nil, usage("URL %d: %s is listed twice", i+1, u)
		}
		urls = append(urls, u)
		list = append(list, migrate.Member{Open: func(ctx context.Context) (*engine.Engine, error) {
			return engine.OpenWith(ctx, a.Dialects, text, engine.Options{Plain: true})
		}})
	}
	for i, n := range shortNames(urls) {
		list[i].Name = n
	}
	return list, nil
}

// named reads names or URLs: lines of a file, or the first column of a query
// on the environment's own database.
func (a *app) named(c *cli.Context, from string) (list []string, err error) {
	if first, _, more := strings.Cut(strings.TrimSpace(from), " "); !more || !slices.Contains([]string{"SELECT", "WITH", "TABLE", "VALUES"}, strings.ToUpper(first)) {
		list, err = a.lines(from)
	} else {
		list, err = a.queried(c, from)
	}
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%s: it has none", from)
	}
	return list, err
}

// lines are those of a file, without comments.
func (a *app) lines(name string) (list []string, err error) {
	text, err := os.ReadFile(a.conf.resolve(name))
	if err != nil {
		return nil, err
	}
	scan := bufio.NewScanner(bytes.NewReader(text))
	for scan.Scan() {
		if line := strings.TrimSpace(scan.Text()); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list, scan.Err()
}

func (a *app) queried(c *cli.Context, query string) (list []string, err error) {
	e, err := a.open(c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	rows, err := e.DB.QueryContext(c.Context, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("%s: it has to return one column of text: %w", query, err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// shortNames are the databases' names where those tell them apart, else URLs
// without passwords.
func shortNames(urls []*dialect.URL) []string {
	short, full := make([]string, len(urls)), make([]string, len(urls))
	for i, u := range urls {
		full[i], short[i] = u.String(), u.Database
		if u.Host == "" && u.Database != "" {
			base := filepath.Base(u.Database)
			short[i] = strings.TrimSuffix(base, filepath.Ext(base))
		}
	}
	sorted := slices.Sorted(slices.Values(short))
	if len(slices.Compact(sorted)) < len(urls) || slices.Contains(short, "") {
		return full
	}
	return short
}
