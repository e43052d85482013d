package lint

import (
	"encoding/json"
	"strings"
	"sync"

	"github.com/wasilibs/go-pgquery/parser"
)

// tree is a node of what PostgreSQL's own parser makes of a text: an object
// whose one key is the node's kind, or the fields of one.
type tree map[string]any

func (t tree) sub(key string) tree {
	m, _ := t[key].(map[string]any)
	return m
}

func (t tree) text(key string) string {
	s, _ := t[key].(string)
	return s
}

func (t tree) yes(key string) bool {
	b, _ := t[key].(bool)
	return b
}

func (t tree) list(key string) []tree {
	l, _ := t[key].([]any)
	var all []tree
	for _, n := range l {
		if m, ok := n.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// kind takes the one key off a node.
func (t tree) kind() (string, tree) {
	for k := range t {
		return k, t.sub(k)
	}
	return "", nil
}

// words are the names in a list of String nodes.
func (t tree) words(key string) []string {
	var all []string
	for _, n := range t.list(key) {
		if k, s := n.kind(); k == "String" {
			all = append(all, s.text("sval"))
		}
	}
	return all
}

// onePostgres lets one text at a time be parsed: a second one beside it would
// have the parser compiled once more.
var onePostgres sync.Mutex

// postgresActs asks PostgreSQL's parser, which is compiled at the first call: a
// second, once for the process.
func postgresActs(sql string, r *reader) ([]act, error) {
	onePostgres.Lock()
	text, err := parser.ParseToJSON(sql)
	onePostgres.Unlock()
	if err != nil {
		return nil, err
	}
	var parsed tree
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return nil, err
	}
	var all []act
	for _, s := range parsed.list("stmts") {
		kind, node := s.sub("stmt"), tree(nil)
		name, node := kind.kind()
		all = append(all, pgTree{r}.statement(name, node)...)
	}
	return all, nil
}

// pgTree turns nodes into acts.
type pgTree struct{ *reader }

func (p pgTree) relation(n tree) act {
	return act{table: p.ident(n.text("schemaname"), n.text("relname"))}
}

func (p pgTree) named(words []string) act {
	switch len(words) {
	case 0:
		return act{}
	case 1:
		return act{table: p.ident("", words[0])}
	}
	return act{table: p.ident(words[len(words)-2], words[len(words)-1])}
}

func (a act) as(v verb) act           { a.verb = v; return a }
func (a act) part(name string) act    { a.name = name; return a }
func (a act) setTo(value string) act  { a.value = value; return a }
func cascades(n tree) bool            { return n.text("behavior") == "DROP_CASCADE" }
func option(n tree, name string) bool { _, ok := optionOf(n, name); return ok }
func optionOf(n tree, name string) (tree, bool) {
	for _, key := range []string{"options", "params"} {
		for _, o := range n.list(key) {
			if _, d := o.kind(); d.text("defname") == name {
				return d, true
			}
		}
	}
	return nil, false
}

// statement also has what WITH does on the way.
func (p pgTree) statement(kind string, n tree) []act {
	var all []act
	for _, cte := range n.sub("withClause").list("ctes") {
		_, one := cte.kind()
		name, query := one.sub("ctequery").kind()
		all = append(all, p.statement(name, query)...)
	}
	return append(all, p.plain(kind, n)...)
}

func (p pgTree) plain(kind string, n tree) []act {
	switch kind {
	case "AlterTableStmt":
		return p.alterTable(n)
	case "IndexStmt":
		return one(p.relation(n.sub("relation")).as(createIndex).part(n.text("idxname")).flagged(n.yes("concurrent"), concurrently).
			flagged(n.yes("unique"), unique).flagged(n.yes("if_not_exists"), ifExists))
	case "DropStmt":
		return p.drop(n)
	case "TruncateStmt":
		var all []act
		for _, r := range n.list("relations") {
			_, v := r.kind()
			all = append(all, p.relation(v).as(truncate).flagged(cascades(n), cascade))
		}
		return all
	case "InsertStmt":
		return one(p.relation(n.sub("relation")).as(insertRows))
	case "UpdateStmt":
		return one(p.relation(n.sub("relation")).as(updateRows).flagged(n["whereClause"] != nil, where))
	case "DeleteStmt":
		return one(p.relation(n.sub("relation")).as(deleteRows).flagged(n["whereClause"] != nil, where))
	case "TransactionStmt":
		return p.transaction(n)
	case "VariableSetStmt":
		return p.variable(n)
	}
	return p.object(kind, n)
}

func one(a act) []act { return []act{a} }

func (p pgTree) object(kind string, n tree) []act {
	switch kind {
	case "CreateStmt":
		return one(p.relation(n.sub("relation")).as(createTable).flagged(n.yes("if_not_exists"), ifExists))
	case "CreateTableAsStmt":
		return one(p.relation(n.sub("into").sub("rel")).as(createTable))
	case "CreateTrigStmt":
		return one(p.relation(n.sub("relation")).as(createTrigger).part(n.text("trigname")))
	case "CreateDomainStmt":
		return one(p.named(n.words("domainname")).as(createDomain).flagged(len(n.list("constraints")) > 0, hasDomain))
	case "AlterDomainStmt":
		if n.text("subtype") == "C" {
			_, con := n.sub("def").kind()
			return one(p.named(n.words("typeName")).as(addDomainCheck).flagged(con.yes("skip_validation"), notValid))
		}
	case "AlterEnumStmt":
		if n.text("newVal") != "" && n.text("oldVal") == "" {
			return one(p.named(n.words("typeName")).as(addValue).part(n.text("newVal")).flagged(n.text("newValNeighbor") != "", placed))
		}
	case "ReindexStmt":
		return one(p.relation(n.sub("relation")).as(reindex).flagged(option(n, "concurrently"), concurrently))
	case "RefreshMatViewStmt":
		return one(p.relation(n.sub("relation")).as(refresh).flagged(n.yes("concurrent"), concurrently))
	case "ClusterStmt":
		return one(p.relation(n.sub("relation")).as(cluster))
	case "VacuumStmt":
		if !n.yes("is_vacuumcmd") {
			return nil
		}
		return one(act{verb: vacuum}.flagged(option(n, "full"), full))
	case "CreatedbStmt":
		return one(act{verb: createDatabase, name: n.text("dbname")})
	case "DropdbStmt":
		return one(act{verb: dropDatabase, name: n.text("dbname")})
	case "CreateFunctionStmt":
		if n.yes("replace") {
			return one(p.named(n.words("funcname")).as(replaceRoutine))
		}
	case "RenameStmt":
		return p.rename(n)
	}
	return nil
}

func (p pgTree) rename(n tree) []act {
	switch n.text("renameType") {
	case "OBJECT_TABLE":
		return one(p.relation(n.sub("relation")).as(renameTable).setTo(n.text("newname")))
	case "OBJECT_COLUMN":
		return one(p.relation(n.sub("relation")).as(renameColumn).part(n.text("subname")).setTo(n.text("newname")))
	}
	return nil
}

func (p pgTree) drop(n tree) []act {
	verbs := map[string]verb{"OBJECT_TABLE": dropTable, "OBJECT_INDEX": dropIndex}
	v, ok := verbs[n.text("removeType")]
	if !ok {
		v = dropOther
	}
	var all []act
	for _, o := range n.list("objects") {
		kind, node := o.kind()
		words := node.words("items")
		if kind == "String" {
			words = []string{node.text("sval")}
		}
		a := p.named(words).as(v).flagged(cascades(n), cascade).flagged(n.yes("concurrent"), concurrently).flagged(n.yes("missing_ok"), ifExists)
		if v == dropIndex {
			a.name = a.table.Name
		}
		all = append(all, a)
	}
	return all
}

func (p pgTree) transaction(n tree) []act {
	switch n.text("kind") {
	case "TRANS_STMT_BEGIN", "TRANS_STMT_START":
		return one(act{verb: begin})
	case "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE":
		return one(act{verb: commit})
	}
	return nil
}

func (p pgTree) variable(n tree) []act {
	switch n.text("kind") {
	case "VAR_RESET", "VAR_SET_DEFAULT":
		return one(act{verb: reset, name: n.text("name")})
	case "VAR_RESET_ALL":
		return one(act{verb: reset})
	}
	a := act{verb: set, name: n.text("name")}
	for _, v := range n.list("args") {
		_, c := v.kind()
		a.value = strings.TrimSpace(a.value + " " + constant(c))
	}
	return one(a)
}

// constant is the text of an A_Const.
func constant(c tree) string {
	switch {
	case c["sval"] != nil:
		return c.sub("sval").text("sval")
	case c["ival"] != nil:
		n, _ := c.sub("ival")["ival"].(float64) // left out when it is 0
		return jsonNumber(n)
	case c["fval"] != nil:
		return c.sub("fval").text("fval")
	case c["boolval"] != nil:
		return map[bool]string{true: "true", false: "false"}[c.sub("boolval").yes("boolval")]
	}
	return ""
}

func jsonNumber(n float64) string {
	b, _ := json.Marshal(n) // a finite number
	return string(b)
}
