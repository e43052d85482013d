package cli

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// coloured is how long a text may be to have colours while it is typed.
const coloured = 64 << 10

// highlight gives the words of a statement their colours.
func highlight(text string, rules lex.Rules, keyword func(string) bool) string {
	if len(text) > coloured {
		return text
	}
	if strings.HasPrefix(strings.TrimSpace(text), `\`) {
		return painter{true}.paint("36", text)
	}
	var b strings.Builder
	l := lex.New(text, rules)
	for {
		t, err := l.Next()
		if err != nil { // a string or comment that goes on
			return b.String() + paintLines("33", text[t.Pos.Offset:])
		}
		if t.Kind == lex.EOF {
			return b.String()
		}
		b.WriteString(paintLines(colorOf(t, keyword), t.Text))
	}
}

// paintLines paints each line by itself, as the editor puts prompts between.
func paintLines(code, text string) string {
	if code == "" {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = painter{true}.paint(code, l)
	}
	return strings.Join(lines, "\n")
}

func colorOf(t lex.Token, keyword func(string) bool) string {
	switch t.Kind {
	case lex.Word:
		if keyword(strings.ToLower(t.Text)) {
			return "1;34"
		}
	case lex.String:
		return "32"
	case lex.Number:
		return "35"
	case lex.Param:
		return "36"
	case lex.Comment, lex.Version:
		return "2"
	}
	return ""
}
