package core

import (
	"fmt"
	"github.com/dbtool/dbtool/core/ast"
)

// String is an expression of text, with the operators of text.
type String struct{ Value[string] }

func (String) withNode(n ast.Node) String { return String{Value[string]{n}} }

func str(n ast.Node) String { return String{Value[string]{n}} }

// Like matches a pattern in which % stands for any characters, _ for one, and
// a backslash takes the meaning off the one behind it. Whether upper and lower
// case differ is the column's collation's choice; on SQLite, ASCII letters do not.
func (t String) Like(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern)})
}

// NotLike is the opposite of Like.
func (t String) NotLike(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern), Not: true})
}

// ILike is Like without a difference between upper and lower case.
func (t String) ILike(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern), Fold: true})
}

// HasPrefix begins with s, whatever characters s holds.
func (t String) HasPrefix(s string) Pred { return t.Like(escapeLike(s) + "%") }

// HasSuffix ends with s, whatever characters s holds.
func (t String) HasSuffix(s string) Pred { return t.Like("%" + escapeLike(s)) }

// Contains has s somewhere, whatever characters s holds.
func (t String) Contains(s string) Pred { return t.Like("%" + escapeLike(s) + "%") }

// Match matches a regular expression in the server's own language. SQLite has none.
func (t String) Match(re string) Pred { return compare(t.n, ast.OpMatch, arg(t.n, re)) }

// NotMatch is the opposite of Match.
func (t String) NotMatch(re string) Pred { return compare(t.n, ast.OpNotMatch, arg(t.n, re)) }

// Append is the text with s behind it.
func (t String) Append(s string) String { return str(binary(ast.OpConcat, t.n, arg(t.n, s))) }

// Prepend is the text with s before it.
func (t String) Prepend(s string) String { return str(binary(ast.OpConcat, arg(t.n, s), t.n)) }

// Collate compares and sorts by a collation, in the server's spelling.
func (t String) Collate(name string) String { return str(&ast.Collate{X: t.n, Name: name}) }

func escapeLike(s string) string {
	var b []byte
	for i := range len(s) {
		switch s[i] {
		case '%', '_', '\\':
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}

// Concat puts texts one behind the other. It is NULL if one is.
func Concat(first Expr[string], rest ...Expr[string]) String {
	n := first.inner()
	for _, e := range rest {
		n = binary(ast.OpConcat, n, e.inner())
	}
	return str(n)
}

func textFunc(name string, args ...ast.Node) String { return str(&ast.Func{Name: name, Args: args}) }

// Lower is the text in lower case.
func (t String) Lower() String { return textFunc("lower", t.n) }

// Upper is the text in upper case.
func (t String) Upper() String { return textFunc("upper", t.n) }

// Trim is the text without spaces at its ends.
func (t String) Trim() String { return textFunc("trim", t.n) }

// Length is the number of characters.
func (t String) Length() Number[int] {
	return number[int](&ast.Func{Name: "char_length", Args: []ast.Node{t.n}})
}

// Substring is n characters from the one at position from, counted from 1.
func (t String) Substring(from, n int) String {
	if from < 1 || n < 0 {
		return str(&ast.Broken{Err: fmt.Errorf("core: there are no %d characters from the one at position %d: positions begin at 1", n, from)})
	}
	return textFunc("substr", t.n, intArg(from), intArg(n))
}

// Replace is the text with every old replaced.
func (t String) Replace(old, with string) String {
	return textFunc("replace", t.n, arg(t.n, old), arg(t.n, with))
}

// NotILike is the opposite of ILike.
func (t String) NotILike(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern), Not: true, Fold: true})
}

// Or is the text, or s where it is NULL.
func (t String) Or(s string) String { return str(t.Value.Or(s).n) }

// NullIf is NULL where the text is s.
func (t String) NullIf(s string) String { return str(t.Value.NullIf(s).n) }

// ReplaceMatch is the text with everything that matches a regular expression
// replaced. SQLite has none.
func (t String) ReplaceMatch(re, with string) String {
	return textFunc("regexp_replace", t.n, arg(t.n, re), arg(t.n, with))
}

// Position is where s begins, from 1; 0 if it is not there.
func (t String) Position(s string) Number[int] {
	return number[int](&ast.Func{Name: "strpos", Args: []ast.Node{t.n, arg(t.n, s)}})
}

// Like matches a pattern that is an expression; see [String.Like].
func Like(e, pattern Expr[string]) Pred {
	return pred(&ast.Like{X: e.inner(), Pattern: pattern.inner()})
}
