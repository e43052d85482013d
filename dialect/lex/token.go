package lex

import "fmt"

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	EOF     Kind = iota
	Word         // a keyword or a name without quotes
	Quoted       // a name in quotes
	String       // a string of any quoting, with its prefix: 'x', E'x', X'78', $$x$$
	Number       // 1, 1.5e3, 0xFF
	Param        // ?, ?1, $1, :name, @name, @@name
	Op           // operators and punctuation; also any character that SQL does not know
	Comment      // with its marks, and without the line end after --
	Space        // white space and line ends
	Version      // the marks around code for some versions: /*!80016 and its */
)

func (k Kind) String() string {
	names := [...]string{"end of text", "word", "quoted name", "string", "number", "parameter", "operator", "comment", "space", "version comment"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("lex.Kind(%d)", uint8(k))
}

// Pos is a place in a text. Offset is in bytes from 0; Line and Col count from
// 1, Col in characters (runes).
type Pos struct{ Offset, Line, Col int }

func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Col) }

// past is the place behind text that begins at p.
func (p Pos) past(text string) Pos {
	p.Offset += len(text)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			p.Line++
			p.Col = 1
		case c&0xC0 != 0x80: // not the second or later byte of a rune
			p.Col++
		}
	}
	return p
}

// Token is a piece of SQL text. The zero Token is the end of the text.
type Token struct {
	Kind Kind
	// escapes says that backslashes escape in this string.
	escapes bool
	// Text is the token as written, with its quotes.
	Text string
	Pos  Pos
}

// Is reports whether the token is a word without quotes that reads as the
// given one in upper, lower or mixed case. Only ASCII letters have a case.
func (t Token) Is(word string) bool {
	return t.Kind == Word && equalFold(t.Text, word)
}

// IsAny reports whether Is holds for one of the words.
func (t Token) IsAny(words ...string) bool {
	if t.Kind != Word {
		return false
	}
	for _, w := range words {
		if equalFold(t.Text, w) {
			return true
		}
	}
	return false
}

// IsOp reports whether the token is the given operator or punctuation mark.
func (t Token) IsOp(op string) bool { return t.Kind == Op && t.Text == op }

// end is the offset behind the token.
func (t Token) end() int { return t.Pos.Offset + len(t.Text) }

func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Error is a text that cannot be divided, and the place where the trouble
// begins: for a string without an end, where the string begins.
type Error struct {
	Pos Pos
	Msg string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Pos.Line, e.Pos.Col, e.Msg)
}
