package dialect

import "strings"

// Builder collects SQL text. Names and strings enter through the quoting of
// the dialect that made it.
type Builder struct {
	strings.Builder
	quoteIdent, quoteString func(string) string
}

// NewBuilder makes an empty builder that quotes as d does.
func NewBuilder(d interface {
	Ident(string) string
	Literal(string) string
}) *Builder {
	return &Builder{quoteIdent: d.Ident, quoteString: d.Literal}
}

// W writes texts, one after the other, and returns the builder.
func (b *Builder) W(texts ...string) *Builder {
	for _, t := range texts {
		b.WriteString(t)
	}
	return b
}

// Ident writes a quoted name, qualified by the parts before it that are not
// empty: Ident("app", "users").
func (b *Builder) Ident(parts ...string) *Builder {
	first := true
	for i, p := range parts {
		if p == "" && i < len(parts)-1 {
			continue
		}
		if !first {
			b.WriteByte('.')
		}
		first = false
		b.WriteString(b.quoteIdent(p))
	}
	return b
}

// Idents writes quoted names between parentheses: (a, b).
func (b *Builder) Idents(names []string) *Builder {
	b.WriteByte('(')
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(b.quoteIdent(n))
	}
	b.WriteByte(')')
	return b
}

// Str writes a quoted string value.
func (b *Builder) Str(value string) *Builder {
	b.WriteString(b.quoteString(value))
	return b
}
