package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// TestRoundTrip: a schema written in the server's own SQL and loaded by its
// own client comes back, through a snapshot, as the same schema: the two
// databases' own catalogs agree but for what the snapshot says it does not hold.
func TestRoundTrip(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range corpus.Schemas(s.Name) {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				roundTrip(t, s, c.SQL)
			})
		}
	})
}

// TestRoundTripOfRandomSchemas is the same for schemas made by chance.
func TestRoundTripOfRandomSchemas(t *testing.T) {
	seeds := uint64(25)
	if testing.Short() {
		seeds = 5
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for seed := range seeds {
			t.Run(seedName(seed), func(t *testing.T) {
				t.Parallel()
				roundTrip(t, s, corpus.Random(s.Family, seed))
			})
		}
	})
}

func roundTrip(t testing.TB, s *dbtest.Server, script string) {
	live := s.NewDB(t)
	live.Script(t, script)
	file := filepath.Join(t.TempDir(), "snapshot.json")
	snapshot := must(t, "inspect", "--format", "json", "--url", live.URL)
	if err := os.WriteFile(file, []byte(snapshot), 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := dbtest.Like(t, live)
	must(t, "create-all", "--metadata", file, "--url", fresh.URL)
	sameButUnmanaged(t, dbtest.Catalog(t, live), dbtest.Catalog(t, fresh), unmanaged(t, snapshot))
	if sql := diff(t, live, fresh); sql != "" {
		t.Errorf("diff to the copy is not empty:\n%s", sql)
	}
	if sql := diff(t, fresh, live); sql != "" {
		t.Errorf("diff from the copy is not empty:\n%s", sql)
	}
}

func unmanaged(t testing.TB, snapshot string) []metadata.Unmanaged {
	t.Helper()
	m := metadata.New()
	if err := json.Unmarshal([]byte(snapshot), m); err != nil {
		t.Fatal(err)
	}
	left := m.Unmanaged
	for _, v := range m.Views { // a view of something unmanaged is there, and broken
		if mentionsAny(v.Definition.Text, m.Unmanaged) {
			left = append(left, metadata.Unmanaged{Name: v.Ident()})
		}
	}
	return left
}

// sameButUnmanaged compares two catalogs. A line may differ only if it speaks
// of an object that the snapshot lists as unmanaged, or of a view of one.
func sameButUnmanaged(t testing.TB, live, fresh string, left []metadata.Unmanaged) {
	t.Helper()
	var wrong []string
	for _, line := range strings.Split(strings.TrimSpace(dbtest.Diff(live, fresh)), "\n") {
		if line != "" && !mentionsAny(line, left) {
			wrong = append(wrong, line)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("the catalogs differ:\n%s", strings.Join(wrong, "\n"))
	}
}

func mentionsAny(line string, left []metadata.Unmanaged) bool {
	for _, u := range left {
		if strings.Contains(line, u.Name.Name) || len(line) > 2 && strings.Contains(u.Definition, strings.TrimSpace(line[2:])) {
			return true
		}
	}
	return false
}
