package reflect_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/reflect"
)

func ormSource(t *testing.T, m *metadata.MetaData) string {
	t.Helper()
	var b bytes.Buffer
	if err := reflect.WriteORM(&b, m, reflect.ORMOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestORMSourceImportsWhatItUses: not what a text of the schema speaks of.
func TestORMSourceImportsWhatItUses(t *testing.T) {
	m := metadata.New()
	metadata.NewTable(m, "notes", metadata.Comment("on time. json. core. orm."), metadata.Col("line", metadata.Text()))
	text := ormSource(t, m)
	for _, name := range []string{"time", "encoding/json", "dbtool/core", "dbtool/orm"} {
		if strings.Contains(text, name+"\"\n") {
			t.Errorf("%s is imported in\n%s", name, text)
		}
	}
}

// TestORMSourceOfLinks: a table in between that something refers to is a struct
// like others, as is one with more than two keys.
func TestORMSourceOfLinks(t *testing.T) {
	m := metadata.New()
	key := func(name string) *metadata.ColumnItem { return metadata.Col(name, metadata.BigInt()) }
	metadata.NewTable(m, "users", key("id").PrimaryKey())
	metadata.NewTable(m, "groups", key("id").PrimaryKey())
	metadata.NewTable(m, "members", key("user_id").PrimaryKey().References("users", "id"), key("group_id").PrimaryKey().References("groups", "id"))
	metadata.NewTable(m, "admins", key("user_id").PrimaryKey().References("users", "id"), key("group_id").PrimaryKey().References("groups", "id"),
		metadata.Col("since", metadata.Date()))
	if text := ormSource(t, m); !strings.Contains(text, `orm.ManyToMany(t, &u.Groups, "members")`) || !strings.Contains(text, "type Admin struct") {
		t.Errorf("relations are missing in\n%s", text)
	}
	metadata.NewTable(m, "fees", key("id").PrimaryKey(), key("user_id"), key("group_id"), metadata.ForeignKeyTo("members", "user_id", "group_id").From("user_id", "group_id"))
	if text := ormSource(t, m); strings.Contains(text, "ManyToMany") || !strings.Contains(text, "type Member struct") {
		t.Errorf("the table in between is no struct in\n%s", text)
	}
}

// TestORMSourceSaysAllTwice: a constraint that is there twice is declared twice.
func TestORMSourceSaysAllTwice(t *testing.T) {
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("name", metadata.String(9)).Unique().Unique())
	text := ormSource(t, m)
	for _, line := range []string{"t.Col(&u.Name).Len(9).Unique()\n", "t.Unique(&u.Name)\n"} {
		if strings.Count(text, line) != 1 {
			t.Errorf("%q is not once in\n%s", line, text)
		}
	}
}
