package orm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Slip is declared with several mistakes.
type Slip struct {
	Slipped
	ID     int64
	Number int    `db:"no"`
	Count  string `db:"no"`
	Body   string `db:",index"`
	What   chan int
	At     time.Time
}

type Slipped struct{ ID int64 }

func (s *Slip) Declare(t *orm.Def) {
	other := 0
	t.Col(&other)
	t.Version(&s.At)
}

// Slippage has the table of Slip's name.
type Slippage struct{ ID int64 }

func (s *Slippage) Declare(t *orm.Def) { t.Name("slip") }

// TestMistakesAreToldAtOnce: all of them, each with its place.
func TestMistakesAreToldAtOnce(t *testing.T) {
	_, err := orm.Map[Slip](metadata.New())
	for _, want := range []string{
		"int is not the address of an exported field",
		"What is a chan int, which has no type of column by itself",
		"Slipped.ID and ID are both the column id",
		"Number and Count are both the column no",
		"body is text of any length and in a key or index",
		"Version is for an integer, which counts the changes, and At is a time.Time",
	} {
		wants(t, err, want)
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		if !strings.Contains(line, "mistakes_test.go:") {
			t.Errorf("no place: %s", line)
		}
	}
	meta := metadata.New()
	slips := metadata.NewTable(meta, "slip", metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("must", metadata.Integer()), metadata.Col("may", metadata.Integer()).Null(), metadata.Col("has", metadata.Integer()).Default(metadata.Literal(1)))
	_, err = orm.Map[Slippage](meta)
	wants(t, err, "there is a table slip already, declared at ")
	err = orm.MapTo[Slippage](meta, slips)
	wants(t, err, "slip.must can neither be NULL nor has it a default, and there is no field for it")
	if strings.Contains(err.Error(), "slip.may") || strings.Contains(err.Error(), "slip.has") {
		t.Error(err)
	}
}
