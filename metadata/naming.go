package metadata

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// NamingConvention holds a template per kind of object: "ix", "uq", "ck", "fk"
// and "pk". Templates use SQLAlchemy's tokens: %(table_name)s,
// %(referred_table_name)s, %(constraint_name)s, %(column_0_name)s,
// %(column_0N_name)s (all columns, joined), %(column_0_N_name)s (joined by
// "_"), the same with "label" (table and column) for "name", and
// %(referred_column_0_name)s with its forms.
//
// A kind without a template is named by the dialect's own rule.
type NamingConvention map[string]string

// Named holds what a template can speak of.
type Named struct {
	Table      string
	Columns    []string
	RefTable   string
	RefColumns []string
	// Constraint is the name the declaration gave, for %(constraint_name)s.
	Constraint string
}

// Apply fills the template of a kind. It returns "" when there is none. A
// token the template needs and the object lacks is an error.
func (n NamingConvention) Apply(kind string, of Named) (string, error) {
	template, ok := n[kind]
	if !ok {
		return "", nil
	}
	var b strings.Builder
	for rest := template; ; {
		before, after, found := strings.Cut(rest, "%(")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		token, tail, closed := strings.Cut(after, ")s")
		if !closed {
			return "", fmt.Errorf("naming convention %q: %q has no closing )s", kind, template)
		}
		text, err := of.token(token)
		if err != nil {
			return "", fmt.Errorf("naming convention %q: %w", kind, err)
		}
		b.WriteString(text)
		rest = tail
	}
}

// UsesName reports whether the template of a kind holds %(constraint_name)s,
// so that it applies to named constraints too.
func (n NamingConvention) UsesName(kind string) bool {
	return strings.Contains(n[kind], "%(constraint_name)s")
}

func (of Named) token(token string) (string, error) {
	switch token {
	case "table_name":
		return of.Table, nil
	case "referred_table_name":
		return of.RefTable, nil
	case "constraint_name":
		if of.Constraint == "" {
			return "", fmt.Errorf("%%(constraint_name)s needs a constraint with a name (table %s)", of.Table)
		}
		return of.Constraint, nil
	}
	if rest, ok := strings.CutPrefix(token, "referred_column_"); ok {
		return columnToken(token, rest, of.RefTable, of.RefColumns)
	}
	if rest, ok := strings.CutPrefix(token, "column_"); ok {
		return columnToken(token, rest, of.Table, of.Columns)
	}
	return "", fmt.Errorf("unknown token %%(%s)s", token)
}

// columnToken reads "0_name", "0N_name", "0_N_label" and the like.
func columnToken(token, rest, table string, columns []string) (string, error) {
	i := strings.LastIndexByte(rest, '_')
	if i < 0 {
		return "", fmt.Errorf("unknown token %%(%s)s", token)
	}
	which, form := rest[:i], rest[i+1:]
	names := make([]string, len(columns))
	for k, c := range columns {
		switch form {
		case "name", "key":
			names[k] = c
		case "label":
			names[k] = table + "_" + c
		default:
			return "", fmt.Errorf("unknown token %%(%s)s", token)
		}
	}
	switch which {
	case "0N":
		return strings.Join(names, ""), nil
	case "0_N":
		return strings.Join(names, "_"), nil
	}
	var k int
	if _, err := fmt.Sscanf(which, "%d", &k); err != nil || fmt.Sprint(k) != which {
		return "", fmt.Errorf("unknown token %%(%s)s", token)
	}
	if k >= len(names) {
		return "", fmt.Errorf("%%(%s)s: there are only %d columns (table %s)", token, len(names), table)
	}
	return names[k], nil
}

// ConventionName is the name that the convention of the table's MetaData gives a
// constraint or an index of a kind, before it is shortened; "" if the name
// stays what the declaration gave. of.Table need not be set.
func (t *Table) ConventionName(kind string, of Named) string {
	if t.of == nil || of.Constraint != "" && !t.of.Naming.UsesName(kind) {
		return ""
	}
	of.Table = t.Name
	name, err := t.of.Naming.Apply(kind, of)
	if err != nil {
		return "" // nothing was created with it
	}
	return name
}

// Truncate shortens a name made by a convention to at most limit bytes, the
// same way each time: its beginning, "_", and four hexadecimal digits of the
// MD5 of the whole. A limit of zero leaves it.
func Truncate(name string, limit int) string {
	if limit <= 0 || len(name) <= limit {
		return name
	}
	sum := md5.Sum([]byte(name))
	keep := max(limit-8, 0)
	for keep > 0 && !utf8.RuneStart(name[keep]) {
		keep--
	}
	digits := hex.EncodeToString(sum[:])
	return name[:keep] + "_" + digits[len(digits)-4:]
}
