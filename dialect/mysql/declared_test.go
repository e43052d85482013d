package mysql_test

import (
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// genericTypes are all kinds of portable types that MySQL and MariaDB have.
func genericTypes() map[string]metadata.Type {
	return map[string]metadata.Type{
		"bool": metadata.Boolean(), "small": metadata.SmallInt(), "int": metadata.Integer(), "big": metadata.BigInt(),
		"float": metadata.Float(), "double": metadata.Double(), "num": metadata.Numeric(10, 3), "num0": metadata.Numeric(20, 0),
		"str": metadata.String(40), "text": metadata.Text(), "bin": metadata.Binary(16), "blob": metadata.Binary(0),
		"date": metadata.Date(), "time": metadata.Time(), "time3": metadata.Time().Digits(3), "dt": metadata.DateTime(), "dt6": metadata.DateTime().Digits(6),
		"ts": metadata.Timestamp(), "ts3": metadata.Timestamp().Digits(3), "json": metadata.JSON(), "uuid": metadata.UUID(), "enum": metadata.EnumOf("e", "a", "it's", `c\d`),
	}
}

// genericDefaults are forms of defaults, each with the types that it suits.
func genericDefaults() map[string][]*metadata.Expr {
	lit := metadata.Literal
	texts := []*metadata.Expr{lit(""), lit("plain"), lit("it's"), lit(`back\slash`), lit("new\nline"), lit("ünï 日本"), lit("NULL"), lit("CURRENT_TIMESTAMP"), lit("0x41"), metadata.SQL("'quoted'"), metadata.SQL("(concat('a', 'b'))"), metadata.SQL("upper('x')")}
	numbers := []*metadata.Expr{lit(0), lit(7), lit(-7), metadata.SQL("1 + 2"), metadata.SQL("(abs(-3))"), metadata.SQL("-5"), metadata.SQL("'12'")}
	fractions := append(numbers, lit(1.5), lit(-0.25), lit(1e10))
	moments := []*metadata.Expr{metadata.Now(), lit("2020-02-03 04:05:06"), lit("2020-02-03")}
	return map[string][]*metadata.Expr{
		"bool": {lit(true), lit(false), metadata.SQL("TRUE"), metadata.SQL("1"), metadata.SQL("(1 = 1)")}, "small": numbers, "int": numbers, "big": append(numbers, lit(int64(9223372036854775807))),
		"float": fractions, "double": append(fractions, lit(1e30), lit(1.0000001), lit(1e-7)), "num": fractions[:9], "num0": append(numbers, metadata.SQL("12345678901234567890")),
		"str": texts, "text": append(texts, metadata.SQL("x'4142'")), "bin": {lit("abc"), lit("it's"), metadata.SQL("'x'"), metadata.SQL("x'4142'"), lit(""), metadata.SQL("X'0041'")}, "blob": {lit("abc"), metadata.SQL("('x')"), metadata.SQL("x'00FF'"), metadata.SQL("X'4142'"), metadata.SQL("0x00FF")},
		"date": {lit("2020-02-03"), metadata.Now(), metadata.SQL("(curdate() + interval 1 day)")}, "time": {lit("01:02:03"), lit("01:02"), metadata.Now()}, "time3": {lit("01:02:03"), lit("01:02:03.5")},
		"dt": append(moments, metadata.SQL("CURRENT_TIMESTAMP"), metadata.SQL("now()"), metadata.SQL("(now() + interval 1 day)")), "dt6": append(moments, lit("2020-02-03 04:05:06.25")),
		"ts": moments, "ts3": moments, "json": {lit("{}"), lit(`{"a": "it's"}`), metadata.SQL("(json_array(1, 'x'))")},
		"uuid": {lit("123e4567-e89b-12d3-a456-426614174000"), metadata.SQL("(uuid())")}, "enum": {lit("a"), lit("it's"), lit(`c\d`), metadata.SQL("'a'")},
	}
}

// portable is a table with a column of each type and default.
func portable() *metadata.MetaData {
	m := metadata.New()
	t := metadata.NewTable(m, "t", metadata.Col("id", metadata.Integer()), metadata.PK("id"))
	for name, typ := range genericTypes() {
		t.Columns = append(t.Columns, &metadata.Column{Name: name, Type: typ}, &metadata.Column{Name: name + "_nullable", Type: typ, Nullable: true, ServerDefault: metadata.Literal(nil)})
		if name == "str" || name == "text" { // MariaDB tells these of columns that take NULL, or of tables with rows
			t.Columns = append(t.Columns, &metadata.Column{Name: name + "_beyond", Type: typ, Nullable: true, ServerDefault: metadata.Literal("🙂 a?b")})
		}
		if name == "bin" {
			t.Columns = append(t.Columns, &metadata.Column{Name: "bin_bytes", Type: typ, Nullable: true, ServerDefault: metadata.SQL("0x00ff")})
		}
		for i, def := range genericDefaults()[name] {
			t.Columns = append(t.Columns, &metadata.Column{Name: fmt.Sprintf("%s_%d", name, i), Type: typ, ServerDefault: def})
		}
	}
	return m
}

// TestDefaultsBeyondTheBasicPlane: MariaDB tells them of a table with rows, and
// says of an empty one what it cannot tell.
func TestDefaultsBeyondTheBasicPlane(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Script(t, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) NOT NULL DEFAULT 'a? 🙂') DEFAULT CHARSET=utf8mb4;")
		e := open(t, db.URL)
		if m := read(t, e); s.Name == dbtest.MariaDB && len(m.Unmanaged) != 1 {
			t.Errorf("of the empty table: %s", asJSON(t, m))
		}
		db.Script(t, "INSERT INTO t (id) VALUES (1);")
		m := read(t, e)
		if got := m.Table(metadata.Name{Name: "t"}).Column("v").ServerDefault; len(m.Unmanaged) != 0 || got.Text != "'a? 🙂'" {
			t.Errorf("of the table with a row: %s", asJSON(t, m))
		}
	})
}

// TestDeclaredComesBack: no type and no default of a portable schema is a
// difference to what was made of it.
func TestDeclaredComesBack(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		declare(t, open(t, s.NewDB(t).URL), portable())
	})
}
