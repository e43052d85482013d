package cli_test

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

// cluster is a project on a Galera cluster, whose second revision changes a row.
type cluster struct{ nodes []string } // their URLs

// galera needs DBTOOL_TEST_GALERA, which make test-galera sets.
func galera(t *testing.T) *cluster {
	t.Helper()
	nodes := strings.Fields(os.Getenv("DBTOOL_TEST_GALERA"))
	if len(nodes) != 3 {
		t.Skip("DBTOOL_TEST_GALERA does not hold the URLs of three nodes; make test-galera starts them")
	}
	name := "g" + strconv.FormatInt(time.Now().UnixNano(), 36)
	must(t, "query", "--write", "CREATE DATABASE "+name, "--url", nodes[0])
	g := &cluster{}
	for _, n := range nodes {
		g.nodes = append(g.nodes, n+name)
	}
	inProject(t, "migrations = \"migrations\"\n[env.dev]\nlock_timeout = \"1h\"\nlease_time = \"2s\"\n")
	write(t, "migrations/1_one.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, n INTEGER);\nINSERT INTO account VALUES (1, 0);\n")
	return g
}

// second writes the second revision.
func (*cluster) second(t *testing.T) {
	t.Helper()
	write(t, "migrations/2_y.sql", "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nUPDATE account SET n = n + 1;\nALTER TABLE account ADD COLUMN m INTEGER;\nUPDATE account SET m = n;\n")
}

// hold keeps the row from other sessions of a node; those of other nodes do not notice.
func (g *cluster) hold(t *testing.T, node int) {
	t.Helper()
	e, err := engine.OpenWith(t.Context(), all.Dialects(), g.nodes[node], engine.Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	c, err := e.DB.Conn(t.Context())
	if err == nil {
		_, err = c.ExecContext(t.Context(), "BEGIN")
	}
	if err == nil {
		_, err = c.ExecContext(t.Context(), "UPDATE account SET n = -9")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = c.Close(), e.Close() }) // the node may be gone by then
}

// done checks on a node that both revisions happened, once. A node may be
// behind the others, and is asked to wait until it is not.
func (g *cluster) done(t *testing.T, node int) {
	t.Helper()
	url := g.nodes[node] + "?wsrep_sync_wait=1"
	if got := must(t, "query", "SELECT n, m FROM account", "--format", "csv", "--url", url); got != "n,m\n1,1\n" {
		t.Errorf("node %d holds %q", node+1, got)
	}
	must(t, "migrate", "status", "--exit-code", "--url", url)
}

// TestGaleraTwentyAtOnce: of twenty runs on three nodes one works, the others
// wait and find nothing to do; no node's conflict makes one fail.
func TestGaleraTwentyAtOnce(t *testing.T) {
	g := galera(t)
	g.second(t)
	var all []*process
	for i := range 20 {
		all = append(all, start(t, "migrate", "up", "--url", g.nodes[i%3]))
	}
	worked := 0
	for _, x := range all {
		if code := x.code(t); code != 0 {
			t.Errorf("exit %d\n%s", code, x.said.String())
		}
		if strings.Contains(x.said.String(), "revision(s) applied") {
			worked++
		}
	}
	if worked != 1 {
		t.Errorf("%d worked", worked)
	}
	for n := range g.nodes {
		g.done(t, n)
	}
}

// TestGaleraHolders: a living holder is waited for on other nodes, a killed one
// only until its lease ends, and one that slept past that records nothing.
func TestGaleraHolders(t *testing.T) {
	g := galera(t)
	must(t, "migrate", "up", "--url", g.nodes[0])
	g.second(t)
	g.hold(t, 0)
	living := holding(t, "--url", g.nodes[0])
	_, stderr, code := run(t, "migrate", "up", "--lock-wait", "4s", "--url", g.nodes[1])
	if code != 4 || !strings.Contains(stderr, "unless it renews its lease") {
		t.Errorf("a living holder: exit %d\n%s", code, stderr)
	}
	_ = living.Process.Kill()
	_ = living.Wait()
	g.hold(t, 2)
	asleep := holding(t, "--url", g.nodes[2])
	_ = asleep.Process.Signal(syscall.SIGSTOP)
	began := time.Now()
	must(t, "migrate", "up", "--url", g.nodes[1])
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a sleeping holder held up the next for %s", took)
	}
	_ = asleep.Process.Signal(syscall.SIGCONT)
	if code, said := asleep.end(); code <= 0 || !strings.Contains(said, "the migration lock was lost to ") {
		t.Errorf("one that slept: exit %d\n%s", code, said)
	}
	g.done(t, 0)
}

// TestGaleraNodeDies, the last, kills the node on which the holder works: on
// another one the next run goes on, and who asks the dead one is told.
func TestGaleraNodeDies(t *testing.T) {
	g := galera(t)
	must(t, "migrate", "up", "--url", g.nodes[0])
	g.second(t)
	g.hold(t, 2)
	file := strings.Fields(must(t, "query", "SELECT @@pid_file", "--format", "csv", "--url", g.nodes[2]))[1]
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	holder := holding(t, "--url", g.nodes[2])
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if code, said := holder.end(); code <= 0 || !strings.Contains(said, "hint: ") {
		t.Errorf("exit %d\n%s", code, said)
	}
	must(t, "migrate", "up", "--url", g.nodes[0])
	g.done(t, 1)
	if _, stderr, code := run(t, "migrate", "up", "--url", g.nodes[2]); code != 1 || !strings.Contains(stderr, "connection refused") {
		t.Errorf("the dead node: exit %d\n%s", code, stderr)
	}
}
