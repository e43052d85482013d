package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
)

// TestTokensSayWhatTheGrammarSays: what is read without a grammar, where that
// does not know a word, is what the grammar would have read.
func TestTokensSayWhatTheGrammarSays(t *testing.T) {
	d := all.Dialects()[slices.IndexFunc(all.Dialects(), func(d dialect.Dialect) bool { return d.Name() == "mysql" })]
	r := newReader(d, &dialect.Server{Dialect: "mysql", Names: []string{"mysql"}})
	read := 0
	for _, x := range examples() {
		if !slices.Contains(strings.Fields(x.on), "mysql") {
			continue
		}
		for sql := range strings.SplitSeq(withoutDirectives(x.fires+"\n"+x.fine), ";\n") {
			sql = strings.TrimSuffix(strings.TrimSpace(sql), ";")
			want, err := r.grammar(sql, r)
			if err != nil || sql == "" {
				continue
			}
			read++
			if got := tokenActs(sql, r); summary(got) != summary(want) {
				t.Errorf("%s\ntokens:  %s\ngrammar: %s", sql, summary(got), summary(want))
			}
		}
	}
	if read < 100 {
		t.Errorf("%d statements were read", read)
	}
}

// summary is what is asked for and of what; the grammar knows more of a
// column.
func summary(list []act) string {
	var all []string
	for _, a := range list {
		text := string(a.verb) + " " + a.table.String()
		if !a.is(addConstraint, createIndex, set, renameTable, tableOption, convertCharset, chooseAlgorithm) {
			text += "." + a.name
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// FuzzTokens: whatever the text, reading it ends without a panic.
func FuzzTokens(f *testing.F) {
	for _, x := range examples() {
		f.Add(x.fires)
	}
	f.Add("ALTER TABLE t ADD COLUMN (a int, CHECK (a > 0)), DROP")
	var readers []*reader
	for _, d := range all.Dialects() {
		readers = append(readers, newReader(d, &dialect.Server{Dialect: d.Name(), Names: []string{d.Name()}}))
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for _, r := range readers {
			_ = tokenActs(sql, r)
			_ = r.beyond(sql)
		}
	})
}
