package lex

import (
	"fmt"
	"strings"
)

// Cursor walks over the tokens of a text, white space and comments left out,
// for parsers of one statement such as CREATE TABLE.
type Cursor struct {
	src    string
	rules  Rules
	tokens []Token
	at     int
	last   Token // what Peek returns at the end
}

// NewCursor makes a cursor over a text.
func NewCursor(src string, r Rules) (*Cursor, error) {
	tokens, err := Tokens(src, r)
	if err != nil {
		return nil, err
	}
	end := Token{Pos: Pos{0, 1, 1}}
	if n := len(tokens); n > 0 {
		end.Pos = tokens[n-1].Pos.past(tokens[n-1].Text)
	}
	return &Cursor{src: src, rules: r, tokens: tokens, last: end}, nil
}

// Peek is the n-th token from here, from 0; behind the end it is of kind EOF.
func (c *Cursor) Peek(n int) Token {
	if c.at+n < len(c.tokens) {
		return c.tokens[c.at+n]
	}
	return c.last
}

// Next takes one token; at the end it is of kind EOF.
func (c *Cursor) Next() Token {
	t := c.Peek(0)
	if c.at < len(c.tokens) {
		c.at++
	}
	return t
}

// Done reports whether all tokens are taken.
func (c *Cursor) Done() bool { return c.at >= len(c.tokens) }

// Accept takes the tokens if exactly these come next, words in any case and
// operators, and takes nothing otherwise.
func (c *Cursor) Accept(words ...string) bool {
	for i, w := range words {
		if t := c.Peek(i); !t.Is(w) && !t.IsOp(w) {
			return false
		}
	}
	c.at += len(words)
	return true
}

// Name takes a name and returns it without quotes. A string is a name too, as
// it is for SQLite; a word is one whether it is reserved or not.
func (c *Cursor) Name() (name string, ok bool) {
	t := c.Peek(0)
	if t.Kind != Word && t.Kind != Quoted && t.Kind != String {
		return "", false
	}
	c.at++
	return t.Value(c.rules), true
}

// Mark is where the cursor is, for [Cursor.Reset] and [Cursor.Since].
func (c *Cursor) Mark() int { return c.at }

// Reset goes back to a mark.
func (c *Cursor) Reset(mark int) { c.at = mark }

// Offset is where the next token begins, in bytes; at the end, where whatever
// ends the tokens begins: a comma, a parenthesis, or the end of the text.
func (c *Cursor) Offset() int { return c.Peek(0).Pos.Offset }

// End is the offset behind the last token taken; 0 when none was.
func (c *Cursor) End() int {
	if c.at == 0 {
		return 0
	}
	return c.tokens[c.at-1].end()
}

// Since is the source text of the tokens taken since the mark.
func (c *Cursor) Since(mark int) string { return c.text(mark, c.at) }

// Rest is the source text of the tokens that are left.
func (c *Cursor) Rest() string { return c.text(c.at, len(c.tokens)) }

func (c *Cursor) text(from, to int) string {
	if from >= to {
		return ""
	}
	return c.src[c.tokens[from].Pos.Offset:c.tokens[to-1].end()]
}

// Parens takes a group in parentheses, which must come next, and returns the
// source text between them, trimmed. ok is false, and nothing is taken, when
// none comes or it is not closed.
func (c *Cursor) Parens() (inside string, ok bool) {
	group, ok := c.Group()
	if !ok {
		return "", false
	}
	closing := c.tokens[c.at-1].Pos.Offset
	return strings.TrimSpace(c.src[group.opening()+1 : closing]), true
}

// opening is the offset of the parenthesis before a group.
func (c *Cursor) opening() int { return c.tokens[c.at-1].Pos.Offset }

// Group is Parens with a cursor over the tokens between the parentheses.
func (c *Cursor) Group() (group *Cursor, ok bool) {
	if !c.Peek(0).IsOp("(") {
		return nil, false
	}
	for i, depth := c.at, 0; i < len(c.tokens); i++ {
		if depth += nesting(c.tokens[i]); depth == 0 {
			group = c.part(c.at+1, i)
			c.at = i + 1
			return group, true
		}
	}
	return nil, false
}

// part is a cursor over some of the tokens; it still knows the ones before.
func (c *Cursor) part(from, to int) *Cursor {
	p := &Cursor{src: c.src, rules: c.rules, tokens: c.tokens[:to], at: from, last: c.last}
	if to < len(c.tokens) {
		p.last = Token{Pos: c.tokens[to].Pos}
	}
	return p
}

// nesting is 1 for an opening parenthesis, -1 for a closing one, else 0.
func nesting(t Token) int {
	switch {
	case t.IsOp("("):
		return 1
	case t.IsOp(")"):
		return -1
	}
	return 0
}

// Until takes tokens up to one outside of parentheses that stop reports, or a
// parenthesis that closes more than was opened, or the end. It returns their
// source text.
func (c *Cursor) Until(stop func(Token) bool) string {
	mark, depth := c.at, 0
	for ; c.at < len(c.tokens); c.at++ {
		t := c.tokens[c.at]
		if depth == 0 && (t.IsOp(")") || stop(t)) {
			break
		}
		depth += nesting(t)
	}
	return c.Since(mark)
}

// Commas takes all tokens that are left and divides them at the commas outside
// of parentheses. Nothing left gives no parts.
func (c *Cursor) Commas() []*Cursor {
	var parts []*Cursor
	from, depth := c.at, 0
	for ; c.at < len(c.tokens); c.at++ {
		t := c.tokens[c.at]
		if depth += nesting(t); depth == 0 && t.IsOp(",") {
			parts = append(parts, c.part(from, c.at))
			from = c.at + 1
		}
	}
	if from < c.at || len(parts) > 0 {
		parts = append(parts, c.part(from, c.at))
	}
	return parts
}

// Commas divides a text at its commas outside of parentheses. Comments at
// either end of a part are left out.
func Commas(src string, r Rules) ([]string, error) {
	c, err := NewCursor(src, r)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, p := range c.Commas() {
		parts = append(parts, p.Rest())
	}
	return parts, nil
}

// Errorf is an [*Error] at the next token.
func (c *Cursor) Errorf(format string, args ...any) error {
	return &Error{c.Peek(0).Pos, fmt.Sprintf(format, args...)}
}
