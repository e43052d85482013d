package ddl_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// changes holds one of each kind.
func changes() map[string]ddl.Change {
	from, to := table("t", "a", "b"), table("t", "a", "c")
	in := ddl.In{From: from, To: to}
	name := metadata.Name{Name: "n"}
	return map[string]ddl.Change{
		"create schema s":              ddl.CreateSchema{Schema: &metadata.Schema{Name: "s"}},
		"alter schema s":               ddl.AlterSchema{From: &metadata.Schema{Name: "s"}, To: &metadata.Schema{Name: "s", Comment: "x"}},
		"alter database":               ddl.AlterDatabase{From: metadata.Options{"a": "b"}},
		"create extension e":           ddl.CreateExtension{Extension: &metadata.Extension{Name: "e"}},
		"create enum n":                ddl.CreateEnum{Enum: &metadata.Enum{Name: "n"}},
		"alter enum n":                 ddl.AlterEnum{From: &metadata.Enum{Name: "n"}, To: &metadata.Enum{Name: "n", Comment: "x"}},
		"create domain n":              ddl.CreateDomain{Domain: &metadata.Domain{Name: "n"}},
		"alter domain n":               ddl.AlterDomain{From: &metadata.Domain{Name: "n"}, To: &metadata.Domain{Name: "n", NotNull: true}},
		"create sequence n":            ddl.CreateSequence{Sequence: &metadata.Sequence{Name: "n"}},
		"alter sequence n":             ddl.AlterSequence{From: &metadata.Sequence{Name: "n"}, To: &metadata.Sequence{Name: "n", Comment: "x"}},
		"tie sequence n to t.a":        ddl.SetSequenceOwner{From: &metadata.Sequence{Name: "n"}, To: &metadata.Sequence{Name: "n", Owner: metadata.ColumnRef{Table: to.Ident(), Column: "a"}}},
		"create table t":               ddl.CreateTable{Table: to},
		"rename table n to t":          ddl.RenameTable{From: name, To: to.Ident()},
		"rename enum n to t":           ddl.RenameEnum{From: name, To: to.Ident()},
		"create view n":                ddl.CreateView{View: &metadata.View{Name: "n"}},
		"alter view n":                 ddl.AlterView{From: &metadata.View{Name: "n"}, To: &metadata.View{Name: "n", Comment: "x"}},
		"create trigger g on t":        ddl.CreateTrigger{Trigger: &metadata.Trigger{Name: "g", Table: to.Ident()}},
		"create function n(integer)":   ddl.CreateRoutine{Routine: &metadata.Routine{Name: "n", Kind: "function", Signature: "integer"}},
		"replace function n(integer)":  ddl.AlterRoutine{From: &metadata.Routine{Name: "n", Kind: "function", Signature: "integer"}, To: &metadata.Routine{Name: "n", Kind: "function", Signature: "integer"}},
		"add column t.c":               ddl.AddColumn{In: in, Column: to.Columns[1], After: "a"},
		"alter column t.a":             ddl.AlterColumn{In: in, Old: from.Columns[0], New: to.Columns[0]},
		"move column t.a to the front": ddl.MoveColumn{In: in, Column: to.Columns[0]},
		"move column t.c behind a":     ddl.MoveColumn{In: ddl.In{From: table("t", "c", "a"), To: to}, Column: to.Columns[1], After: "a"},
		"rename column t.b to c":       ddl.RenameColumn{In: in, Old: "b", New: "c"},
		"add primary key (a) to t":     ddl.AddConstraint{In: in, Constraint: metadata.PK("a")},
		"alter check k of t":           ddl.AlterConstraint{In: in, Old: metadata.CheckThat("1").Named("j"), New: metadata.CheckThat("1").Named("k")},
		"create index i on t":          ddl.CreateIndex{In: in, Index: metadata.IndexOn("a").Named("i")},
		"rename index i on t to j":     ddl.AlterIndex{In: in, Old: metadata.IndexOn("a").Named("i"), New: metadata.IndexOn("a").Named("j")},
		"alter table t":                ddl.AlterTable{In: in},
	}
}

func table(name string, columns ...string) *metadata.Table {
	t := &metadata.Table{Name: name}
	for _, c := range columns {
		t.Columns = append(t.Columns, &metadata.Column{Name: c, Type: metadata.Integer()})
	}
	return t
}

func TestReverseTwiceIsTheChange(t *testing.T) {
	for name, c := range changes() {
		back := c.Reverse()
		if reflect.TypeOf(back) == reflect.TypeOf(c) && reflect.DeepEqual(back, c) && name != "replace function n(integer)" {
			t.Errorf("%s: the reverse is the change itself", name)
		}
		if again := back.Reverse(); !reflect.DeepEqual(again, c) {
			t.Errorf("%s: reversed twice it is %#v", name, again)
		}
	}
}

func TestDescribe(t *testing.T) {
	for want, c := range changes() {
		if got := c.Describe(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTableChangesReverseInReverseOrder(t *testing.T) {
	in := ddl.In{From: table("t", "a", "b"), To: table("t", "a")}
	c := ddl.TableChanges{In: in, Changes: []ddl.Change{ddl.DropColumn{In: in, Column: in.From.Columns[1]}, ddl.AlterTable{In: in}}}
	if got, want := c.Reverse().Describe(), "alter table t; add column t.b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func ExampleAddColumn() {
	in := ddl.In{From: table("users", "id"), To: table("users", "id", "age")}
	add := ddl.AddColumn{In: in, Column: in.To.Columns[1], After: "id"}
	fmt.Println(add.Describe())
	fmt.Println(add.Reverse().Describe())
	// Output:
	// add column users.age
	// drop column users.age
}

// A rename of values keeps what the rows mean, on the way back too.
func TestReverseOfRenamedValues(t *testing.T) {
	typ := func(values ...string) metadata.Type { return metadata.EnumOf("status", values...) }
	column := func(typ metadata.Type) *metadata.Column { return &metadata.Column{Name: "status", Type: typ} }
	from := map[string]string{"sent": "shipped"}
	list := []ddl.Change{
		ddl.AlterEnum{From: &metadata.Enum{Name: "status", Values: []string{"new", "shipped"}}, To: &metadata.Enum{Name: "status", Values: []string{"new", "sent"}, ValuesRenamedFrom: from}},
		ddl.AlterColumn{In: ddl.In{From: table("t"), To: table("t")}, Old: column(typ("new", "shipped")), New: column(typ("new", "sent").ValueRenamedFrom("sent", "shipped"))},
	}
	for _, c := range list {
		back := c.Reverse()
		var undone map[string]string
		switch back := back.(type) {
		case ddl.AlterEnum:
			undone = back.To.ValuesRenamedFrom
		case ddl.AlterColumn:
			undone = back.New.Type.ValuesRenamedFrom
		}
		if want := (map[string]string{"shipped": "sent"}); !reflect.DeepEqual(undone, want) {
			t.Errorf("%s: back it renames %v, want %v", c.Describe(), undone, want)
		}
		if again := back.Reverse(); !reflect.DeepEqual(again, c) {
			t.Errorf("%s: reversed twice it is %#v", c.Describe(), again)
		}
	}
}
