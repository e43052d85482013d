package lex

import "strings"

// Lexer reads the tokens of a text one by one, white space and comments
// included, so that their texts joined are the whole text again.
type Lexer struct {
	src   string
	rules Rules
	pos   Pos
	err   error
	last  Kind // of the token before that is neither space nor comment
	tail  int  // the offset behind that token
	as    bool // that token is the word AS
	// escapes is set after E'...': a string that goes on on the next line is
	// read like its first part.
	escapes bool
	// delimiter ends a statement in place of a semicolon; "" if it does not.
	delimiter string
	versions  []Pos // where the version comments around the place begin
}

// New makes a lexer for the text. A byte order mark at its start is white space.
func New(src string, r Rules) *Lexer {
	return &Lexer{src: src, rules: r, pos: Pos{0, 1, 1}}
}

// Next returns the next token; at the end of the text it is of kind EOF. An
// error is an [*Error], about a string, name or comment that does not end, and
// every later call returns it again.
func (l *Lexer) Next() (Token, error) {
	if l.err != nil {
		return Token{Pos: l.pos}, l.err
	}
	begin := l.pos
	kind, end := l.scan(begin.Offset)
	if l.err != nil {
		return Token{Pos: begin}, l.err
	}
	t := Token{Kind: kind, Text: l.src[begin.Offset:end], Pos: begin}
	t.escapes = kind == String && l.escapes
	l.pos = begin.past(t.Text)
	if kind != Space && kind != Comment {
		l.last, l.tail = kind, end
		l.as = kind == Word && t.Is("AS")
		l.escapes = t.escapes
	}
	return t, nil
}

// scan finds kind and end of the token at offset i.
func (l *Lexer) scan(i int) (Kind, int) {
	if i >= len(l.src) {
		if n := len(l.versions); n > 0 {
			l.fail(l.versions[n-1], "this version comment has no end: */ is missing")
		}
		return EOF, i
	}
	if l.delimiter != "" && strings.HasPrefix(l.src[i:], l.delimiter) {
		return Op, i + len(l.delimiter)
	}
	c := l.src[i]
	switch {
	case isSpace(c):
		return Space, l.space(i)
	case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80:
		return l.word(i)
	case '0' <= c && c <= '9':
		return l.number(i)
	case c == '\'' || c == '"' || c == '`' || c == '[':
		return l.quote(i)
	case c == '-' || c == '/' || c == '#' || c == '*':
		if kind, end := l.comment(i); end > 0 {
			return kind, end
		}
	case c == '.':
		// Behind a name the point divides: a.1b is b's column 1b to MySQL.
		if isDigit(l.at(i+1)) && !(l.tail == i && (l.last == Word || l.last == Quoted)) {
			return l.number(i)
		}
	case c == '$' || c == '?' || c == ':' || c == '@':
		if kind, end := l.param(i); end > 0 {
			return kind, end
		}
	}
	return Op, l.operator(i)
}

// at is the byte at offset i, 0 behind the end.
func (l *Lexer) at(i int) byte {
	if i < len(l.src) {
		return l.src[i]
	}
	return 0
}

func (l *Lexer) fail(at Pos, msg string) {
	l.err = &Error{Pos: at, Msg: msg}
}

func (l *Lexer) space(i int) int {
	for i < len(l.src) && isSpace(l.src[i]) {
		i++
	}
	return i
}

// name is the end of the run of name characters from offset i.
func (l *Lexer) name(i int) int {
	begin := i
	for i < len(l.src) && isName(l.src[i]) {
		i++
	}
	if l.delimiter != "" { // END$$ is END and a delimiter
		if cut := strings.Index(l.src[begin:min(len(l.src), i+len(l.delimiter)-1)], l.delimiter); cut >= 0 {
			return begin + cut
		}
	}
	return i
}

// byteOrderMark begins files of some Windows programs.
const byteOrderMark = "\uFEFF"

// word is a word, or a string or quoted name that begins with letters.
func (l *Lexer) word(i int) (Kind, int) {
	if i == 0 && strings.HasPrefix(l.src, byteOrderMark) {
		return Space, len(byteOrderMark)
	}
	end := l.name(i)
	if end-i != 1 {
		return Word, end
	}
	switch quote := l.at(end); {
	case quote == '\'' && l.prefixes(l.src[i]):
		escapes := l.rules.BackslashEscapes || lower(l.src[i]) == 'e'
		return l.text(i, end, escapes)
	case quote == '&' && lower(l.src[i]) == 'u' && l.rules.EscapeStrings:
		switch l.at(end + 1) {
		case '\'':
			return l.text(i, end+1, false)
		case '"':
			return Quoted, l.quoted(i, end+1, '"')
		}
	}
	return Word, end
}

// prefixes reports whether the letter can stand before a string's quote.
func (l *Lexer) prefixes(c byte) bool {
	switch lower(c) {
	case 'x':
		return true
	case 'b', 'n':
		return !l.rules.Bracket
	case 'e':
		return l.rules.EscapeStrings
	}
	return false
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isName reports whether c may stand in a name behind its first character.
// Letters beyond ASCII are all taken for name characters, as the servers do.
func isName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c >= 0x80
}

// Tokens divides the text, and leaves out white space, comments and the marks
// of version comments (the code in them stays).
func Tokens(src string, r Rules) ([]Token, error) {
	l := New(src, r)
	list := make([]Token, 0, len(src)/5+1)
	for {
		t, err := l.Next()
		if err != nil {
			return nil, err
		}
		switch t.Kind {
		case EOF:
			return list, nil
		case Space, Comment, Version:
			continue
		}
		list = append(list, t)
	}
}
