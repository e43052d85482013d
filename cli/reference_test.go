package cli_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/dbtool/dbtool/cli"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestReferenceIsUpToDate compares docs/cli.md with the commands.
func TestReferenceIsUpToDate(t *testing.T) {
	const name = "../docs/cli.md"
	var b bytes.Buffer
	if err := cli.WriteReference(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is out of date (%v); run go test ./cli -run Reference -update", name, err)
	}
}
