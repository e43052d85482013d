package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
)

// ForeignState is what a database holds of another tool's history.
type ForeignState struct {
	// Table is the tool's table; "" when the database has none.
	Table string
	// Applied are the IDs of the revisions that it has.
	Applied map[string]bool
}

// foreignTable is all of a tool's table.
type foreignTable struct {
	name string
	rows []map[string]any // by column, in small letters
}

func (t foreignTable) text(row map[string]any, column string) string {
	switch v := row[column].(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	default:
		return fmt.Sprint(v)
	}
}

// needs refuses a table of that name that is another tool's.
func (t foreignTable) needs(tool string, columns ...string) error {
	for _, row := range t.rows {
		for _, c := range columns {
			if _, ok := row[c]; !ok {
				return fmt.Errorf("the table %s is not %s's: it has no column %s", t.name, tool, c)
			}
		}
	}
	return nil
}

// State reads the tool's table in a database; table is its name when it is not
// the usual one. A version that no file has, one that was broken off, and a
// table of some other tool are errors.
func (i *Import) State(ctx context.Context, e *engine.Engine, table string) (*ForeignState, error) {
	tool, err := findForeign(i.Tool)
	if err != nil {
		return nil, err
	}
	names := []string{table}
	if table == "" {
		names = []string{tool.table}
		if i.Tool == "atlas" { // where no schema was chosen it makes one of that name
			names = append(names, tool.table+"."+tool.table)
		}
	}
	for _, name := range names {
		t, found, err := readForeignTable(ctx, e, name)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		st, err := tool.applied(i, t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w; nothing was imported", name, err)
		}
		st.Table = name
		return st, nil
	}
	if table != "" {
		return nil, fmt.Errorf("the database has no table %s", table)
	}
	return &ForeignState{Applied: map[string]bool{}}, nil
}

func readForeignTable(ctx context.Context, e *engine.Engine, name string) (t foreignTable, found bool, err error) {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		parts[i] = e.Dialect.Ident(p)
	}
	t.name = name
	rows, err := e.DB.QueryContext(ctx, "SELECT * FROM "+strings.Join(parts, "."))
	missing := func(err error) bool {
		c := e.Dialect.Explain(err).Class
		return c == dialect.NotFound || c == dialect.NoDatabase
	}
	if missing(err) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("read the table %s: %w", name, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return t, false, err
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return t, false, fmt.Errorf("read the table %s: %w", name, err)
		}
		row := map[string]any{}
		for i, c := range columns {
			row[strings.ToLower(c)] = values[i]
		}
		t.rows = append(t.rows, row)
	}
	if missing(rows.Err()) { // a driver may report it only now
		return t, false, nil
	}
	return t, true, rows.Err()
}

// state maps versions to IDs; one that no file has is an error.
func (i *Import) state(key func(string) string, versions []string) (*ForeignState, error) {
	ids := map[string]string{}
	for _, f := range i.Files {
		ids[key(f.Version)] = f.ID
	}
	st := &ForeignState{Applied: map[string]bool{}}
	var unknown []string
	for _, v := range versions {
		if id, ok := ids[key(v)]; ok {
			st.Applied[id] = true
		} else {
			unknown = append(unknown, v)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return nil, fmt.Errorf("%s applied version %s, which is in no file: bring the file back", i.Tool, strings.Join(unknown, ", "))
	}
	return st, nil
}

// upTo are the versions up to one, itself included, as files have them.
func (i *Import) upTo(version string, compare func(a, b string) int) (list []string) {
	for _, f := range i.Files {
		if compare(f.Version, version) <= 0 {
			list = append(list, f.Version)
		}
	}
	return list
}

// appliedGoose: the last row of a version says whether it is applied.
func appliedGoose(i *Import, t foreignTable) (*ForeignState, error) {
	if err := t.needs("goose", "id", "version_id", "is_applied"); err != nil {
		return nil, err
	}
	slices.SortFunc(t.rows, func(a, b map[string]any) int { return compareNumbers(t.text(a, "id"), t.text(b, "id")) })
	last := map[string]bool{}
	for _, row := range t.rows {
		last[t.text(row, "version_id")] = truth(row["is_applied"])
	}
	var versions []string
	for v, applied := range last {
		if applied && v != "0" { // which goose writes when it makes the table
			versions = append(versions, v)
		}
	}
	return i.state(plainNumber, versions)
}

func appliedDbmate(i *Import, t foreignTable) (*ForeignState, error) {
	if err := t.needs("dbmate", "version"); err != nil {
		return nil, err
	}
	var versions []string
	for _, row := range t.rows {
		if _, other := row["dirty"]; other {
			return nil, fmt.Errorf("the table %s is golang-migrate's: it has a column dirty", t.name)
		}
		versions = append(versions, t.text(row, "version"))
	}
	return i.state(strings.TrimSpace, versions)
}

// appliedPairs: golang-migrate keeps the last version only.
func appliedPairs(i *Import, t foreignTable) (*ForeignState, error) {
	if err := t.needs("golang-migrate", "version", "dirty"); err != nil {
		return nil, err
	}
	if len(t.rows) == 0 || strings.HasPrefix(t.text(t.rows[0], "version"), "-") {
		return i.state(plainNumber, nil)
	}
	version := t.text(t.rows[0], "version")
	if truth(t.rows[0]["dirty"]) {
		return nil, fmt.Errorf("golang-migrate was broken off in version %s (dirty), and does not know how far it came: bring the database to a version and say which with \"migrate force\"", version)
	}
	return i.state(plainNumber, append(i.upTo(version, compareNumbers), version))
}

// appliedAlembic: Alembic keeps the heads, which stand for their ancestors.
func appliedAlembic(i *Import, t foreignTable) (*ForeignState, error) {
	if err := t.needs("Alembic", "version_num"); err != nil {
		return nil, err
	}
	byID := map[string]*ImportedFile{}
	for _, f := range i.Files {
		byID[f.ID] = f
	}
	var todo, versions []string
	for _, row := range t.rows {
		todo = append(todo, t.text(row, "version_num"))
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		versions = append(versions, id)
		if f := byID[id]; f != nil {
			todo = append(append(todo, f.Parents...), f.Depends...)
		}
	}
	return i.state(strings.TrimSpace, versions)
}

// appliedAtlas: type 1 is a baseline, which stands for the versions before it.
func appliedAtlas(i *Import, t foreignTable) (*ForeignState, error) {
	if err := t.needs("Atlas", "version", "applied", "total", "type"); err != nil {
		return nil, err
	}
	var versions []string
	for _, row := range t.rows {
		v := t.text(row, "version")
		switch {
		case strings.HasPrefix(v, "."): // notes of its own
		case t.text(row, "type") == "1":
			versions = append(versions, append(i.upTo(v, strings.Compare), v)...)
		case t.text(row, "applied") != t.text(row, "total"):
			return nil, fmt.Errorf("atlas was broken off in version %s, after %s of %s statements: finish it with \"atlas migrate apply\"", v, t.text(row, "applied"), t.text(row, "total"))
		default:
			versions = append(versions, v)
		}
	}
	return i.state(strings.TrimSpace, versions)
}

func appliedFlyway(i *Import, t foreignTable) (*ForeignState, error) {
	if err := t.needs("Flyway", "installed_rank", "version", "type", "success"); err != nil {
		return nil, err
	}
	slices.SortFunc(t.rows, func(a, b map[string]any) int {
		return compareNumbers(t.text(a, "installed_rank"), t.text(b, "installed_rank"))
	})
	has := map[string]bool{}
	for _, row := range t.rows {
		v, kind := t.text(row, "version"), t.text(row, "type")
		switch {
		case v == "": // a repeatable one, or the schema's creation
		case !truth(row["success"]):
			return nil, fmt.Errorf("flyway failed in version %s: undo what it left and run \"flyway repair\"", v)
		case strings.HasPrefix(kind, "UNDO"), kind == "DELETE":
			delete(has, flywayKey(v))
		case strings.HasSuffix(kind, "BASELINE"):
			for _, below := range i.upTo(v, compareFlyway) {
				has[flywayKey(below)] = true
			}
		default:
			has[flywayKey(v)] = true
		}
	}
	var versions []string
	for v := range has {
		versions = append(versions, v)
	}
	return i.state(flywayKey, versions)
}
