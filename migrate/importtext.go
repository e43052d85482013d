package migrate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Name is the name of the file that Text is for.
func (f *ImportedFile) Name() string { return f.ID + "_" + slug(f.Message) + ".sql" }

// Text is the revision's file.
func (f *ImportedFile) Text(tool string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%srevision %s\n", directive, f.ID)
	for _, line := range []struct {
		name string
		list []string
	}{{"parent", f.Parents}, {"depends", f.Depends}, {"label", f.Labels}} {
		for _, v := range line.list {
			fmt.Fprintf(&b, "%s%s %s\n", directive, line.name, v)
		}
	}
	if f.Alone {
		fmt.Fprintf(&b, "%stransaction none\n", directive)
	}
	if f.OutOfOrder {
		fmt.Fprintf(&b, "%sallow-out-of-order\n", directive)
	}
	if f.Irreversible != "" {
		fmt.Fprintf(&b, "%sirreversible %s\n", directive, f.Irreversible)
	}
	fmt.Fprintf(&b, "\n-- %s\n-- imported from %s: %s\n\n%sup\n", f.Message, tool, f.Source, directive)
	if f.ToWrite != "" {
		fmt.Fprintf(&b, "-- To be written by hand: %s.\n-- Until it is, this line makes the revision fail where it is run:\n%sassert SELECT 1 = 0\n", f.ToWrite, directive)
		b.WriteString(commented(f.original))
	} else {
		b.WriteString(ended(f.Up))
	}
	if f.Irreversible == "" {
		fmt.Fprintf(&b, "\n%sdown\n%s", directive, ended(f.Down))
	}
	return b.String()
}

func ended(text string) string {
	if text = strings.Trim(text, "\n"); text == "" {
		return ""
	}
	return text + "\n"
}

func commented(text string) string {
	if text = ended(text); text == "" {
		return ""
	}
	return "-- " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n-- ") + "\n"
}

// Write puts the file into the directory; one that is there already is an error.
func (f *ImportedFile) Write(dir, tool string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	name := filepath.Join(dir, f.Name())
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	_, err = out.WriteString(f.Text(tool))
	if closed := out.Close(); err == nil {
		err = closed
	}
	return name, err
}

// settle makes both ways of a converted file what the runner can run: without
// transactions of their own, and with a reason where there is no way down.
func (r *foreignReader) settle(f *ImportedFile) {
	if len(withoutComments(f.Down, r.o.Rules)) == 0 {
		f.Down, f.Irreversible = "", "it had no way down in "+r.i.Tool
	}
	var why string
	if f.Up, why = r.unframed(f, f.Up); why != "" {
		f.toWrite(why, f.Up)
	}
	if f.Down, why = r.unframed(f, f.Down); why != "" {
		f.Down, f.Irreversible = "", "its way down in "+r.i.Tool+" has to be written anew: "+why
	}
}

// toWrite leaves the way up to a person.
func (f *ImportedFile) toWrite(why, original string) {
	f.ToWrite, f.Up, f.original = why, "", original
}

// withoutComments are the statements of a text; nil when it cannot be read,
// which check will tell.
func withoutComments(text string, rules lex.Rules) []lex.Statement {
	list, err := lex.Split(strings.ReplaceAll(text, directive+"statement", "-- statement"), rules)
	if err != nil {
		return []lex.Statement{{SQL: text}}
	}
	return list
}

// unframed takes BEGIN and COMMIT away from around a text: the runner's own
// transaction holds the ledger's row too. Anywhere else they stay, and why says so.
func (r *foreignReader) unframed(f *ImportedFile, text string) (plain, why string) {
	if strings.Contains(text, directive+"statement") {
		return text, "" // whoever marks statements has no transactions of his own
	}
	list := withoutComments(text, r.o.Rules)
	last := len(list) - 1
	for i, st := range list {
		c, err := lex.NewCursor(st.SQL, r.o.Rules)
		if err != nil {
			return text, ""
		}
		f.Alone = f.Alone || refusesTransaction(c)
		if !framing(c) {
			continue
		}
		if i != 0 && i != last || last == 0 {
			return text, fmt.Sprintf("it begins or ends a transaction itself (%s)", st.SQL)
		}
	}
	if last < 1 || !framed(list[0], r.o.Rules) && !framed(list[last], r.o.Rules) {
		return text, ""
	}
	if framed(list[0], r.o.Rules) != framed(list[last], r.o.Rules) {
		return text, "it begins a transaction or ends one, and not both"
	}
	from := list[0].Pos.Offset + len(list[0].SQL)
	body := strings.TrimPrefix(strings.TrimLeft(text[from:list[last].Pos.Offset], " \t"), ";")
	return text[:list[0].Pos.Offset] + body, ""
}

func framed(st lex.Statement, rules lex.Rules) bool {
	c, err := lex.NewCursor(st.SQL, rules)
	return err == nil && framing(c)
}

func framing(c *lex.Cursor) bool {
	return c.Peek(0).IsAny("COMMIT", "ROLLBACK") || c.Peek(0).IsAny("BEGIN", "END") && (c.Peek(1).Kind == lex.EOF || c.Peek(1).IsAny("TRANSACTION", "WORK", "IMMEDIATE", "EXCLUSIVE", "DEFERRED")) ||
		c.Peek(0).Is("START") && c.Peek(1).Is("TRANSACTION")
}

// refusesTransaction reports what PostgreSQL runs only outside of one.
func refusesTransaction(c *lex.Cursor) bool {
	if c.Peek(0).IsAny("VACUUM") || c.Peek(0).Is("CREATE") && c.Peek(1).Is("DATABASE") {
		return true
	}
	for n := 0; n < 4; n++ {
		if c.Peek(n).Is("CONCURRENTLY") {
			return c.Peek(0).IsAny("CREATE", "DROP", "REINDEX")
		}
	}
	return false
}
