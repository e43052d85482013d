package dbtool_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"text/template"

	_ "github.com/dbtool/dbtool/orm" // a change of it is one of this test, whose result is kept otherwise
)

// mapped is a package of structs in a ring, each of which belongs to the one
// before it, is mapped and is queried.
var mapped = template.Must(template.New("mapped").Parse(`package mapped

import (
	"context"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

var MetaData = metadata.New()
{{range .}}
type Row{{.Own}} struct {
	ID       int64
	Name     string
	Note     *string
	ParentID int64
	Parent   *Row{{.Before}}
	Children []*Row{{.After}}
}

func (r *Row{{.Own}}) Declare(t *orm.Def) {
	t.Col(&r.Name).Len(100).Unique()
	orm.BelongsTo(t, &r.Parent, &r.ParentID)
	orm.HasMany(t, &r.Children, func(c *Row{{.After}}) *int64 { return &c.ParentID })
}

var Rows{{.Own}} = orm.Bind[struct {
	orm.Table[Row{{.Own}}]
	ID       core.Num[int64]
	Name     core.Str
	Note     core.Str
	ParentID core.Num[int64]
	Parent   orm.One[Row{{.Own}}, Row{{.Before}}]
	Children orm.Many[Row{{.Own}}, Row{{.After}}]
}](MetaData)

func Use{{.Own}}(ctx context.Context, s *orm.Session) ([]*Row{{.Own}}, error) {
	if _, err := orm.Get[Row{{.Own}}](ctx, s, 1); err != nil {
		return nil, err
	}
	return Rows{{.Own}}.Select().Where(Rows{{.Own}}.Name.Ne("a")).OrderBy(Rows{{.Own}}.Name.Asc()).Limit(9).Load(Rows{{.Own}}.Children).All(ctx, s)
}
{{end}}`))

// compiled is what the compiler has made of a package.
type compiled struct{ functions, bytes int }

// TestAStructIsCheapToCompile holds what the compiler makes of each further
// struct that is mapped, before the linker leaves out what is not used. More of
// it is more time and memory for each build of a program with many tables, and
// comes of generic code that does something itself: see docs/ARCHITECTURE.md.
func TestAStructIsCheapToCompile(t *testing.T) {
	const few, many = 3, 7
	const functions, size = 540, 64_000
	a, b := compile(t, few), compile(t, many)
	each := compiled{(b.functions - a.functions) / (many - few), (b.bytes - a.bytes) / (many - few)}
	t.Logf("each struct: %d functions of %d bytes in all", each.functions, each.bytes)
	if each.functions > functions || each.bytes > size {
		t.Errorf("each struct makes %d functions of %d bytes in all, want at most %d and %d", each.functions, each.bytes, functions, size)
	}
	if each.functions < functions/2 {
		t.Errorf("each struct makes %d functions only: the bounds are far away, or not all is looked at", each.functions)
	}
}

// compile compiles a number of structs. The package is in no folder: an overlay
// has it where the compiler finds it to be a part of this module.
func compile(t *testing.T, structs int) compiled {
	t.Helper()
	type names struct{ Before, Own, After int }
	var ring []names
	for i := range structs {
		ring = append(ring, names{(i + structs - 1) % structs, i, (i + 1) % structs})
	}
	var source bytes.Buffer
	if err := mapped.Execute(&source, ring); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	module, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	file, overlay, archive := filepath.Join(dir, "mapped.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "mapped.a")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(module, "internal", "mapped", "mapped.go"): file}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{file: source.Bytes(), overlay: replace} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(t, "go", "build", "-overlay", overlay, "-o", archive, "./internal/mapped")
	return functionsIn(t, run(t, "go", "tool", "nm", "-size", "-type", archive))
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	var msg bytes.Buffer
	cmd.Stderr = &msg
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, msg.String())
	}
	return out
}

// functionsIn counts the functions in a list of symbols: lines of an address, a
// size, the letter T and a name.
func functionsIn(t *testing.T, list []byte) (c compiled) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(list))
	lines.Buffer(nil, len(list)+1)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 4 || words[2] != "T" {
			continue
		}
		size, err := strconv.Atoi(words[1])
		if err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		c.functions++
		c.bytes += size
	}
	return c
}
