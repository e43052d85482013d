package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// objectChange spells changes of what is carried as its own statement.
func (w *script) objectChange(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.CreateObject:
		w.list = append(w.list, dialect.Statement{SQL: reparsed(c.Object.Definition), Body: c.Object.Kind == "rule"})
		w.objectDetails(&metadata.Object{}, c.Object)
	case ddl.DropObject:
		w.add("DROP ", w.objectName(c.Object))
	case ddl.AlterObject:
		if c.From.Definition != c.To.Definition {
			if err := w.alterComposite(c.From, c.To); err != nil {
				return err
			}
		}
		w.objectDetails(c.From, c.To)
	}
	return nil
}

// objectName is how DROP and COMMENT ON call an object.
func (w *script) objectName(o *metadata.Object) string {
	switch o.Kind {
	case "policy", "rule":
		return strings.ToUpper(o.Kind) + " " + w.d.Ident(o.Name) + " ON " + w.n(o.Table)
	case "composite type", "range type":
		return "TYPE " + w.n(o.Ident())
	case "event trigger":
		return "EVENT TRIGGER " + w.d.Ident(o.Name)
	}
	return strings.ToUpper(o.Kind) + " " + w.n(o.Ident())
}

// objectDetails sets what CREATE has no words for.
func (w *script) objectDetails(h, o *metadata.Object) {
	if a, b := h.Options["postgres.enabled"], o.Options["postgres.enabled"]; a != b {
		if o.Kind == "rule" {
			w.add("ALTER TABLE ", w.n(o.Table), " ", enabling(b), " RULE ", w.d.Ident(o.Name))
		} else {
			w.add("ALTER ", w.objectName(o), " ", enabling(b))
		}
	}
	if a, b := h.Options["postgres.statistics"], o.Options["postgres.statistics"]; a != b {
		if b == "" {
			b = "-1"
		}
		w.add("ALTER ", w.objectName(o), " SET STATISTICS ", b)
	}
	for _, a := range attributesCommented(h, o) {
		key := "postgres." + attributeComment + a
		if h.Options[key] != o.Options[key] {
			w.comment("COLUMN "+w.b().Ident(o.Schema, o.Name, a).String(), o.Options[key])
		}
	}
	if h.Comment != o.Comment {
		w.comment(w.objectName(o), o.Comment)
	}
}

// enabling is the verb for when a rule or trigger fires.
func enabling(state string) string {
	verbs := map[string]string{"disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}
	if v := verbs[state]; v != "" {
		return v
	}
	return "ENABLE"
}

func attributesCommented(h, o *metadata.Object) []string {
	var names []string
	still := map[string]bool{}
	for _, a := range attributes(o) {
		still[a.name] = true
	}
	for _, options := range []metadata.Options{h.Options, o.Options} {
		for k := range options {
			if a, ok := strings.CutPrefix(k, "postgres."+attributeComment); ok && still[a] && !slices.Contains(names, a) {
				names = append(names, a)
			}
		}
	}
	slices.Sort(names)
	return names
}

// alterableObject: what the definition says of a composite type, and what is
// said beside it of all.
func alterableObject(h, t *metadata.Object) bool {
	return h.Definition == t.Definition || h.Kind == "composite type"
}

// attribute is one of a composite type's: a name, and type and collation as
// they are written.
type attribute struct{ name, spec string }

// attributes reads them from the definition.
func attributes(o *metadata.Object) []attribute {
	if o.Kind != "composite type" {
		return nil
	}
	c, err := lex.NewCursor(o.Definition, lex.Postgres())
	if err != nil {
		return nil
	}
	c.Until(func(t lex.Token) bool { return t.Text == "(" })
	group, ok := c.Group()
	if !ok {
		return nil
	}
	var list []attribute
	for _, item := range group.Commas() {
		if name, ok := item.Name(); ok {
			list = append(list, attribute{name, item.Rest()})
		}
	}
	return list
}

// alterComposite adds, drops and retypes attributes. Those that stay must keep
// their order, since the server can only add at the end.
func (w *script) alterComposite(h, t *metadata.Object) error {
	have, want := attributes(h), attributes(t)
	named := func(list []attribute, name string) *attribute {
		if i := slices.IndexFunc(list, func(a attribute) bool { return a.name == name }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	have = slices.DeleteFunc(have, func(a attribute) bool {
		gone := named(want, a.name) == nil
		if gone {
			w.add("ALTER TYPE ", w.n(t.Ident()), " DROP ATTRIBUTE ", w.d.Ident(a.name))
		}
		return gone
	})
	for i, a := range want {
		switch {
		case i >= len(have):
			w.add("ALTER TYPE ", w.n(t.Ident()), " ADD ATTRIBUTE ", w.d.Ident(a.name), " ", a.spec)
		case have[i].name != a.name:
			return fmt.Errorf("the attributes of type %s would change their order, which PostgreSQL cannot do: put new ones last, or make another type: %w", t.Ident(), dialect.ErrUnsupported)
		case have[i].spec != a.spec:
			w.add("ALTER TYPE ", w.n(t.Ident()), " ALTER ATTRIBUTE ", w.d.Ident(a.name), " SET DATA TYPE ", a.spec)
		}
	}
	return nil
}
