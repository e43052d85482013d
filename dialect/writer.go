package dialect

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Speller is the part of a dialect that spells statements.
type Speller interface {
	// Write spells a node of a statement as this server understands it. What
	// the server cannot do fails: see [Writer.Unsupported].
	Write(w *Writer, n ast.Node)
	// Bind is a value in the form that the driver sends rightly, for a column
	// of type t. Where that is not known, t is nil.
	Bind(v any, t *metadata.Type) any
	// Rules say how its SQL is divided into tokens.
	Rules() lex.Rules
	// Ident quotes a name.
	Ident(name string) string
	// Placeholder is the mark of the n-th argument, from 1.
	Placeholder(n int) string
}

// Writer is a statement on its way to text. Children go back to the dialect,
// so that what it spells its own way holds at any depth.
type Writer struct {
	Server *Server
	buf    []byte
	args   []any
	room   []any // for the arguments of most statements
	d      Speller
	quote  byte
	err    error
	// Bare leaves the relation off column names, where they can have none.
	Bare bool
	// Unnamed: the values that an insert brings have no name of their own.
	Unnamed bool
	// numbered placeholders say which argument they are; others stand in order.
	numbered bool
	shared   map[*ast.Arg]*int // the number of an argument that stands in several places
	limit    ast.Limit
	// again is the relation whose qualifier stands in buf, from and to where.
	again    *ast.Relation
	from, to int
	ctes     []*ast.CTE
	inside   []*ast.CTE // those being written: a recursive one meets itself
}

var writers = sync.Pool{New: func() any { return &Writer{buf: make([]byte, 0, 512), room: make([]any, 32)} }}

// Spell writes a statement: its text, and the values to send with it in order.
func Spell(d Speller, s *Server, n ast.Statement) (sql string, args []any, err error) {
	w := writers.Get().(*Writer)
	*w = Writer{Server: s, d: d, buf: w.buf[:0], args: w.room[:0], room: w.room}
	w.quote, w.numbered = s.texts.marks(d)
	w.Node(n)
	if len(w.ctes) > 0 {
		w.with()
	}
	sql, err = s.texts.of(w.buf), w.err
	args = append(make([]any, 0, len(w.args)), w.args...)
	clear(w.room)
	w.limit, w.again = ast.Limit{}, nil
	writers.Put(w)
	if err != nil {
		return "", nil, err
	}
	return sql, args, nil
}

// W writes text.
func (w *Writer) W(text string) *Writer {
	w.buf = append(w.buf, text...)
	return w
}

// Node writes a child, through the dialect.
func (w *Writer) Node(n ast.Node) *Writer {
	w.d.Write(w, n)
	return w
}

// Limit writes LIMIT and OFFSET through the dialect.
func (w *Writer) Limit(l ast.Limit) *Writer {
	w.limit = l
	return w.Node(&w.limit)
}

// Len is how many bytes are written.
func (w *Writer) Len() int { return len(w.buf) }

// Remember says that what was written from there on is how columns of the
// relation are qualified, and Again writes it once more, if it knows how.
func (w *Writer) Remember(r *ast.Relation, from int) { w.again, w.from, w.to = r, from, len(w.buf) }

// Again is false where nothing is remembered of the relation.
func (w *Writer) Again(r *ast.Relation) bool {
	if w.again != r {
		return false
	}
	w.buf = append(w.buf, w.buf[w.from:w.to]...)
	return true
}

// Nodes writes children with commas between them.
func (w *Writer) Nodes(ns []ast.Node) *Writer {
	for i, n := range ns {
		if i > 0 {
			w.W(", ")
		}
		w.Node(n)
	}
	return w
}

// Share says that an argument is the same as another one: it is sent once, and
// both places name it. Where placeholders have no numbers, it changes nothing.
func (w *Writer) Share(one, other *ast.Arg) {
	if w.shared == nil {
		w.shared = map[*ast.Arg]*int{}
	}
	if w.shared[one] == nil {
		w.shared[one] = new(int)
	}
	w.shared[other] = w.shared[one]
}

// Arg writes the mark of an argument and keeps its value.
func (w *Writer) Arg(a *ast.Arg) *Writer {
	if n := w.shared[a]; n != nil && w.numbered {
		if *n == 0 {
			w.args = append(w.args, w.d.Bind(a.Value, a.Type))
			*n = len(w.args)
		}
		return w.W(w.d.Placeholder(*n))
	}
	w.args = append(w.args, w.d.Bind(a.Value, a.Type))
	return w.W(w.d.Placeholder(len(w.args)))
}

// Word writes words of the language that came with the statement, such as the
// kind of a join. They are not quoted, and so must be letters, digits and
// underscores, with a space between words.
func (w *Writer) Word(text string) *Writer { return w.plain(text, ' ') }

// Function writes the name of a function, which is not quoted either: plain
// words with a dot between them.
func (w *Writer) Function(name string) *Writer { return w.plain(name, '.') }

func (w *Writer) plain(text string, between byte) *Writer {
	if !plainWord(text, between) {
		w.Fail(fmt.Errorf("%w: %q is no plain word", ErrStatement, text))
		return w
	}
	return w.W(text)
}

func plainWord(text string, separator byte) bool {
	between := true // nothing, or a separator, stands before
	for i := range len(text) {
		switch c := text[i]; {
		case c == '_', c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9' && !between:
			between = false
		case c == separator && !between:
			between = true
		default:
			return false
		}
	}
	return !between
}

// Head writes a statement with the common table expressions that it uses at
// its own head, where the server wants them there.
func (w *Writer) Head(s ast.Statement) *Writer {
	outer := *w
	w.buf, w.ctes, w.again = nil, nil, nil
	if !w.numbered {
		w.args = nil
	}
	w.Node(s)
	if len(w.ctes) > 0 {
		w.with()
	}
	text, args := w.buf, w.args
	w.buf, w.args, w.ctes, w.again = append(outer.buf, text...), args, outer.ctes, nil
	if !w.numbered {
		w.args = append(outer.args, args...)
	}
	return w
}

// Ident writes a quoted name. A name that no server can hold is an error.
func (w *Writer) Ident(name string) *Writer {
	if strings.IndexByte(name, 0) >= 0 {
		w.Fail(fmt.Errorf("%q is no name: it holds a NUL", name))
	}
	if strings.IndexByte(name, w.quote) >= 0 {
		return w.W(w.d.Ident(name))
	}
	w.buf = append(w.buf, w.quote)
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, w.quote)
	return w
}

// Rules are the dialect's.
func (w *Writer) Rules() lex.Rules { return w.d.Rules() }

// Fail keeps an error; Spell returns the first one.
func (w *Writer) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Unsupported fails because the server has no such thing. Instead says what
// else there is, or is "".
func (w *Writer) Unsupported(what, instead string) {
	err := fmt.Errorf("%w: %s has no %s", ErrUnsupported, w.Server.Product, what)
	if instead != "" {
		err = fmt.Errorf("%w; %s", err, instead)
	}
	w.Fail(err)
}

// Use notes that a common table expression is used; it is written at the head
// of the statement.
func (w *Writer) Use(c *ast.CTE) {
	if !slices.Contains(w.ctes, c) && !slices.Contains(w.inside, c) {
		w.ctes = append(w.ctes, c)
	}
}

// with puts WITH and the expressions used before what is written already. An
// expression that is used by another one stands before it.
func (w *Writer) with() {
	body, bodyArgs := w.buf, w.args
	h := cteHead{w: w}
	if w.numbered {
		h.args = bodyArgs
	}
	used := w.ctes
	for _, c := range used {
		h.add(c)
	}
	head := []byte("WITH ")
	if h.recursive {
		head = append(head, "RECURSIVE "...)
	}
	for i, text := range h.texts {
		if i > 0 {
			head = append(head, ", "...)
		}
		head = append(head, text...)
	}
	w.buf, w.again = append(append(head, ' '), body...), nil
	w.args = h.args
	if !w.numbered {
		w.args = append(h.args, bodyArgs...)
	}
}

type cteHead struct {
	w         *Writer
	texts     [][]byte
	args      []any
	done      []*ast.CTE
	recursive bool
}

func (h *cteHead) add(c *ast.CTE) {
	if slices.Contains(h.done, c) {
		return
	}
	if slices.ContainsFunc(h.done, func(o *ast.CTE) bool { return o.Name == c.Name }) {
		h.w.Fail(fmt.Errorf("two common table expressions are named %q", c.Name))
	}
	h.done = append(h.done, c)
	h.recursive = h.recursive || c.Recursive
	w := h.w
	args, buf, inside := w.args, w.buf, w.inside
	w.buf, w.ctes, w.inside, w.again = nil, nil, append(slices.Clip(inside), c), nil
	w.args = nil
	if w.numbered {
		w.args = h.args
	}
	w.Node(c)
	text, own, used := w.buf, w.args, w.ctes
	w.args, w.buf, w.again = args, buf, nil
	if w.numbered {
		h.args = own
	}
	for _, u := range used {
		h.add(u)
	}
	w.inside = inside
	if !w.numbered {
		h.args = append(h.args, own...)
	}
	h.texts = append(h.texts, text)
}

// ErrStatement is wrapped by errors about a statement that was built wrongly.
var ErrStatement = errors.New("the statement is wrong")
