package metadata_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/dbtool/dbtool/metadata"
)

func TestPositionsComeBackBesideASnapshot(t *testing.T) {
	m := metadata.New()
	users := metadata.NewTable(m, "users",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("name", metadata.Text()).Check("name <> ''"),
		metadata.IndexOn("name"))
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	read := metadata.New()
	if err := json.Unmarshal(data, read); err != nil {
		t.Fatal(err)
	}
	if got := read.Tables()[0].Columns[1].Pos; got != (metadata.Position{}) {
		t.Fatalf("the snapshot holds the place %v", got)
	}
	if err := read.SetPositions(m.Positions()); err != nil {
		t.Fatal(err)
	}
	got, want := read.Tables()[0].Columns[1].Pos, users.Columns[1].Pos
	if got != want || filepath.Base(got.File) != "position_test.go" || got.Line == 0 {
		t.Errorf("column name is at %v, want %v", got, want)
	}
	if err := read.SetPositions(m.Positions()[1:]); err == nil {
		t.Error("too few positions were taken")
	}
}
