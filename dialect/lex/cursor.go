package lex

import "strings"

// Cursor walks over the tokens of a text, without white space and comments.
type Cursor struct {
	src    string
	tokens []Token
	at     int
}

// NewCursor makes a cursor over a text.
func NewCursor(src string, r Rules) (*Cursor, error) {
	tokens, err := Tokens(src, r)
	return &Cursor{src: src, tokens: tokens}, err
}

// Peek is the n-th token from here, from 0; of kind EOF behind the end.
func (c *Cursor) Peek(n int) Token {
	if c.at+n < len(c.tokens) {
		return c.tokens[c.at+n]
	}
	return Token{Kind: EOF, Pos: Pos{Offset: len(c.src)}}
}

// Next takes one token.
func (c *Cursor) Next() Token {
	t := c.Peek(0)
	if t.Kind != EOF {
		c.at++
	}
	return t
}

// Done reports whether all tokens are taken.
func (c *Cursor) Done() bool { return c.at >= len(c.tokens) }

// Accept takes the tokens if exactly these words come next, in any case.
func (c *Cursor) Accept(words ...string) bool {
	for i, w := range words {
		if !(c.Peek(i).Is(w) || c.Peek(i).IsOp(w)) {
			return false
		}
	}
	c.at += len(words)
	return true
}

// Parens takes a parenthesized group, which must come next, and returns the
// source text between the parentheses, trimmed. ok is false, and nothing is
// taken, when none comes or it is not closed.
func (c *Cursor) Parens() (inside string, ok bool) {
	if c.Peek(0).Text != "(" {
		return "", false
	}
	depth := 0
	for i := c.at; i < len(c.tokens); i++ {
		t := c.tokens[i]
		if t.Kind != Op {
			continue
		}
		switch t.Text {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				from := c.tokens[c.at].Pos.Offset + 1
				c.at = i + 1
				return strings.TrimSpace(c.src[from:t.Pos.Offset]), true
			}
		}
	}
	return "", false
}

// Until takes tokens up to one that stop likes, at depth 0 of parentheses, or
// to the end, and returns their source text.
func (c *Cursor) Until(stop func(Token) bool) string {
	from, depth := c.Peek(0).Pos.Offset, 0
	end := from
	for !c.Done() {
		t := c.Peek(0)
		if depth == 0 && stop(t) {
			break
		}
		if t.Kind == Op && t.Text == "(" {
			depth++
		}
		if t.Kind == Op && t.Text == ")" {
			if depth == 0 {
				break
			}
			depth--
		}
		end = t.Pos.Offset + len(t.Text)
		c.at++
	}
	return c.src[from:end]
}

// Commas divides a text at its commas outside of parentheses.
func Commas(src string, r Rules) ([]string, error) {
	c, err := NewCursor(src, r)
	if err != nil {
		return nil, err
	}
	var parts []string
	for !c.Done() {
		parts = append(parts, c.Until(func(t Token) bool { return t.Kind == Op && t.Text == "," }))
		if !c.Accept(",") && !c.Done() {
			c.Next()
		}
	}
	return parts, nil
}
