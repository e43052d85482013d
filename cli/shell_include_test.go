package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

// TestStepsOfAFile: each statement and command has its own line, and a mark that
// DELIMITER names holds beyond commands.
func TestStepsOfAFile(t *testing.T) {
	text := "SELECT 1;\n\\timing\nDELIMITER //\nCREATE PROCEDURE p() BEGIN\n  SELECT ';';\nEND//\n\\x\nSELECT '\n\\x\n'//\nDELIMITER ;\nSELECT 2;\n\\q\n"
	steps, err := stepsOf(text, lex.MySQL())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range steps {
		got = append(got, fmt.Sprintf("%s %.12s%s", s.pos, strings.ReplaceAll(s.sql, "\n", "|"), s.command))
	}
	want := `1:1 SELECT 1
2:1 \timing
4:1 CREATE PROCE
7:1 \x
8:1 SELECT '|\x|
12:1 SELECT 2
13:1 \q`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("the steps are\n%s\nwant\n%s", s, want)
	}
	for text, want := range map[string]string{
		"SELECT 1;\n\\x\nSELECT 'a;\n": "line 3, column 8",
		"SELECT 1\n\\x\n;":             `2:1: \x stands in the middle of a statement`,
	} {
		if _, err := stepsOf(text, lex.MySQL()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %s", text, err, want)
		}
	}
}
