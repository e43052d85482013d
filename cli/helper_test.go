package cli_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// run runs dbtool in-process and returns what it printed and its exit code.
func run(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return runContext(t.Context(), args...)
}

func runContext(ctx context.Context, args ...string) (stdout, stderr string, code int) {
	var out, err bytes.Buffer
	code = cli.Run(ctx, append([]string{"dbtool"}, args...), cli.Options{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &err})
	return out.String(), err.String(), code
}

// must is run for commands that have to succeed.
func must(t testing.TB, args ...string) string {
	t.Helper()
	out, err, code := run(t, args...)
	if code != 0 {
		t.Fatalf("dbtool %s: exit %d\n%s%s", strings.Join(args, " "), code, out, err)
	}
	return out
}

// diff is the SQL that turns from into to.
func diff(t testing.TB, from, to *dbtest.DB) string {
	t.Helper()
	return must(t, "diff", "--from", from.URL, "--to", to.URL, "--format", "sql")
}

func command(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	return string(out), err
}
