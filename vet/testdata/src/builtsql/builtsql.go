package builtsql

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
)

const table = "users"

func texts(ctx context.Context, db core.DB, name string, id int64) {
	core.Text("DELETE FROM users WHERE name = '"+name+"'").Exec(ctx, db)              // want `SQL text is built from a string that is not constant`
	core.Text("DELETE FROM users WHERE name = "+name).Exec(ctx, db)                   // want `SQL text is built`
	core.Text(fmt.Sprintf("DELETE FROM users WHERE name = '%s'", name)).Exec(ctx, db) // want `SQL text is built`
	core.Text(fmt.Sprintf("DELETE FROM %s", name)).Exec(ctx, db)                      // want `SQL text is built`
	core.SQL[int]("length('" + name + "')")                                           // want `SQL text is built`
	core.Text("DELETE FROM users WHERE name = ?", name).Exec(ctx, db)
	core.Text("DELETE FROM " + table + " WHERE id = " + strconv.FormatInt(id, 10))
	core.Text(fmt.Sprintf("DELETE FROM %s WHERE id = %d", table, id))
	core.Text(name) // as a whole: whose it is cannot be told
}

func steps(ctx context.Context, e *engine.Engine, name string, descending bool) {
	query := "SELECT * FROM users"
	if name != "" {
		query += " WHERE name = '" + name + "'" // want `SQL text is built`
	}
	e.Query(ctx, query)
	e.Exec(ctx, query)

	order := "name"
	if descending {
		order = "name DESC"
	}
	e.Query(ctx, "SELECT * FROM users ORDER BY "+order)
	e.Query(ctx, "SELECT * FROM "+e.Dialect.Ident(name)+" WHERE a = "+e.Dialect.Literal(name))
}

var columns = map[string]string{"name": "full_name", "id": "id"}

func column(name string) string {
	switch name {
	case "id":
		return "id"
	}
	return "full_name"
}

func choices(ctx context.Context, db *sql.DB, tx *sql.Tx, by string, ids []int64, names []string) {
	db.QueryContext(ctx, "SELECT * FROM users ORDER BY "+columns[by])
	db.Query("SELECT * FROM users ORDER BY " + column(by))
	tx.QueryRow("SELECT * FROM users ORDER BY " + by) // want `SQL text is built`
	db.Prepare("SELECT " + by)                        // want `SQL text is built`

	var conditions []string
	var args []any
	for i, id := range ids {
		conditions = append(conditions, fmt.Sprintf("id = $%d", i+1))
		args = append(args, id)
	}
	db.ExecContext(ctx, "DELETE FROM users WHERE "+strings.Join(conditions, " OR "), args...)
	db.Exec("DELETE FROM users WHERE name IN ('" + strings.Join(names, "', '") + "')") // want `SQL text is built`
	db.Exec("DELETE FROM users WHERE id IN (?" + strings.Repeat(", ?", len(ids)-1) + ")")
}

type queryer interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

func through(ctx context.Context, q queryer, name string) {
	q.QueryContext(ctx, "SELECT "+name) // want `SQL text is built`
	wanted := "a"
	for _, c := range []string{"b", "c"} {
		wanted = wanted + ", " + c
	}
	q.QueryContext(ctx, "SELECT "+wanted+" FROM users")
}

func buffers(ctx context.Context, db *sql.DB, name string, ids []int64) {
	var b strings.Builder
	b.WriteString("SELECT * FROM users WHERE id IN (0")
	for _, id := range ids {
		fmt.Fprintf(&b, ", %d", id)
	}
	b.WriteByte(')')
	db.QueryContext(ctx, b.String())
	db.QueryContext(ctx, b.String()+" ORDER BY id")

	var c strings.Builder
	fmt.Fprintf(&c, "SELECT * FROM users WHERE name = '%s'", name) // want `SQL text is built`
	db.QueryContext(ctx, c.String())
}
