package migrate

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

var (
	pythonName   = regexp.MustCompile(`(?m)^(revision|down_revision|branch_labels|depends_on)\s*(?::[^=\n]*)?=\s*((?s:\(.*?\)|\[.*?\]|\{.*?\})|.*)$`)
	pythonString = regexp.MustCompile(`["']([^"']+)["']`)
	pythonDoc    = regexp.MustCompile(`^\s*(?:[rR]?"""|''')\s*([^\n]*)`)
)

func isAlembic(name, text string) bool {
	return path.Ext(name) == ".py" && pythonName.MatchString(text) && strings.Contains(text, "down_revision")
}

// readAlembic reads what Python files say of themselves, and what they do from
// the scripts that Alembic made of them.
func readAlembic(r *foreignReader) error {
	scripts, err := r.alembicScripts()
	if err != nil {
		return err
	}
	var list []*ImportedFile
	for _, n := range r.names {
		if !isAlembic(n, r.files[n]) {
			continue
		}
		f, err := r.alembicFile(n)
		if err != nil {
			return err
		}
		list = append(list, f)
	}
	for _, f := range list {
		r.fromScript(f, scripts[Up][f.ID], scripts[Down][f.ID])
	}
	return r.sortByParents()
}

func (r *foreignReader) alembicFile(n string) (*ImportedFile, error) {
	f := r.add(&ImportedFile{Source: n})
	for _, m := range pythonName.FindAllStringSubmatch(r.files[n], -1) {
		var values []string
		for _, s := range pythonString.FindAllStringSubmatch(m[2], -1) {
			values = append(values, s[1])
		}
		switch m[1] {
		case "revision":
			f.ID = strings.Join(values, "")
		case "down_revision":
			f.Parents = values
		case "branch_labels":
			f.Labels = values
		case "depends_on":
			f.Depends = values
		}
	}
	if f.ID == "" {
		return nil, fmt.Errorf("%s: its revision is not a plain string", path.Join(r.name, n))
	}
	f.Version = f.ID
	if m := pythonDoc.FindStringSubmatch(r.files[n]); m != nil {
		f.Message = strings.Trim(m[1], `"' `)
	}
	f.Message = cmp.Or(f.Message, f.ID)
	return f, nil
}

// fromScript fills in both ways.
func (r *foreignReader) fromScript(f *ImportedFile, up, down *alembicPart) {
	f.Irreversible = "no script of \"alembic downgrade --sql\" has it"
	if down != nil {
		f.Down, f.Irreversible = down.text, ""
		f.Alone = down.alone
	}
	if up == nil {
		f.toWrite("it is Python code in "+path.Join(r.name, f.Source)+`; what "alembic upgrade base:heads --sql" prints can be given to the import`, "")
		return
	}
	f.Up, f.Alone = up.text, f.Alone || up.alone
}

// alembicPart is what a script does for one revision.
type alembicPart struct {
	text  string
	alone bool
}

var alembicMark = regexp.MustCompile(`(?m)^-- Running (upgrade|downgrade) (.*) ?-> ?(.*)$`)

// alembicScripts takes scripts apart at the lines that name revisions.
func (r *foreignReader) alembicScripts() (map[Direction]map[string]*alembicPart, error) {
	parts := map[Direction]map[string]*alembicPart{Up: {}, Down: {}}
	for _, text := range r.o.Scripts {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		marks := alembicMark.FindAllStringSubmatchIndex(text, -1)
		if len(marks) == 0 {
			return nil, fmt.Errorf(`a script has no line "-- Running upgrade ...": it is not what alembic upgrade --sql prints`)
		}
		for i, m := range marks {
			end := len(text)
			if i+1 < len(marks) {
				end = marks[i+1][0]
			}
			dir, id := Up, strings.TrimSpace(text[m[6]:m[7]])
			if text[m[2]:m[3]] == "downgrade" {
				dir, id = Down, strings.TrimSpace(text[m[4]:m[5]])
			}
			part, err := r.alembicPart(text[m[1]:end])
			if err != nil {
				return nil, fmt.Errorf("the script's part for %s: %w", id, err)
			}
			parts[dir][id] = part
		}
	}
	return parts, nil
}

// alembicPart leaves out what Alembic does for its own ends.
func (r *foreignReader) alembicPart(text string) (*alembicPart, error) {
	list, err := lex.Split(text, r.o.Rules)
	if err != nil {
		return nil, err
	}
	p := &alembicPart{}
	var b strings.Builder
	committed := false
	for _, st := range list {
		c, err := lex.NewCursor(st.SQL, r.o.Rules)
		if err != nil {
			return nil, err
		}
		if framing(c) {
			committed = committed || c.Peek(0).IsAny("COMMIT", "END")
			continue
		}
		if alembicOwn(c) {
			continue
		}
		p.alone = p.alone || committed || refusesTransaction(c)
		writeChunk(&b, dialect.Statement{SQL: st.SQL, Body: strings.Contains(st.SQL, ";")})
	}
	p.text = b.String()
	return p, nil
}

func alembicOwn(c *lex.Cursor) bool {
	if !c.Peek(0).IsAny("INSERT", "UPDATE", "DELETE", "CREATE", "DROP") {
		return false
	}
	for range 5 {
		if c.Next().Is("alembic_version") {
			return true
		}
	}
	return false
}

// sortByParents puts ancestors first.
func (r *foreignReader) sortByParents() error {
	var revisions []*Revision
	for _, f := range r.i.Files {
		revisions = append(revisions, &Revision{ID: f.ID, Parents: f.Parents, Depends: f.Depends, File: path.Join(r.name, f.Source)})
	}
	g, err := NewGraph(revisions)
	if err != nil {
		return err
	}
	place := map[string]int{}
	for i, rev := range g.Revisions() {
		place[rev.ID] = i
	}
	slices.SortFunc(r.i.Files, func(a, b *ImportedFile) int { return place[a.ID] - place[b.ID] })
	return nil
}
