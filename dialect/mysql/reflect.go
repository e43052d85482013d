package mysql

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Reflect reads information_schema, one query per kind of object. SHOW CREATE
// is asked only for what that lacks: of the few tables that have such a thing,
// and of views, triggers and routines.
func (d *Dialect) Reflect(ctx context.Context, q dialect.Queryer, s *dialect.Server, scope dialect.Scope) (*metadata.MetaData, error) {
	if s.Database == "" {
		return nil, errors.New("the URL names no database; add its name behind the host: mysql://user@host/name")
	}
	m := metadata.New()
	m.Dialect, m.Product, m.Version = "mysql", s.Product, s.Version
	r := &reader{ctx: ctx, q: q, s: s, m: m, d: d, scope: scope,
		tables: map[string]*metadata.Table{}, collation: map[string]string{}, show: map[string]bool{},
		known: map[string]bool{}, columns: map[string]bool{}, broken: map[string]bool{}, keys: map[string]*metadata.Index{}, unsure: map[string][]*metadata.Column{}}
	steps := []func() error{r.readDatabase, r.readTables, r.readSequences, r.readColumns, r.readIndexes, r.readForeignKeys,
		r.readChecks, r.readShown, r.readViews, r.readTriggers, r.readRoutines, r.readEvents, r.readGrants}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	m.Sort()
	return m, nil
}

type reader struct {
	ctx       context.Context
	q         dialect.Queryer
	s         *dialect.Server
	m         *metadata.MetaData
	d         *Dialect
	scope     dialect.Scope
	tables    map[string]*metadata.Table
	collation map[string]string             // of each table
	show      map[string]bool               // tables whose SHOW CREATE is needed
	known     map[string]bool               // all tables, views and sequences
	columns   map[string]bool               // all names of columns
	broken    map[string]bool               // views that the server says are
	unsure    map[string][]*metadata.Column // whose default may hold what the catalogs cannot
	sequences []*metadata.Sequence          // without their options yet
	keys      map[string]*metadata.Index    // by table and name
}

// each runs a query and hands out its rows; NULL is the empty string with
// Valid false. The row's memory is used again for the next.
func (r *reader) each(query string, f func(v []sql.NullString) error, args ...any) error {
	return dialect.ReadTexts(r.ctx, r.q, query, args, func(_ []string, v []sql.NullString) error { return f(v) })
}

func (r *reader) leaveOut(name string) bool {
	return slices.ContainsFunc(r.scope.Exclude, func(n metadata.Name) bool { return strings.EqualFold(n.Name, name) })
}

func (r *reader) unmanaged(kind, name, table, why, text string) {
	u := metadata.Unmanaged{Kind: kind, Name: metadata.Name{Name: name}, Why: why, Definition: text}
	u.Table.Name = table
	r.m.Unmanaged = append(r.m.Unmanaged, u)
}

// readDatabase reads what tables inherit.
func (r *reader) readDatabase() error {
	return r.each("SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?", func(v []sql.NullString) error {
		r.m.Options = metadata.Options{"mysql.collation": v[0].String}
		return nil
	}, r.s.Database)
}

func (r *reader) readTables() error {
	return r.each(`SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?`, func(v []sql.NullString) error {
		name := v[0].String
		if r.leaveOut(name) {
			return nil
		}
		r.known[name] = true
		switch v[1].String {
		case "BASE TABLE", "SYSTEM VERSIONED":
			r.readTable(name, v)
		case "VIEW", "SYSTEM VIEW":
			r.broken[name] = strings.Contains(v[5].String, "references invalid")
		case "SEQUENCE":
			q := &metadata.Sequence{Name: name, Comment: v[5].String}
			if e := v[2].String; e != "" && e != r.s.Facts[factEngine] {
				q.Options = metadata.Options{"mysql.engine": e}
			}
			r.sequences = append(r.sequences, q)
		default:
			r.unmanaged(strings.ToLower(v[1].String), name, "", "this kind of table is not modelled", "")
		}
		return nil
	}, r.s.Database)
}

func (r *reader) readTable(name string, v []sql.NullString) {
	if !v[2].Valid { // the comment is the error of opening it
		r.unmanaged("table", name, "", "the server cannot read it: "+v[5].String, "")
		return
	}
	t := &metadata.Table{Name: name, Comment: v[5].String}
	if e := v[2].String; e != r.s.Facts[factEngine] {
		r.option(&t.Options, "engine", e)
	}
	r.collation[name] = v[3].String
	if c := v[3].String; c != "" && c != r.m.Options["mysql.collation"] {
		r.option(&t.Options, "collation", c)
	}
	for word := range strings.FieldsSeq(v[4].String) {
		k, value, _ := strings.Cut(word, "=")
		if k != "partitioned" {
			r.option(&t.Options, optionKey(k), optionValue(k, value))
		}
	}
	// Options, other engines and history have parts that only SHOW CREATE tells.
	r.show[name] = v[1].String == "SYSTEM VERSIONED" || v[4].String != "" || v[2].String != "InnoDB"
	r.tables[name] = r.m.Add(t)
}

func (*reader) option(o *metadata.Options, key, value string) {
	if *o == nil {
		*o = metadata.Options{}
	}
	(*o)["mysql."+key] = value
}

func optionKey(k string) string { return strings.ToLower(strings.Trim(k, "`")) }

func optionValue(key, v string) string {
	v = strings.Trim(v, `'"`)
	if strings.EqualFold(key, "row_format") {
		return strings.ToUpper(v)
	}
	return v
}

// readSequences asks all sequences in one query: each is a table of one row.
func (r *reader) readSequences() error {
	if len(r.sequences) == 0 {
		return nil
	}
	byName := map[string]*metadata.Sequence{}
	parts := make([]string, len(r.sequences))
	for i, q := range r.sequences {
		byName[q.Name] = q
		parts[i] = "SELECT " + r.d.Literal(q.Name) + ", minimum_value, maximum_value, start_value, increment, cache_size, cycle_option FROM " + r.d.Ident(q.Name)
	}
	return r.each(strings.Join(parts, " UNION ALL "), func(v []sql.NullString) error {
		q := byName[v[0].String]
		if err := sequenceOptions(q, v[1:]); err != nil {
			return err
		}
		r.m.Sequences = append(r.m.Sequences, q)
		return nil
	})
}
