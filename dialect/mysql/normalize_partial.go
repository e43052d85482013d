package mysql

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// partials give unique keys over some of the rows (Where) what the server has in
// their place: the key gets one more column, which is generated, and NULL for
// all other rows. A key with a NULL in it is equal to none. Indexes that are not
// unique have no such stand-in: what they leave out is a matter of speed only,
// and is refused.
func (n *normalizer) partials(t *metadata.Table) {
	for _, i := range t.Indexes {
		if !i.Unique || i.Where == nil || i.Where.Kind != metadata.ExprText {
			continue
		}
		c := n.holds(i.Where.Text)
		switch have := t.Column(c.Name); {
		case have == nil:
			t.Columns = append(t.Columns, c)
		case have.Computed == nil || !have.Computed.Expr.Equal(c.Computed.Expr):
			n.fail(i.Pos, t.Ident(), c.Name, "index %s: a unique key over some rows needs a column of this name, and there is another; rename that", i.Name)
		}
		i.Parts, i.Where = append(i.Parts, metadata.Part{Column: c.Name}), nil
	}
}

// holds is the column that is 1 where a condition is true. It is the same for
// all keys with that condition, and no part of SELECT * where it can be hidden.
func (n *normalizer) holds(condition string) *metadata.Column {
	c := &metadata.Column{Name: nameOf(condition, n.s.Caps.Identifier), Type: metadata.SmallInt(), Nullable: true}
	c.Computed = &metadata.Computed{Expr: metadata.SQL("case when (" + condition + ") then 1 end")}
	if has(n.s, invisibleColumns) {
		c.Options = metadata.Options{"mysql.invisible": "true"}
	}
	return c
}

var noWord = regexp.MustCompile(`[^a-z0-9_ ]+`)

// nameOf is a condition as a name: where_deleted_is_null. What letters do not
// tell is told by a hash.
func nameOf(condition string, limit int) string {
	plain := strings.ToLower(strings.ReplaceAll(condition, "`", ""))
	name := "where_" + strings.Join(strings.Fields(noWord.ReplaceAllString(plain, " ")), "_")
	if noWord.MatchString(plain) {
		h := fnv.New32a()
		h.Write([]byte(condition))
		name = fmt.Sprintf("%s_%08x", metadata.Truncate(name, limit-9), h.Sum32())
	}
	return metadata.Truncate(name, limit)
}
