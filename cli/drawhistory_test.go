package cli

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/migrate"
)

// historyOf is a graph written as "c:a,b" for a revision c with the parents a and b.
func historyOf(t *testing.T, text string) *migrate.Graph {
	t.Helper()
	files := fstest.MapFS{}
	for _, word := range strings.Fields(text) {
		id, parents, _ := strings.Cut(word, ":")
		body := "-- dbtool:revision " + id + "\n"
		if parents != "" {
			body += "-- dbtool:parent " + strings.ReplaceAll(parents, ",", " ") + "\n"
		}
		files[id+".sql"] = &fstest.MapFile{Data: []byte(body + "-- dbtool:up\nSELECT 1;\n")}
	}
	g, err := migrate.Load(files, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// reversed is newest first.
func reversed(g *migrate.Graph) []*migrate.Revision {
	list := slices.Clone(g.Revisions())
	slices.Reverse(list)
	return list
}

func TestDrawHistory(t *testing.T) {
	cases := map[string]struct{ history, want string }{
		"a line":    {"a b:a c:b", "*  c;*  b;*  a"},
		"two heads": {"a b:a c:a", "*  c;| *  b;|/;*  a"},
		"a diamond": {"a b:a c:a d:b,c", "*    d;|\\;| *  c;* |  b;|/;*  a"},
		"two bases": {"a b c:a d:b", "*  d;| *  c;* |  b; /;*  a"},
		"three in one": {"a b:a c:a d:a e:b,c,d",
			"*      e;|\\;| |\\;| | *  d;| * |  c;* | |  b;|_|/;|/;*  a"},
		"criss-cross": {"a b:a c:a d:b,c e:c,b",
			"*    e;|\\;| | *    d;| | |\\;|_|_|/;* | |  c;| |/;| *  b;|/;*  a"},
		"four heads":        {"a b:a c:a d:a e:a", "*  e;| *  d;| | *  c;| | | *  b;|_|_|/;|_|/;|/;*  a"},
		"two long branches": {"a b:a c:a d:b e:c f:d,e g:f", "*  g;*    f;|\\;| *  e;* |  d;| *  c;* |  b;|/;*  a"},
	}
	for name, c := range cases {
		got := strings.Join(draw(reversed(historyOf(t, c.history)), func(r *migrate.Revision) string { return r.ID }), ";")
		if got != c.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", name, strings.ReplaceAll(got, ";", "\n"), strings.ReplaceAll(c.want, ";", "\n"))
		}
	}
}

// TestDrawAnyHistory: whatever the graph, each revision is drawn once and no
// column is left over.
func TestDrawAnyHistory(t *testing.T) {
	for seed := range int64(300) {
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		var text []string
		for i := range 1 + rng.IntN(12) {
			var parents []string
			for range rng.IntN(min(i, 3) + 1) {
				if p := fmt.Sprintf("r%02d", rng.IntN(i)); !slices.Contains(parents, p) {
					parents = append(parents, p)
				}
			}
			text = append(text, strings.TrimSuffix(fmt.Sprintf("r%02d:%s", i, strings.Join(parents, ",")), ":"))
		}
		g := historyOf(t, strings.Join(text, " "))
		lines := draw(reversed(g), func(r *migrate.Revision) string { return "=" + r.ID })
		drawn := 0
		for _, l := range lines {
			if strings.Contains(l, "*") != strings.Contains(l, "=") || strings.Count(l, "*") > 1 {
				t.Fatalf("seed %d: line %q of\n%s", seed, l, strings.Join(lines, "\n"))
			}
			drawn += strings.Count(l, "*")
		}
		if last := lines[len(lines)-1]; drawn != len(text) || !strings.HasPrefix(last, "*  =") {
			t.Fatalf("seed %d: %v\n%s", seed, text, strings.Join(lines, "\n"))
		}
	}
}
