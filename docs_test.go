package dbtool_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/metadata"
)

// MetaData is the schema that README.md begins with.
var MetaData = metadata.New()

var Users = metadata.NewTable(MetaData, "users",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("email", metadata.String(200)).Unique(),
	metadata.Col("created_at", metadata.Timestamp()).Default(metadata.Now()),
)

// TestReadmeShowsWhatGenerateWrites runs the commands of README.md's first
// screen and compares the file it shows with the one that is written.
func TestReadmeShowsWhatGenerateWrites(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(readme), "$ cat migrations/20261123120102_add_users.sql\n")
	shown, _, _ = strings.Cut(shown, "$ dbtool migrate up\n")
	t.Chdir(t.TempDir())
	if err := os.WriteFile("dbtool.toml", []byte("migrations = \"migrations\"\n[env.dev]\nurl = \"sqlite:app.db\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, msg bytes.Buffer
	o := cli.Options{MetaData: MetaData, Stdout: &out, Stderr: &msg}
	if code := cli.Run(t.Context(), []string{"dbtool", "migrate", "generate", "-m", "add users"}, o); code != 0 {
		t.Fatalf("exit %d: %s", code, msg.String())
	}
	wrote, err := os.ReadFile(strings.TrimSpace(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`revision \d{14}`)
	if got := id.ReplaceAllString(string(wrote), "revision 20261123120102"); strings.TrimSpace(got) != strings.TrimSpace(shown) {
		t.Errorf("%s was written:\n%s\nREADME.md shows\n%s", Users.Name, got, shown)
	}
}

// TestReadmeShowsHelloORM: the first program with objects is shown whole, but
// for its imports.
func TestReadmeShowsHelloORM(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("examples/hello-orm/main.go")
	if err != nil {
		t.Fatal(err)
	}
	_, code, found := strings.Cut(string(program), "\n)\n")
	if !found || !strings.Contains(string(readme), "```go\n"+strings.TrimSpace(code)+"\n```") {
		t.Error("README.md shows another program than examples/hello-orm")
	}
}

// TestCodeInDocsIsCompiled: each block of Go in the documents stands in a Go
// file of the repository, line by line, but for the indentation.
func TestCodeInDocsIsCompiled(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	code := allCode(t)
	block := regexp.MustCompile("(?s)```go\n(.*?)```")
	seen := 0
	for _, page := range append(pages, "README.md", "CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			seen++
			if !strings.Contains(code, flat(m[1])) {
				t.Errorf("%s: no Go file has\n%s", page, m[1])
			}
		}
	}
	if seen < 2 {
		t.Fatalf("found %d blocks only", seen)
	}
}

// TestOutputInDocsIsReal: each block of text stands in the documents because an
// example prints it: its lines are among those of an `// Output:`.
func TestOutputInDocsIsReal(t *testing.T) {
	code := allCode(t)
	outputs := regexp.MustCompile(`(?i)\n// (?:unordered )?output:((?: .*)?(?:\n// .*)*)`).FindAllStringSubmatch(code, -1)
	var all strings.Builder
	for _, o := range outputs {
		all.WriteString("\n" + strings.NewReplacer("\n// ", "\n").Replace("\n//"+o[1]) + "\n")
	}
	block := regexp.MustCompile("(?s)```text\n(.*?)```")
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, page := range append(pages, "README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			seen++
			if !strings.Contains(flat(all.String()), flat(m[1])) {
				t.Errorf("%s: no example prints\n%s", page, m[1])
			}
		}
	}
	if seen < 10 {
		t.Fatalf("found %d blocks only", seen)
	}
}

// allCode is every Go file of the repository, made flat.
func allCode(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case filepath.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(name)
		b.WriteString(flat(string(text)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// flat takes the indentation away, and begins every line with a line end.
func flat(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("\n" + strings.TrimSpace(line))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// TestReadmeShowsHelloCore: the program of the README is the one in examples.
func TestReadmeShowsHelloCore(t *testing.T) {
	program, err := os.ReadFile("examples/hello-core/main.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok := strings.Cut(string(program), ")\n\nvar meta")
	if !ok || !strings.Contains(string(readme), "var meta"+body) {
		t.Error("README.md shows another program than examples/hello-core/main.go")
	}
}
