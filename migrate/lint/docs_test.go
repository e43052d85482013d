package lint

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the documents anew")

const docs = "../../docs/"

// groupTitles are the beginnings of IDs, in the order of the groups.
var groupTitles = []struct{ prefix, title string }{
	{"DS", "what is lost"}, {"MF", "what may fail on the rows that are there"}, {"BC", "programs that still run"}, {"CD", "constraints that go"},
	{"LK", "those who wait"}, {"PG", "PostgreSQL"}, {"MY", "MySQL and MariaDB"}, {"MA", "MariaDB"}, {"TI", "TiDB"}, {"SL", "SQLite"}, {"NM", "names"}, {"MG", "the files"},
}

// TestDocs: docs/lint has a page for each rule, made of the rule and of its
// examples, and docs/migrations.md a table of the groups.
func TestDocs(t *testing.T) {
	want := map[string]string{"README.md": index()}
	for _, r := range Rules() {
		want[r.ID+".md"] = page(r)
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		holds(t, docs+"lint/"+name, want[name])
	}
	files, err := filepath.Glob(docs + "lint/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := want[filepath.Base(f)]; !ok {
			t.Errorf("%s is of no rule", f)
		}
	}
	text, err := os.ReadFile(docs + "migrations.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- the groups of lint rules -->\n", "<!-- end -->"
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("docs/migrations.md lacks %q and %q", begin, end)
	}
	holds(t, docs+"migrations.md", before+begin+groupTable()+end+after)
}

func holds(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the rules say (%v): go test ./migrate/lint -run Docs -update", file, err)
	}
}

func groupTable() string {
	var b strings.Builder
	b.WriteString("| group | about | rules |\n|---|---|---|\n")
	for _, g := range groupTitles {
		var ids []string
		for _, r := range Rules() {
			if strings.HasPrefix(r.ID, g.prefix) {
				ids = append(ids, fmt.Sprintf("[%s](lint/%s.md)", r.ID, r.ID))
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", g.prefix, g.title, strings.Join(ids, " "))
	}
	return b.String()
}

func index() string {
	var b strings.Builder
	b.WriteString("# Lint rules\n\nEach page has what a rule fires on and what it does not; the examples are tests that ask the servers. `dbtool migrate lint --explain ID` prints a page.\n")
	for _, g := range groupTitles {
		fmt.Fprintf(&b, "\n## %s: %s\n\n| rule | level | fires when | servers | fixed by `--fix` |\n|---|---|---|---|---|\n", g.prefix, g.title)
		for _, r := range Rules() {
			if !strings.HasPrefix(r.ID, g.prefix) {
				continue
			}
			fixed := ""
			if r.Fixable() {
				fixed = "yes"
			}
			fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s | %s |\n", r.ID, r.ID, levelText(r), r.Title, serversText(r), fixed)
		}
	}
	return b.String()
}

func levelText(r Rule) string {
	if r.Off {
		return string(r.Level) + ", off by default"
	}
	return string(r.Level)
}

var products = []struct{ name, title string }{{"postgres", "PostgreSQL"}, {"mysql", "MySQL"}, {"mariadb", "MariaDB"}, {"tidb", "TiDB"}, {"sqlite", "SQLite"}}

func serversText(r Rule) string {
	if len(r.Dialects) == 0 {
		return "all"
	}
	var names []string
	for _, p := range products {
		if r.suits(servers[p.name]) {
			names = append(names, p.title)
		}
	}
	return strings.Join(names, ", ")
}

func page(r Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", r.ID, r.Title)
	facts := []string{"level: " + levelText(r), "servers: " + serversText(r)}
	if len(r.Aliases) > 0 {
		facts = append(facts, "also called: "+strings.Join(r.Aliases, ", "))
	}
	if r.Fixable() {
		facts = append(facts, "`--fix` writes the safe way")
	}
	if r.calms != nil {
		facts = append(facts, "a note where `--live` or `--stats` show that it does no harm")
	}
	fmt.Fprintf(&b, "- %s\n\n%s.\n\nInstead: %s.\n", strings.Join(facts, "\n- "), capital(r.Why), r.Instead)
	if r.Off {
		fmt.Fprintf(&b, "\nTo switch it on, in dbtool.toml:\n\n```toml\n[lint]\nenable = [%q]\n```\n", r.ID)
	}
	for _, x := range examples() {
		if x.rule == r.ID {
			b.WriteString(exampleText(x))
		}
	}
	b.WriteString(filesText[r.ID])
	fmt.Fprintf(&b, "\nTo keep a statement as it is, say why in the line above it (or at the head of the file, for all of it):\n\n```sql\n-- dbtool:nolint %s the reason\n```\n", r.ID)
	return b.String()
}

// filesText are the examples of rules that look at more than one file.
var filesText = map[string]string{
	"MG102": "\nIt fires where two files build on the same one:\n\n```sql\n-- dbtool:revision 2\n-- dbtool:parent 1\n```\n\n```sql\n-- dbtool:revision 3\n-- dbtool:parent 1\n```\n\n" +
		"and does not where a third, which `dbtool migrate merge` writes, joins them:\n\n```sql\n-- dbtool:revision 4\n-- dbtool:parent 2 3\n```\n",
	"MG109": "\nIt looks with `--to SOURCE`. It fires where the source declares a column that no revision adds, and does not where the difference is empty.\n",
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func exampleText(x example) string {
	var b strings.Builder
	var on []string
	for _, p := range products {
		if slices.Contains(strings.Fields(x.on), p.name) {
			on = append(on, p.title)
		}
	}
	fmt.Fprintf(&b, "\n## On %s\n", strings.Join(on, ", "))
	if x.base != "" {
		fmt.Fprintf(&b, "\nWhere there is\n\n```sql\n%s\n```\n", x.base)
	}
	refused := ""
	if x.refused {
		refused = ", and the server refuses it"
	}
	fmt.Fprintf(&b, "\nit fires%s%s:\n\n```sql\n%s\n```\n", optionText(x.options), refused, x.fires)
	o := x.options
	if x.fineOptions != nil {
		o = *x.fineOptions
	}
	fmt.Fprintf(&b, "\nand does not%s:\n\n```sql\n%s\n```\n", optionText(o), x.fine)
	return b.String()
}

// optionText says under which circumstances.
func optionText(o Options) string {
	var parts []string
	if len(o.Config.Disable) > 0 {
		parts = append(parts, "where the rules of the server's own, which say it better, are off")
	}
	if len(o.Config.Naming) > 0 {
		parts = append(parts, fmt.Sprintf("with [lint.naming] %s", strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(o.Config.Naming), "map["), "]")))
	}
	if o.LockTimeout < 0 {
		parts = append(parts, "with lock_timeout = \"0s\" in dbtool.toml")
	}
	if o.LockTimeout > 0 {
		parts = append(parts, fmt.Sprintf("with lock_timeout = %q in dbtool.toml", o.LockTimeout))
	}
	if o.AlterWith != "" {
		parts = append(parts, fmt.Sprintf("with alter_with = %q in dbtool.toml", o.AlterWith))
	}
	if len(o.Trunk) > 0 {
		parts = append(parts, fmt.Sprintf("where the main branch has %s", strings.Join(o.Trunk, ", ")))
	}
	if o.Facts != nil {
		f := *o.Facts
		if text, err := json.Marshal(f); err == nil {
			parts = append(parts, "where the statistics are `"+strings.TrimPrefix(string(text), `{"format":0,"dialect":"","product":"","version":"",`)+"`")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " " + strings.Join(parts, ", ")
}
