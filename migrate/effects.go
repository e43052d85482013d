package migrate

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// key names one thing that changes create, drop or use.
type key struct {
	kind string // schema, type, relation, column, constraint, index, routine, trigger
	name metadata.Name
	part string // column, constraint, trigger; a routine's signature
}

// effects are what a change does to things and needs of them. They make the
// order of a plan:
//
//   - what creates comes before what uses, what drops before what creates anew;
//   - what lets go of a thing comes before what drops or modifies it;
//   - what modifies a thing comes before what uses it newly.
type effects struct {
	creates, drops, modifies, uses, frees []key
}

// scope is what effects need to know beyond the change itself.
type scope struct {
	have, want *metadata.MetaData
	fold       func(metadata.Name) metadata.Name
	foldColumn func(string) string
	caps       dialect.Caps
	// named are the sequences and routines that texts may mention.
	haveNames, wantNames []mention
}

// mention is a thing that an expression's text uses if it holds its name.
type mention struct {
	name string
	key  key
}

func newScope(t Target, have, want *metadata.MetaData) *scope {
	d := differ{Target: t}
	s := &scope{have: have, want: want, fold: d.foldTable, foldColumn: d.foldColumn, caps: t.Server.Caps}
	s.haveNames, s.wantNames = mentions(have), mentions(want)
	return s
}

func mentions(m *metadata.MetaData) []mention {
	var all []mention
	for _, q := range m.Sequences {
		all = append(all, mention{q.Name, key{kind: "relation", name: q.Ident()}})
	}
	for _, r := range m.Routines {
		all = append(all, mention{r.Name, routine(r)})
	}
	return all
}

func (s *scope) relation(n metadata.Name) key { return key{kind: "relation", name: s.fold(n)} }

func (s *scope) column(t metadata.Name, c string) key {
	return key{"column", s.fold(t), s.foldColumn(c)}
}

func (s *scope) columns(t metadata.Name, names []string) []key {
	keys := make([]key, len(names))
	for i, n := range names {
		keys[i] = s.column(t, n)
	}
	return keys
}

func routine(r *metadata.Routine) key {
	return key{"routine", r.Ident(), r.Kind + " " + r.Signature}
}

func schemaOf(n metadata.Name) key { return key{kind: "schema", name: metadata.Name{Name: n.Schema}} }

func typeKey(n metadata.Name) key { return key{kind: "type", name: n} }

// texts finds the sequences and routines that expressions mention.
func texts(names []mention, exprs ...*metadata.Expr) []key {
	var keys []key
	for _, e := range exprs {
		if e == nil || len(names) == 0 {
			continue
		}
		for _, n := range names {
			if strings.Contains(e.Text, n.name) {
				keys = append(keys, n.key)
			}
		}
	}
	return keys
}

func (s *scope) columnUses(names []mention, c *metadata.Column) []key {
	keys := texts(names, c.ServerDefault)
	if c.Computed != nil {
		keys = append(keys, texts(names, c.Computed.Expr)...)
	}
	if c.Type.Ref != (metadata.Name{}) {
		keys = append(keys, typeKey(c.Type.Ref))
	}
	return keys
}

// constraintUses are what a constraint of a table needs.
func (s *scope) constraintUses(names []mention, t *metadata.Table, c metadata.Constraint) []key {
	keys := []key{s.relation(t.Ident())}
	id := t.Ident()
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		keys = append(keys, s.columns(id, metadata.ColumnsOf(c.Parts))...)
	case *metadata.Unique:
		keys = append(keys, s.columns(id, metadata.ColumnsOf(c.Parts))...)
	case *metadata.ForeignKey:
		keys = append(keys, s.columns(id, c.Columns)...)
		keys = append(keys, s.relation(c.Ref))
		keys = append(keys, s.columns(c.Ref, c.RefColumns)...)
		keys = append(keys, key{"key", s.fold(c.Ref), strings.Join(c.RefColumns, ",")})
	case *metadata.Check:
		keys = append(keys, s.textColumns(t, c.Expr)...)
		keys = append(keys, texts(names, c.Expr)...)
	case *metadata.Exclude:
		for _, e := range c.Elements {
			keys = append(keys, s.textColumns(t, e.Expr)...)
			if e.Column != "" {
				keys = append(keys, s.column(id, e.Column))
			}
		}
		keys = append(keys, s.textColumns(t, c.Where)...)
	}
	return keys
}

func (s *scope) indexUses(names []mention, t *metadata.Table, i *metadata.Index) []key {
	keys := append([]key{s.relation(t.Ident())}, s.columns(t.Ident(), metadata.ColumnsOf(i.Parts))...)
	keys = append(keys, s.columns(t.Ident(), i.Include)...)
	for _, p := range i.Parts {
		keys = append(keys, s.textColumns(t, p.Expr)...)
		keys = append(keys, texts(names, p.Expr)...)
	}
	keys = append(keys, s.textColumns(t, i.Where)...)
	return append(keys, texts(names, i.Where)...)
}

// textColumns are the columns of t whose names stand in the expression. A name
// that only looks like one costs nothing but an edge in the graph.
func (s *scope) textColumns(t *metadata.Table, e *metadata.Expr) []key {
	if e == nil {
		return nil
	}
	var keys []key
	for _, c := range t.Columns {
		if mentionsColumn(e, c.Name) {
			keys = append(keys, s.column(t.Ident(), c.Name))
		}
	}
	return keys
}

func mentionsColumn(e *metadata.Expr, name string) bool {
	return e != nil && strings.Contains(strings.ToLower(e.Text), strings.ToLower(name))
}

// keyOf is what a foreign key may refer to: the columns of a primary key,
// unique constraint or unique index.
func (s *scope) keyOf(t metadata.Name, parts []metadata.Part) key {
	return key{"key", s.fold(t), strings.Join(metadata.ColumnsOf(parts), ",")}
}

func (s *scope) dependencies(list []metadata.Dependency, routines []*metadata.Routine) []key {
	var keys []key
	for _, dep := range list {
		switch dep.Kind {
		case "type":
			keys = append(keys, typeKey(dep.Name))
		case "trigger":
			keys = append(keys, key{"trigger", dep.Name, dep.Column})
		case "routine":
			for _, r := range routines {
				if r.Ident() == dep.Name {
					keys = append(keys, routine(r))
				}
			}
		default:
			keys = append(keys, s.relation(dep.Name))
			if dep.Column != "" {
				keys = append(keys, s.column(dep.Name, dep.Column))
			}
		}
	}
	return keys
}

// of finds the effects of a change.
func (s *scope) of(c ddl.Change) effects {
	switch c := c.(type) {
	case ddl.CreateSchema:
		return effects{creates: []key{schemaOf(metadata.Name{Schema: c.Schema.Name})}}
	case ddl.DropSchema:
		return effects{drops: []key{schemaOf(metadata.Name{Schema: c.Schema.Name})}}
	case ddl.CreateExtension:
		return effects{uses: []key{schemaOf(metadata.Name{Schema: c.Extension.Schema})}}
	case ddl.DropExtension:
		return effects{frees: []key{schemaOf(metadata.Name{Schema: c.Extension.Schema})}}
	case ddl.CreateTable, ddl.DropTable, ddl.AddColumn, ddl.DropColumn, ddl.AlterColumn, ddl.MoveColumn, ddl.RenameColumn, ddl.AlterTable, ddl.TableChanges:
		return s.ofTable(c)
	case ddl.AddConstraint, ddl.DropConstraint, ddl.AlterConstraint, ddl.CreateIndex, ddl.DropIndex, ddl.AlterIndex:
		return s.ofConstraint(c)
	}
	return s.ofObject(c)
}

func (s *scope) ofObject(c ddl.Change) effects {
	switch c := c.(type) {
	case ddl.CreateEnum:
		return effects{creates: []key{typeKey(c.Enum.Ident())}, uses: []key{schemaOf(c.Enum.Ident())}}
	case ddl.DropEnum:
		return effects{drops: []key{typeKey(c.Enum.Ident())}, frees: []key{schemaOf(c.Enum.Ident())}}
	case ddl.AlterEnum:
		e := effects{modifies: []key{typeKey(c.To.Ident())}}
		for _, col := range c.Columns {
			e.modifies = append(e.modifies, s.column(col.Table, col.Column.Name))
		}
		return e
	case ddl.CreateDomain:
		return effects{creates: []key{typeKey(c.Domain.Ident())}, uses: s.domainUses(s.wantNames, c.Domain)}
	case ddl.DropDomain:
		return effects{drops: []key{typeKey(c.Domain.Ident())}, frees: s.domainUses(s.haveNames, c.Domain)}
	case ddl.AlterDomain:
		e := effects{modifies: []key{typeKey(c.To.Ident())}, uses: s.domainUses(s.wantNames, c.To), frees: letGo(s.domainUses(s.haveNames, c.From), s.domainUses(s.wantNames, c.To))}
		for _, col := range c.Columns {
			e.modifies = append(e.modifies, s.column(col.Table, col.Column.Name))
		}
		return e
	case ddl.CreateSequence:
		return effects{creates: []key{s.relation(c.Sequence.Ident())}, uses: []key{schemaOf(c.Sequence.Ident())}}
	case ddl.DropSequence:
		return effects{drops: []key{s.relation(c.Sequence.Ident())}, frees: []key{schemaOf(c.Sequence.Ident())}}
	case ddl.AlterSequence:
		return effects{modifies: []key{s.relation(c.To.Ident())}}
	case ddl.SetSequenceOwner:
		e := effects{uses: []key{s.relation(c.To.Ident())}}
		if o := c.To.Owner; o != (metadata.ColumnRef{}) {
			e.uses = append(e.uses, s.relation(o.Table), s.column(o.Table, o.Column))
		}
		if o := c.From.Owner; o != (metadata.ColumnRef{}) {
			e.frees = append(e.frees, s.relation(o.Table), s.column(o.Table, o.Column))
		}
		return e
	}
	return s.ofCode(c)
}

func (s *scope) domainUses(names []mention, d *metadata.Domain) []key {
	keys := append(texts(names, d.ServerDefault), schemaOf(d.Ident()))
	for _, c := range d.Checks {
		keys = append(keys, texts(names, c.Expr)...)
	}
	if d.Type.Ref != (metadata.Name{}) {
		keys = append(keys, typeKey(d.Type.Ref))
	}
	return keys
}

// ofCode covers views, triggers and routines.
func (s *scope) ofCode(c ddl.Change) effects {
	old := func(list []metadata.Dependency) []key { return s.dependencies(list, s.have.Routines) }
	now := func(list []metadata.Dependency) []key { return s.dependencies(list, s.want.Routines) }
	switch c := c.(type) {
	case ddl.CreateView:
		return effects{creates: []key{s.relation(c.View.Ident()), typeKey(c.View.Ident())}, uses: append(now(c.View.DependsOn), schemaOf(c.View.Ident()))}
	case ddl.DropView:
		return effects{drops: []key{s.relation(c.View.Ident()), typeKey(c.View.Ident())}, frees: append(old(c.View.DependsOn), schemaOf(c.View.Ident()))}
	case ddl.AlterView:
		return replaced(s.relation(c.To.Ident()), old(c.From.DependsOn), now(c.To.DependsOn))
	case ddl.CreateTrigger:
		return effects{creates: []key{trigger(c.Trigger)}, uses: append(now(c.Trigger.DependsOn), s.relation(c.Trigger.Table))}
	case ddl.DropTrigger:
		return effects{drops: []key{trigger(c.Trigger)}, frees: append(old(c.Trigger.DependsOn), s.relation(c.Trigger.Table))}
	case ddl.CreateRoutine:
		return effects{creates: []key{routine(c.Routine)}, uses: append(now(c.Routine.DependsOn), schemaOf(c.Routine.Ident()))}
	case ddl.DropRoutine:
		return effects{drops: []key{routine(c.Routine)}, frees: append(old(c.Routine.DependsOn), schemaOf(c.Routine.Ident()))}
	case ddl.AlterRoutine:
		return replaced(routine(c.To), old(c.From.DependsOn), now(c.To.DependsOn))
	case ddl.CreateObject:
		return effects{creates: []key{object(c.Object)}, uses: append(now(c.Object.DependsOn), s.objectUses(c.Object)...)}
	case ddl.DropObject:
		return effects{drops: []key{object(c.Object)}, frees: append(old(c.Object.DependsOn), s.objectUses(c.Object)...)}
	case ddl.AlterObject:
		return replaced(object(c.To), old(c.From.DependsOn), now(c.To.DependsOn))
	}
	return effects{}
}

// object is a type's key, or one of its own.
func object(o *metadata.Object) key {
	if o.IsType() {
		return typeKey(o.Ident())
	}
	return key{"object", o.Ident(), o.Kind + " " + o.Table.String()}
}

func (s *scope) objectUses(o *metadata.Object) []key {
	keys := []key{schemaOf(o.Ident())}
	if o.Table != (metadata.Name{}) {
		keys = append(keys, s.relation(o.Table))
	}
	return keys
}

// replaced are the effects of code that takes the place of other code. What both
// read it does not let go of: it waits for that to become what it is to be.
func replaced(k key, old, now []key) effects {
	frees := slices.DeleteFunc(old, func(o key) bool { return slices.Contains(now, o) })
	return effects{modifies: []key{k}, uses: now, frees: frees}
}

func trigger(t *metadata.Trigger) key { return key{"trigger", t.Table, t.Name} }
