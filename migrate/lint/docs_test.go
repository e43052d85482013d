package lint

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestLintRulesAreDocumented: docs/migrations.md has a row for each rule, in its words.
func TestLintRulesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/migrations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Rules() {
		if row := fmt.Sprintf("| %s | %s | %s | %s | %s |", r.ID, r.Level, r.Title, r.Why, r.Instead); !strings.Contains(string(text), row) {
			t.Errorf("docs/migrations.md lacks\n%s", row)
		}
	}
}
