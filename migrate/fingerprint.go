package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// fingerprint is a digest of what a statement names, as the catalogs have it
// now. It changes when the statement changes the schema, and not when others
// change what the statement does not name.
func (s store) fingerprint(ctx context.Context, statement string) (string, error) {
	names, err := concerned(statement, s.e.Dialect.Rules())
	if err != nil {
		return "", err
	}
	text, err := s.described(ctx, names)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:32], nil
}

func (s store) described(ctx context.Context, names []string) (string, error) {
	if d, ok := s.e.Dialect.(dialect.Describer); ok {
		return d.Describe(ctx, s.c, s.e.Server, names)
	}
	m, err := s.e.Dialect.Reflect(ctx, s.c, s.e.Server, dialect.Scope{Exclude: OwnTables()})
	if err != nil {
		return "", err
	}
	m.Sort()
	text, err := json.Marshal(goingBy(m, names))
	return string(text), err
}

// concerned are the names of what a statement may change: for CREATE TABLE the
// table, else all that it names.
func concerned(statement string, rules lex.Rules) ([]string, error) {
	c, err := lex.NewCursor(statement, rules)
	if err != nil {
		return nil, err
	}
	if !c.Accept("CREATE") {
		return namesIn(statement, rules)
	}
	c.Accept("OR", "REPLACE")
	if !c.Accept("TABLE") {
		return namesIn(statement, rules)
	}
	c.Accept("IF", "NOT", "EXISTS")
	name, ok := c.Name()
	if !ok || c.Peek(0).IsOp(".") {
		return namesIn(statement, rules)
	}
	return slices.Compact(bothCases(name)), nil
}

// bothCases is a name as written and in small letters: which it is to the
// server depends.
func bothCases(name string) []string { return []string{name, strings.ToLower(name)} }

// namesIn are the words of a statement that may be names, in [bothCases].
func namesIn(statement string, rules lex.Rules) ([]string, error) {
	tokens, err := lex.Tokens(statement, rules)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range tokens {
		if t.Kind == lex.Word || t.Kind == lex.Quoted {
			names = append(names, bothCases(t.Value(rules))...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// goingBy is what of a schema goes by one of the names: objects, and tables with
// a constraint, an index or a trigger of that name.
func goingBy(m *metadata.MetaData, names []string) []any {
	is := func(name string) bool { return name != "" && slices.Contains(names, strings.ToLower(name)) }
	list := []any{m.Options}
	list = collect(list, m.Tables(), func(t *metadata.Table) bool {
		return is(t.Name) || slices.ContainsFunc(t.Constraints(), func(c metadata.Constraint) bool { return is(c.ConstraintName()) }) ||
			slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return is(i.Name) })
	})
	list = collect(list, m.Views, func(v *metadata.View) bool { return is(v.Name) })
	list = collect(list, m.Triggers, func(t *metadata.Trigger) bool { return is(t.Name) || is(t.Table.Name) })
	list = collect(list, m.Routines, func(r *metadata.Routine) bool { return is(r.Name) })
	list = collect(list, m.Sequences, func(q *metadata.Sequence) bool { return is(q.Name) })
	list = collect(list, m.Enums, func(e *metadata.Enum) bool { return is(e.Name) })
	list = collect(list, m.Domains, func(d *metadata.Domain) bool { return is(d.Name) })
	list = collect(list, m.Objects, func(o *metadata.Object) bool { return is(o.Name) || is(o.Table.Name) })
	list = collect(list, m.Schemas, func(s *metadata.Schema) bool { return is(s.Name) })
	list = collect(list, m.Extensions, func(e *metadata.Extension) bool { return is(e.Name) })
	return collect(list, m.Unmanaged, func(u metadata.Unmanaged) bool { return is(u.Name.Name) || is(u.Table.Name) })
}

func collect[T any](list []any, from []T, keep func(T) bool) []any {
	for _, x := range from {
		if keep(x) {
			list = append(list, x)
		}
	}
	return list
}
