package mysql

import (
	"testing"

	driver "github.com/go-sql-driver/mysql"
)

// Messages as the servers write them: the key is found, and no value is told,
// whatever it holds.
func TestMessagesWithoutValues(t *testing.T) {
	for _, c := range []struct {
		number            uint16
		text              string
		table, key, quiet string
	}{
		{1062, `Duplicate entry 'sec'ret' key' for key 'par'ent %s.u'`, `par'ent %s`, "u", "Error 1062 (HY000): Duplicate entry for key 'u'"},
		{1062, `Duplicate entry 'a' for key 'b' for key 'c'' for key 'PRIMARY'`, "", "PRIMARY", "Error 1062 (HY000): Duplicate entry for key 'PRIMARY'"},
		{1062, `Duplicate entry 'a.b' for key 'a.b.c'`, "a.b", "c", "Error 1062 (HY000): Duplicate entry for key 'c'"},
		{1062, `Doppelter Eintrag 'secret' fuer Schluessel 'x'`, "", "", "Error 1062 (HY000): a row with the same key is there"},
		{1366, `Incorrect integer value: 'secret' for column 'n' at row 1`, "", "", "Error 1366 (HY000): Incorrect integer value for column 'n' at row 1"},
		{1292, `Truncated incorrect DOUBLE value: 'sec'ret'`, "", "", "Error 1292 (HY000): Truncated incorrect DOUBLE value"},
		{1411, `Incorrect datetime value: 'secret' for function str_to_date`, "", "", "Error 1411 (HY000): Incorrect datetime value for function str_to_date"},
		{1690, "BIGINT value is out of range in '(`s`.`n` + 4711)'", "", "", "Error 1690 (HY000): BIGINT value is out of range"},
		{1406, `Data too long for column 'u' at row 1`, "", "", "Error 1406 (HY000): Data too long for column 'u' at row 1"},
		{1264, `Out of range value for column 'u' at row 1`, "", "", "Error 1264 (HY000): Out of range value for column 'u' at row 1"},
		{1265, `Data truncated for column 'u' at row 1`, "", "", "Error 1265 (HY000): Data truncated for column 'u' at row 1"},
	} {
		p := New().Explain(&driver.MySQLError{Number: c.number, SQLState: [5]byte([]byte("HY000")), Message: c.text})
		if p.Table != c.table || p.Constraint != c.key || p.Quiet != c.quiet {
			t.Errorf("%s:\n%q %q %q, want\n%q %q %q", c.text, p.Table, p.Constraint, p.Quiet, c.table, c.key, c.quiet)
		}
	}
}
