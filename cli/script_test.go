package cli_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/internal/dbtest"
)

func TestMain(m *testing.M) {
	if at := os.Getenv(killAt); at != "" {
		os.Exit(doomed(at))
	}
	if url := os.Getenv(alterWith); url != "" {
		os.Exit(alterer(url))
	}
	// These tests wait for servers most of the time, so four go on at once on two
	// cores. What the command line says of -parallel is read later, and holds.
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){
		"dbtool": func() { os.Exit(cli.Main(os.Args, cli.Options{})) },
	})
}

// TestScripts runs testdata/script/*.txt: the command line as users see it, on
// SQLite. $MODULE is the checkout, for go.mod files that replace it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", UpdateScripts: *update, Setup: setup(t), RequireExplicitExec: false})
}

// TestServerScripts runs testdata/server/*.txt once for each server. $URL is
// an empty database, $URL2 another.
func TestServerScripts(t *testing.T) {
	prepare := setup(t)
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		testscript.Run(t, testscript.Params{
			Dir: "testdata/server",
			Setup: func(env *testscript.Env) error {
				db, other := s.NewDB(t), s.NewDB(t)
				env.Setenv("URL", db.URL)
				env.Setenv("URL2", other.URL)
				env.Setenv("SERVER", s.Name)
				return prepare(env)
			},
			Condition: func(cond string) (bool, error) {
				return cond == s.Family || cond == s.Name, nil
			},
		})
	})
}

// setup prepares what a script finds. Where these tests look for races, scripts
// run a dbtool that does not: it takes a quarter of a second to start one that
// does, and they start thousands.
func setup(t *testing.T) func(*testscript.Env) error {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	plain := ""
	if raced {
		plain = t.TempDir()
		if _, err := command("go", "build", "-o", filepath.Join(plain, "dbtool"), "../cmd/dbtool"); err != nil {
			t.Fatal(err)
		}
	}
	return func(env *testscript.Env) error {
		env.Setenv("MODULE", root)
		for name, v := range goEnv() {
			env.Setenv(name, v)
		}
		env.Setenv("NO_COLOR", "1")
		env.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "dbtool-script-cache"))
		if plain != "" {
			env.Setenv("PATH", plain+string(os.PathListSeparator)+env.Getenv("PATH"))
		}
		return nil
	}
}

// goEnv is what scripts that compile have to be told, for they have another home.
var goEnv = sync.OnceValue(func() map[string]string {
	set := map[string]string{}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN", "GONOSUMDB", "GONOSUMCHECK", "GOSUMDB"} {
		if out, err := command("go", "env", name); err == nil && strings.TrimSpace(out) != "" {
			set[name] = strings.TrimSpace(out)
		}
	}
	return set
})
