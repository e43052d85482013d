package migrate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/migrate"
)

// TestImportOfUnusualFiles: what each tool lets a file say comes over, or is
// left to a person with the reason; the text is never run as it is not meant.
func TestImportOfUnusualFiles(t *testing.T) {
	for name, x := range map[string]struct {
		file, text string
		want       []string // in the revision
		not        string
	}{
		"Atlas, several files in one": {"1_a.sql", "-- atlas:txtar\n\n-- migration.sql --\nCREATE TABLE a (b int);\n-- down.sql --\nDROP TABLE a;\n",
			[]string{"-- dbtool:up\nCREATE TABLE a (b int);\n", "-- dbtool:down\nDROP TABLE a;\n"}, "txtar"},
		"Atlas, an unknown part":           {"1_a.sql", "-- atlas:txtar\n\n-- checks.sql --\nSELECT 1;\n", []string{"by hand: dbtool does not know what Atlas does with its part checks.sql"}, ""},
		"Atlas, a directive of the future": {"1_a.sql", "-- atlas:sharded yes\nSELECT 1;\n", []string{"-- dbtool:assert SELECT 1 = 0\n-- -- atlas:sharded yes\n-- SELECT 1;\n"}, "\nSELECT 1"},
		"goose, values of the environment": {"1_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\nGRANT ALL ON a TO ${WHO};\n", []string{"by hand: goose put values of the environment into it", "-- GRANT ALL ON a TO ${WHO};"}, "\nGRANT"},
		"goose, marks as they please":      {"1_a.sql", "--   +GOOSE up\nSELECT 1;\n -- +goose   Down\nSELECT 2;\n", []string{"-- dbtool:up\nSELECT 1;\n", "-- dbtool:down\nSELECT 2;\n"}, "oose up"},
		"dbmate, an option of the future":  {"1_a.sql", "-- migrate:up retry:3\nSELECT 1;\n", []string{"dbmate may know what \"retry:3\" means"}, "\nSELECT 1"},
		"Flyway, placeholders":             {"V1__a.sql", "GRANT ALL ON a TO ${who};\n", []string{"Flyway puts a value in the place of ${who}"}, "\nGRANT"},
		"a concurrent index":               {"1_a.up.sql", "CREATE INDEX CONCURRENTLY ix ON a (b);\n", []string{"-- dbtool:transaction none", "irreversible it had no way down in golang-migrate"}, "dbtool:down"},
		"transactions in its midst":        {"1_a.up.sql", "SELECT 1;\nCOMMIT;\nSELECT 2;\n", []string{"it begins or ends a transaction itself (COMMIT)"}, "\nSELECT 1"},
		"half a transaction":               {"1_a.up.sql", "BEGIN;\nSELECT 1;\n", []string{"it begins a transaction or ends one, and not both"}, "\nSELECT 1"},
		"an empty way down":                {"1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n-- nothing to do\n", []string{"irreversible it had no way down in dbmate"}, "dbtool:down"},
	} {
		t.Run(name, func(t *testing.T) {
			tool, _, _ := strings.Cut(strings.ToLower(name), ",")
			if !strings.Contains("atlas goose dbmate flyway", tool) {
				tool = ""
			}
			files := fstest.MapFS{x.file: {Data: []byte(x.text)}}
			i, err := migrate.ReadForeign(files, "old", migrate.ImportOptions{Tool: tool, Rules: postgres.New().Rules()})
			if err != nil {
				t.Fatal(err)
			}
			got := i.Files[0].Text(i.Tool)
			for _, w := range x.want {
				if !strings.Contains(got, w) {
					t.Errorf("got\n%s\nwithout\n%s", got, w)
				}
			}
			if x.not != "" && strings.Contains(got, x.not) {
				t.Errorf("got\n%s\nwith %q", got, x.not)
			}
		})
	}
}

// TestImportKeepsTheOrder: versions sort as numbers, whatever their width.
func TestImportKeepsTheOrder(t *testing.T) {
	for name, x := range map[string]struct {
		files []string
		want  string
	}{
		"golang-migrate": {[]string{"10_c.up.sql", "2_b.up.sql", "20240101000000_d.up.sql", "1_a.up.sql"}, "00000000000001<00000000000002<00000000000010<20240101000000"},
		"flyway":         {[]string{"V1.10__d.sql", "V1.2.1__c.sql", "V1_2__b.sql", "V1__a.sql", "V2__e.sql"}, "01<01.02<01.02.01<01.10<02"},
	} {
		files := fstest.MapFS{}
		for _, f := range x.files {
			files[f] = &fstest.MapFile{Data: []byte("SELECT 1;")}
		}
		i, err := migrate.ReadForeign(files, "old", migrate.ImportOptions{Rules: postgres.New().Rules()})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for n, f := range i.Files {
			ids = append(ids, f.ID)
			if n > 0 && (len(f.Parents) != 1 || f.Parents[0] != i.Files[n-1].ID) {
				t.Errorf("%s: %s has the parents %v", name, f.ID, f.Parents)
			}
		}
		if got := strings.Join(ids, "<"); i.Tool != name || got != x.want {
			t.Errorf("%s: %s, want %s of %s", i.Tool, got, x.want, name)
		}
	}
}

// TestImportRefuses: what cannot be one history is an error that names files.
func TestImportRefuses(t *testing.T) {
	for want, files := range map[string]fstest.MapFS{
		"old/01_b.up.sql and old/1_a.up.sql are both version": {"1_a.up.sql": {}, "01_b.up.sql": {}},
		"old has files of goose and of dbmate: name the one":  {"1_a.sql": {Data: []byte("-- +goose Up\n")}, "2_b.sql": {Data: []byte("-- migrate:up\n")}},
		"old/1_a.up.sql: this string has no end":              {"1_a.up.sql": {Data: []byte("SELECT 'a")}},
		"old/b.py: its parent aaa is in no file":              {"b.py": {Data: []byte("revision = 'b'\ndown_revision = 'aaa'\n")}},
	} {
		_, err := migrate.ReadForeign(files, "old", migrate.ImportOptions{Rules: postgres.New().Rules()})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
