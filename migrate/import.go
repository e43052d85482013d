package migrate

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Import is the history of another tool, converted.
type Import struct {
	// Tool is the tool's name: one of [ImportTools].
	Tool string
	// Files become revisions, ancestors first.
	Files []*ImportedFile
	// Left are the files that have no place in a history, and why.
	Left []LeftOut
}

// ImportedFile is one step of another tool's history.
type ImportedFile struct {
	// ID is the revision it becomes, Version the tool's own name for it.
	ID, Version string
	// Source is the file it was, in the tool's folder.
	Source  string
	Message string
	Parents []string
	Depends []string
	Labels  []string
	// Up and Down are the text of the two sections.
	Up, Down string
	// Alone: its statements run without a transaction.
	Alone bool
	// Irreversible is why there is no way down; "" if there is one.
	Irreversible string
	// OutOfOrder lets it be applied under others.
	OutOfOrder bool
	// ToWrite is why the way up has to be written by hand: until it is, the
	// revision fails where it is run. "" for one that is converted whole.
	ToWrite string

	original string // what ToWrite leaves to be written, as a comment
}

// LeftOut is a file that did not become a revision.
type LeftOut struct{ File, Why string }

// ImportOptions are how a foreign history is read.
type ImportOptions struct {
	// Tool is one of [ImportTools]; "" finds out.
	Tool string
	// Rules are those of the database that the files are for.
	Rules lex.Rules
	// Scripts are, for alembic, what "alembic upgrade base:heads --sql" and
	// "alembic downgrade heads:base --sql" print: its own files are Python.
	Scripts []string
}

// foreign is what one tool does its own way.
type foreign struct {
	name, table string
	// is reports whether a file is this tool's and nobody else's.
	is func(name, text string) bool
	// read converts the files. It leaves the order of numbers to the caller.
	read func(r *foreignReader) error
	// key makes versions of files and tables alike.
	key func(version string) string
	// compare orders versions; nil where files name their parents.
	compare func(a, b string) int
	// applied reads the tool's table.
	applied func(i *Import, t foreignTable) (*ForeignState, error)
}

func foreigns() []foreign {
	same := func(v string) string { return v }
	return []foreign{
		{"goose", "goose_db_version", isGoose, readGoose, plainNumber, compareNumbers, appliedGoose},
		{"dbmate", "schema_migrations", isDbmate, readDbmate, same, strings.Compare, appliedDbmate},
		{"golang-migrate", "schema_migrations", isPair, readPairs, plainNumber, compareNumbers, appliedPairs},
		{"alembic", "alembic_version", isAlembic, readAlembic, same, nil, appliedAlembic},
		{"atlas", "atlas_schema_revisions", isAtlas, readAtlas, same, strings.Compare, appliedAtlas},
		{"flyway", "flyway_schema_history", isFlyway, readFlyway, flywayKey, compareFlyway, appliedFlyway},
	}
}

// ImportTools are the tools whose histories can be imported.
func ImportTools() []string {
	var names []string
	for _, f := range foreigns() {
		names = append(names, f.name)
	}
	return names
}

func findForeign(name string) (foreign, error) {
	for _, f := range foreigns() {
		if f.name == name {
			return f, nil
		}
	}
	return foreign{}, fmt.Errorf("no tool %q: there are %s", name, strings.Join(ImportTools(), ", "))
}

// ReadForeign reads the folder of another tool. What it cannot convert becomes
// a revision to be written by hand, or is in Left: nothing is passed over. name
// is the folder's, for messages.
func ReadForeign(dir fs.FS, name string, o ImportOptions) (*Import, error) {
	r := &foreignReader{name: name, o: o, files: map[string]string{}}
	if err := r.load(dir); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	tool, err := r.tool()
	if err != nil {
		return nil, err
	}
	r.i = &Import{Tool: tool.name}
	if err := tool.read(r); err != nil {
		return nil, err
	}
	r.leaveRest()
	if len(r.i.Files) == 0 {
		return nil, fmt.Errorf("%s holds no file of %s", name, tool.name)
	}
	if tool.compare != nil {
		err = r.chain(tool)
	}
	return r.i, errors.Join(err, r.check())
}

// foreignReader collects what one folder becomes.
type foreignReader struct {
	name  string
	o     ImportOptions
	files map[string]string // by path in the folder
	names []string          // their paths, sorted
	taken map[string]bool
	i     *Import
}

// sources are the endings of files that somebody may expect to be run.
var sources = []string{".sql", ".go", ".py", ".java", ".kt", ".js", ".ts", ".sh"}

// load reads all files that are, or configure, steps of a history.
func (r *foreignReader) load(dir fs.FS) error {
	r.taken = map[string]bool{}
	return fs.WalkDir(dir, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !slices.Contains(append(sources, ".conf", ".sum"), path.Ext(p)) {
			return nil
		}
		text, err := fs.ReadFile(dir, p)
		r.files[p] = strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n")
		r.names = append(r.names, p)
		return err
	})
}

// tool is the one that was named, or whose files these are.
func (r *foreignReader) tool() (foreign, error) {
	if r.o.Tool != "" {
		return findForeign(r.o.Tool)
	}
	var found []foreign
	for _, f := range foreigns() {
		if slices.ContainsFunc(r.names, func(n string) bool { return f.is(n, r.files[n]) }) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 0:
		return foreign{}, fmt.Errorf("%s: nothing tells which tool these files belong to: name one of %s", r.name, strings.Join(ImportTools(), ", "))
	case 1:
		return found[0], nil
	}
	var names []string
	for _, f := range found {
		names = append(names, f.name)
	}
	return foreign{}, fmt.Errorf("%s has files of %s: name the one that ran them", r.name, strings.Join(names, " and of "))
}

// add makes a step of a file.
func (r *foreignReader) add(f *ImportedFile) *ImportedFile {
	r.taken[f.Source] = true
	r.i.Files = append(r.i.Files, f)
	return f
}

func (r *foreignReader) leave(file, why string) {
	r.taken[file] = true
	r.i.Left = append(r.i.Left, LeftOut{path.Join(r.name, file), why})
}

// leaveRest names what nobody has taken.
func (r *foreignReader) leaveRest() {
	for _, n := range r.names {
		if !r.taken[n] && slices.Contains(sources, path.Ext(n)) {
			r.leave(n, "its name is not one that "+r.i.Tool+" reads")
		}
	}
}

// chain puts steps into the order of their versions, one behind the other, with
// IDs that sort like them.
func (r *foreignReader) chain(tool foreign) error {
	list := r.i.Files
	slices.SortStableFunc(list, func(a, b *ImportedFile) int { return tool.compare(a.Version, b.Version) })
	width := 0
	for _, f := range list {
		for _, part := range strings.Split(f.Version, ".") {
			width = max(width, len(part))
		}
	}
	var errs []error
	for i, f := range list {
		f.ID = padded(f.Version, width)
		if i == 0 {
			continue
		}
		f.Parents = []string{list[i-1].ID}
		if tool.compare(list[i-1].Version, f.Version) == 0 {
			errs = append(errs, fmt.Errorf("%s and %s are both version %s", path.Join(r.name, list[i-1].Source), path.Join(r.name, f.Source), f.Version))
		}
	}
	return errors.Join(errs...)
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// padded gives each number of a version the same width.
func padded(version string, width int) string {
	parts := strings.Split(version, ".")
	for i, p := range parts {
		if digits.MatchString(p) && len(p) < width {
			parts[i] = strings.Repeat("0", width-len(p)) + p
		}
	}
	return strings.Join(parts, ".")
}

// check reads each step as the runner will.
func (r *foreignReader) check() error {
	var errs []error
	for _, f := range r.i.Files {
		rev, err := ParseRevision(path.Join(r.name, f.Source), f.Text(r.i.Tool))
		for _, dir := range []Direction{Up, Down} {
			if err == nil {
				_, _, err = rev.Statements(dir, nil, r.o.Rules)
			}
		}
		var place *FileError
		if errors.As(err, &place) { // of the new text, which nobody sees
			place.Line = 0
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// numbered takes a name such as "00012_add_users.sql" apart.
var numbered = regexp.MustCompile(`^([0-9]+)(?:[_-]?(.*))?$`)

func splitNumber(name string) (version, message string, ok bool) {
	m := numbered.FindStringSubmatch(strings.TrimSuffix(name, path.Ext(name)))
	if m == nil || strings.Contains(name, "/") {
		return "", "", false
	}
	return m[1], strings.ReplaceAll(m[2], "_", " "), true
}

func plainNumber(v string) string {
	if v = strings.TrimLeft(v, "0"); v == "" {
		return "0"
	}
	return v
}

func compareNumbers(a, b string) int {
	a, b = plainNumber(a), plainNumber(b)
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
