package all_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

var update = flag.Bool("update", false, "rewrite the tables of docs/dialects.md")

// TestDialectsPageIsTrue asks the servers what they can hold and compares the
// answers with the tables of docs/dialects.md. The column of a server that is
// not there is left as it is.
func TestDialectsPageIsTrue(t *testing.T) {
	const name = "../../docs/dialects.md"
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	grids := []*grid{
		newGrid(t, have, "columns", columnFeatures), newGrid(t, have, "constraints", keyFeatures), newGrid(t, have, "indexes", indexFeatures),
		newGrid(t, have, "tables", tableFeatures), newGrid(t, have, "objects", objectFeatures), newGrid(t, have, "types", typeFeatures),
	}
	facts := newFactGrid(t, have)
	foreign := newUnmanagedGrid(t, have)
	for _, s := range dbtest.Servers(t) {
		t.Run(s.Name, func(t *testing.T) {
			a := newAsker(t, s)
			for _, g := range grids {
				g.ask(t, a)
			}
			facts.ask(t, a)
			foreign.ask(t, s)
		})
	}
	want := have
	for _, g := range append(grids, facts.grid) {
		want = g.into(t, want)
	}
	want = foreign.into(t, want)
	if *update && !t.Failed() {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s does not say what the servers say; run go test ./dialect/all -run Page -update on all servers\n%s", name, dbtest.Diff(string(have), string(want)))
	}
}
