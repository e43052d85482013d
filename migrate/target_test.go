package migrate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/migrate"
)

// graphOf makes a graph of words like "c:a,b>d#name": c with the parents a and
// b, which depends on d and has the label name.
func graphOf(t *testing.T, text string) *migrate.Graph {
	t.Helper()
	files := map[string]string{}
	for _, word := range strings.Fields(text) {
		word, label, _ := strings.Cut(word, "#")
		word, depends, _ := strings.Cut(word, ">")
		id, parents, _ := strings.Cut(word, ":")
		var lines []string
		for name, list := range map[string]string{"parent": parents, "depends": depends, "label": label} {
			if list != "" {
				lines = append(lines, "-- dbtool:"+name+" "+strings.ReplaceAll(list, ",", " "))
			}
		}
		files[id] = rev(id, lines...)
	}
	return mustLoad(t, files)
}

// The shapes of history that the tables below are about.
const (
	line     = "a b:a c:b d:c"
	branches = "a b:a#left c:b d:a#right e:d"
	criss    = "a b:a c:a d:b,c e:c,b f:d,e"
	depends  = "a b:a#one c d:c>b#two"
)

func TestFindNames(t *testing.T) {
	cases := []struct{ graph, name, want string }{
		{line, "a", "a"}, {line, "head", "d"}, {line, "head-1", "c"}, {line, "a+2", "c"}, {line, "d-3", "a"}, {line, "b+0", "b"},
		{line, "d+1", "nothing builds on d"}, {line, "a-1", "nothing is below a"}, {line, "nosuch", `"nosuch"`}, {line, "nosuch+1", `"nosuch"`}, {line, "", `""`},
		{branches, "head", "more than one head"}, {branches, "left", "b"}, {branches, "left@head", "c"}, {branches, "right@head", "e"}, {branches, "left@head-1", "b"}, {branches, "right+1", "e"},
		{branches, "a+1", "more than one builds on a: b, d"}, {branches, "nobody@head", `the label "nobody"`},
		{criss, "head", "f"}, {criss, "f-1", "more than one is below f: d, e"}, {criss, "b+1", "more than one builds on b: d, e"},
		{depends, "two@head", "d"}, {depends, "head", "more than one head"}, {depends, "d-1", "c"},
	}
	for _, c := range cases {
		r, err := graphOf(t, c.graph).Find(c.name)
		if len(c.want) == 1 && (err != nil || r.ID != c.want) || len(c.want) > 1 && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Find(%q) in %q = %v, %v; want %s", c.name, c.graph, r, err, c.want)
		}
	}
}

func TestUpAndDownFromEveryKindOfHistory(t *testing.T) {
	cases := []struct{ graph, applied, target, want string }{
		{line, "", "up ", "a b c d"}, {line, "a", "up head", "b c d"}, {line, "a b", "up +1", "c"}, {line, "", "up +0", ""}, {line, "a", "up +9", "b c d"}, {line, "a", "up c", "b c"}, {line, "a", "up head-1", "b c"}, {line, "", "up a+1", "a b"},
		{line, "a b c d", "down ", "d"}, {line, "a b c d", "down -2", "d c"}, {line, "a b c d", "down b", "d c"}, {line, "a b c d", "down base", "d c b a"}, {line, "a b c d", "down head-2", "d c"}, {line, "a b", "down c", "! is not applied"}, {line, "a b c d", "down head", ""},
		{line, "", "up +x", "! is not a number"}, {line, "", "up ++1", "! is not a number"}, {line, "a", "down --1", "! is not a number"},
		{branches, "a", "up ", "! more than one head"}, {branches, "a", "up heads", "b c d e"}, {branches, "a", "up left@head", "b c"}, {branches, "a", "up right@+1", "d"}, {branches, "", "up right@+2", "a d"}, {branches, "a b", "up right@+9", "d e"}, {branches, "a", "up d", "d"},
		{branches, "a b c d e", "down left@base", "c b"}, {branches, "a b c d e", "down right@-1", "e"}, {branches, "a b c d e", "down a", "e d c b"}, {branches, "a b c d e", "down d", "e"}, {branches, "a b c", "down right@base", ""},
		{branches, "a b c", "up nobody@+1", "! the label"}, {branches, "a b c", "down nobody@base", "! the label"},
		{criss, "a b", "up ", "c d e f"}, {criss, "a b c d e f", "down b", "f e d"}, {criss, "a b c d e f", "down d", "f"}, {criss, "a b c", "up e", "e"},
		{depends, "", "up two@head", "a b c d"}, {depends, "c", "up d", "a b d"}, {depends, "a b c d", "down one", "d"}, {depends, "a b c d", "down one@base", "d b"}, {depends, "a b c d", "down a", "d b"},
	}
	for _, c := range cases {
		dir, target, _ := strings.Cut(c.target, " ")
		g, applied := graphOf(t, c.graph), set(strings.Fields(c.applied)...)
		path := g.UpPath
		if dir == "down" {
			path = g.DownPath
		}
		way, err := path(applied, target)
		got := strings.Join(ids(way), " ")
		if fails, ok := strings.CutPrefix(c.want, "! "); ok {
			if err == nil || !strings.Contains(err.Error(), fails) {
				t.Errorf("%q with %q applied, %s: %q, %v; want the error %q", c.graph, c.applied, c.target, got, err, fails)
			}
		} else if err != nil || got != c.want {
			t.Errorf("%q with %q applied, %s: %q, %v; want %q", c.graph, c.applied, c.target, got, err, c.want)
		}
	}
}

func TestRanges(t *testing.T) {
	cases := []struct{ graph, text, want string }{
		{line, "a:c", "b c"}, {line, ":b", "a b"}, {line, "base:b", "a b"}, {line, "b:", "c d"}, {line, "a:+2", "b c"}, {line, "c:a", ""}, {line, "head-1:head", "d"},
		{branches, "a:c", "b c"}, {branches, "left:right@head", "d e"}, {branches, "a:heads", "b c d e"}, {criss, "b:d", "c d"}, {depends, ":d", "a b c d"},
		{line, "a", "! is no range"}, {line, "a:z", "! no such revision"}, {line, "z:a", "! no such revision"},
	}
	for _, c := range cases {
		list, err := graphOf(t, c.graph).Range(c.text)
		if fails, ok := strings.CutPrefix(c.want, "! "); ok {
			if err == nil || !errors.Is(err, migrate.ErrUnknownRevision) || !strings.Contains(err.Error(), fails) {
				t.Errorf("%s: %v", c.text, err)
			}
		} else if got := strings.Join(ids(list), " "); err != nil || got != c.want {
			t.Errorf("%s of %q: %q, %v; want %q", c.text, c.graph, got, err, c.want)
		}
	}
}

// history is the simple model of a graph: what each revision needs.
type history map[string][]string

func (h history) needs(id string, of string) bool {
	return id == of || slices.ContainsFunc(h[of], func(p string) bool { return h.needs(id, p) })
}

// randomHistory makes up to eight revisions with parents and dependencies.
func randomHistory(rng *rand.Rand) (history, string) {
	h, words := history{}, []string{}
	names := rng.Perm(8)
	for i := range 1 + rng.IntN(8) {
		id := fmt.Sprintf("r%d", names[i])
		h[id] = nil
		var parents, deps []string
		for range rng.IntN(3) {
			if i == 0 {
				break
			}
			p := fmt.Sprintf("r%d", names[rng.IntN(i)])
			if slices.Contains(h[id], p) {
				continue
			}
			h[id] = append(h[id], p)
			if len(parents) > 0 && rng.IntN(3) == 0 {
				deps = append(deps, p)
			} else {
				parents = append(parents, p)
			}
		}
		words = append(words, strings.TrimSuffix(strings.TrimSuffix(id+":"+strings.Join(parents, ",")+">"+strings.Join(deps, ","), ">"), ":"))
	}
	return h, strings.Join(words, " ")
}

// TestPathsAgainstAModel goes from every state that can be reached to every
// target: up ends with just what the target needs besides, down with all but
// what builds on it, in an order in which each step may be taken.
func TestPathsAgainstAModel(t *testing.T) {
	states := 0
	for seed := range uint64(150) {
		h, text := randomHistory(rand.New(rand.NewPCG(seed, 7)))
		g := graphOf(t, text)
		todo, known := []map[string]bool{{}}, map[string]bool{}
		for len(todo) > 0 {
			state := todo[0]
			todo = todo[1:]
			if name := fmt.Sprint(state); known[name] {
				continue
			} else {
				known[name] = true
			}
			states++
			for target := range h {
				h.checkUp(t, g, text, state, target)
				if state[target] {
					h.checkDown(t, g, text, state, target)
				} else if next := with(state, target); h.closed(next) {
					todo = append(todo, next)
				}
			}
		}
	}
	t.Logf("%d states", states)
}

func with(state map[string]bool, id string) map[string]bool {
	next := map[string]bool{id: true}
	for k := range state {
		next[k] = true
	}
	return next
}

// closed: what is applied has all it needs.
func (h history) closed(state map[string]bool) bool {
	for id := range state {
		for _, p := range h[id] {
			if !state[p] {
				return false
			}
		}
	}
	return true
}

func (h history) checkUp(t *testing.T, g *migrate.Graph, text string, state map[string]bool, target string) {
	t.Helper()
	way, err := g.UpPath(state, target)
	if err != nil {
		t.Fatalf("%q from %v up to %s: %v", text, state, target, err)
	}
	now := state
	for _, r := range way {
		if now = with(now, r.ID); state[r.ID] || !h.closed(now) {
			t.Fatalf("%q from %v up to %s: %v: %s cannot be applied there", text, state, target, ids(way), r.ID)
		}
	}
	for id := range h {
		if want := state[id] || h.needs(id, target); now[id] != want {
			t.Fatalf("%q from %v up to %s: %v: %s applied is %v", text, state, target, ids(way), id, now[id])
		}
	}
}

func (h history) checkDown(t *testing.T, g *migrate.Graph, text string, state map[string]bool, target string) {
	t.Helper()
	way, err := g.DownPath(state, target)
	if err != nil {
		t.Fatalf("%q from %v down to %s: %v", text, state, target, err)
	}
	now := with(state, target)
	for _, r := range way {
		if !now[r.ID] {
			t.Fatalf("%q from %v down to %s: %v: %s is not applied", text, state, target, ids(way), r.ID)
		}
		if delete(now, r.ID); !h.closed(now) {
			t.Fatalf("%q from %v down to %s: %v: something builds on %s", text, state, target, ids(way), r.ID)
		}
	}
	for id := range h {
		if want := state[id] && (id == target || !h.needs(target, id)); now[id] != want {
			t.Fatalf("%q from %v down to %s: %v: %s applied is %v", text, state, target, ids(way), id, now[id])
		}
	}
}
