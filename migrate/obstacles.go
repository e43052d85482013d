package migrate

import (
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// clearObstacles adds, for each object that stands in the way of a change and
// stays, a drop before it and a create after it. It goes on until nothing new
// stands in the way: a view on a dropped view, an index on a generated column.
func clearObstacles(t Target, s *scope, have, want *metadata.MetaData, changes []ddl.Change) []ddl.Change {
	o := obstacles{Target: t, scope: s, have: have, want: want, gone: map[string]bool{}}
	o.indexSchema()
	for _, c := range changes {
		o.take(c)
	}
	for len(o.pending) > 0 {
		c := o.pending[0]
		o.pending = o.pending[1:]
		o.clear(c)
	}
	out := o.changes[:0]
	for _, c := range o.changes {
		if c != nil {
			out = append(out, c)
		}
	}
	return out
}

type obstacles struct {
	Target
	scope      *scope
	have, want *metadata.MetaData
	changes    []ddl.Change
	pending    []ddl.Change
	gone       map[string]bool // what is dropped already, by its description
	referrers  map[metadata.Name][]ddl.In
	views      map[metadata.Name][]*metadata.View
	triggers   map[metadata.Name][]*metadata.Trigger
	objects    map[metadata.Name][]*metadata.Object
	routines   map[metadata.Name][]*metadata.Routine
}

// indexSchema finds what depends on each table, once.
func (o *obstacles) indexSchema() {
	o.referrers, o.views = map[metadata.Name][]ddl.In{}, map[metadata.Name][]*metadata.View{}
	o.triggers = map[metadata.Name][]*metadata.Trigger{}
	o.objects, o.routines = map[metadata.Name][]*metadata.Object{}, map[metadata.Name][]*metadata.Routine{}
	for _, t := range o.have.Tables() {
		for _, fk := range t.ForeignKeys {
			if w := o.want.Table(t.Ident()); w != nil {
				o.referrers[fk.Ref] = append(o.referrers[fk.Ref], ddl.In{From: t, To: w})
			}
		}
	}
	for _, v := range o.have.Views {
		addUnder(o.views, v, metadata.Name{}, v.DependsOn)
	}
	for _, g := range o.have.Triggers {
		addUnder(o.triggers, g, g.Table, g.DependsOn)
	}
	for _, r := range o.have.Routines {
		addUnder(o.routines, r, metadata.Name{}, r.DependsOn)
	}
	for _, x := range o.have.Objects {
		addUnder(o.objects, x, x.Table, x.DependsOn)
	}
}

// addUnder lists a dependent under its own table, if it has one, and under
// each that it reads, once.
func addUnder[T any](m map[metadata.Name][]T, x T, own metadata.Name, list []metadata.Dependency) {
	seen := map[metadata.Name]bool{{}: true}
	add := func(n metadata.Name) {
		if !seen[n] {
			seen[n] = true
			m[n] = append(m[n], x)
		}
	}
	add(own)
	for _, dep := range list {
		if dep.Kind == "table" || dep.Kind == "type" {
			add(dep.Name)
		}
	}
}

func (o *obstacles) take(c ddl.Change) {
	if isDrop(c) {
		if o.gone[c.Describe()] {
			return
		}
		o.gone[c.Describe()] = true
	}
	o.changes = append(o.changes, c)
	o.pending = append(o.pending, c)
}

func isDrop(c ddl.Change) bool {
	switch c.(type) {
	case ddl.DropColumn, ddl.DropConstraint, ddl.DropIndex, ddl.DropView, ddl.DropTrigger, ddl.DropRoutine, ddl.DropTable, ddl.DropObject:
		return true
	}
	return false
}

// replace drops the object and, if it stays in the schema wanted, creates it
// again as it is wanted. An alteration of it falls away.
func (o *obstacles) replace(drop, create ddl.Change) {
	if o.gone[drop.Describe()] {
		return
	}
	replaced := drop.Describe()
	for i, c := range o.changes {
		if c != nil && dropOf(c) == replaced {
			o.changes[i] = nil
		}
	}
	o.take(drop)
	if create != nil {
		o.take(create)
	}
}

// dropOf describes the drop that an alteration would become.
func dropOf(c ddl.Change) string {
	switch c := c.(type) {
	case ddl.AlterView:
		return ddl.DropView{View: c.From}.Describe()
	case ddl.AlterRoutine:
		return ddl.DropRoutine{Routine: c.From}.Describe()
	case ddl.AlterObject:
		return ddl.DropObject{Object: c.From}.Describe()
	case ddl.AlterConstraint:
		return ddl.DropConstraint{In: c.In, Constraint: c.Old}.Describe()
	case ddl.AlterIndex:
		return ddl.DropIndex{In: c.In, Index: c.Old}.Describe()
	case ddl.AlterColumn:
		return ddl.DropColumn{In: c.In, Column: c.Old}.Describe()
	}
	return ""
}

func (o *obstacles) clear(c ddl.Change) {
	switch c := c.(type) {
	case ddl.DropView:
		o.code(c, c.View.Ident())
	case ddl.AlterView:
		o.code(c, c.From.Ident())
	case ddl.DropTable:
		o.code(c, c.Table.Ident())
	case ddl.AlterEnum:
		o.typeUsers(c, c.From.Ident(), c.Columns)
	case ddl.AlterDomain:
		o.typeUsers(c, c.From.Ident(), c.Columns)
	case ddl.AlterRoutine:
		o.routineUsers(c, c.From)
	case ddl.DropRoutine:
		o.routineUsers(c, c.Routine)
	default:
		if in, ok := ddl.TableOf(c); ok {
			o.inTable(c, in)
			o.code(c, in.From.Ident())
		}
	}
}

// typeUsers looks at everything that may use a changed type.
func (o *obstacles) typeUsers(c ddl.Change, name metadata.Name, columns []ddl.EnumColumn) {
	seen := map[metadata.Name]bool{}
	for _, col := range columns {
		h, w := o.have.Table(col.Table), o.want.Table(col.Table)
		if seen[col.Table] || h == nil || w == nil {
			continue
		}
		seen[col.Table] = true
		o.inTable(c, ddl.In{From: h, To: w})
		o.code(c, col.Table)
	}
	o.code(c, name)
}

func (o *obstacles) routineUsers(c ddl.Change, r *metadata.Routine) {
	uses := func(list []metadata.Dependency) bool {
		for _, dep := range list {
			if dep.Kind == "routine" && dep.Name == r.Ident() {
				return true
			}
		}
		return false
	}
	for _, h := range o.have.Tables() {
		if w := o.want.Table(h.Ident()); w != nil {
			o.inTable(c, ddl.In{From: h, To: w})
		}
	}
	for _, v := range o.have.Views {
		if uses(v.DependsOn) && o.Dialect.Obstructs(o.Server, c, v) {
			o.replaceView(v)
		}
	}
	for _, g := range o.have.Triggers {
		if uses(g.DependsOn) && o.Dialect.Obstructs(o.Server, c, g) {
			o.replaceTrigger(g)
		}
	}
	for _, x := range o.have.Routines {
		if x != r && uses(x.DependsOn) && o.Dialect.Obstructs(o.Server, c, x) {
			o.replaceRoutine(x)
		}
	}
	for _, x := range o.have.Objects {
		if uses(x.DependsOn) && o.Dialect.Obstructs(o.Server, c, x) {
			o.replaceObject(x)
		}
	}
}

// code looks at the views, triggers, routines and objects of a table, view or type.
func (o *obstacles) code(c ddl.Change, table metadata.Name) {
	o.viewsOf(c, table)
	for _, g := range o.triggers[table] {
		if o.Dialect.Obstructs(o.Server, c, g) {
			o.replaceTrigger(g)
		}
	}
	for _, r := range o.routines[table] {
		if o.Dialect.Obstructs(o.Server, c, r) {
			o.replaceRoutine(r)
		}
	}
	for _, x := range o.objects[table] {
		if o.Dialect.Obstructs(o.Server, c, x) {
			o.replaceObject(x)
		}
	}
}

func (o *obstacles) viewsOf(c ddl.Change, relation metadata.Name) {
	for _, v := range o.views[relation] {
		if o.Dialect.Obstructs(o.Server, c, v) {
			o.replaceView(v)
		}
	}
}

func (o *obstacles) replaceView(v *metadata.View) {
	var create ddl.Change
	for _, w := range o.want.Views {
		if w.Ident() == v.Ident() {
			create = ddl.CreateView{View: w, Rights: v.Rights}
		}
	}
	o.replace(ddl.DropView{View: v}, create)
}

func (o *obstacles) replaceTrigger(g *metadata.Trigger) {
	var create ddl.Change
	for _, w := range o.want.Triggers {
		if w.Table == g.Table && w.Name == g.Name {
			create = ddl.CreateTrigger{Trigger: w}
		}
	}
	o.replace(ddl.DropTrigger{Trigger: g}, create)
}

func (o *obstacles) replaceRoutine(r *metadata.Routine) {
	var create ddl.Change
	for _, w := range o.want.Routines {
		if routineKey(w) == routineKey(r) {
			create = ddl.CreateRoutine{Routine: w, Rights: r.Rights}
		}
	}
	o.replace(ddl.DropRoutine{Routine: r}, create)
}

func (o *obstacles) replaceObject(x *metadata.Object) {
	var create ddl.Change
	for _, w := range o.want.Objects {
		if objectKey(w) == objectKey(x) {
			create = ddl.CreateObject{Object: w}
		}
	}
	o.replace(ddl.DropObject{Object: x}, create)
}

// inTable looks at what belongs to the changed table, and at the foreign keys
// that point to it.
func (o *obstacles) inTable(c ddl.Change, in ddl.In) {
	for _, col := range in.From.Columns {
		if col.Computed != nil && o.Dialect.Obstructs(o.Server, c, col) {
			o.replaceColumn(in, col)
		}
	}
	for _, con := range in.From.Constraints() {
		if o.Dialect.Obstructs(o.Server, c, con) {
			o.replaceConstraint(in, con)
		}
	}
	for _, i := range in.From.Indexes {
		if o.Dialect.Obstructs(o.Server, c, i) {
			o.replaceIndex(in, i)
		}
	}
	for _, r := range o.referrers[in.From.Ident()] {
		if r.From == in.From {
			continue
		}
		for _, fk := range r.From.ForeignKeys {
			if fk.Ref == in.From.Ident() && o.Dialect.Obstructs(o.Server, c, fk) {
				o.replaceConstraint(r, fk)
			}
		}
	}
}

func (o *obstacles) replaceColumn(in ddl.In, col *metadata.Column) {
	drop := ddl.DropColumn{In: in, Column: col}
	if o.gone[drop.Describe()] {
		return
	}
	var create ddl.Change
	after := ""
	for _, w := range in.To.Columns {
		if strings.EqualFold(w.Name, col.Name) {
			create = ddl.AddColumn{In: in, Column: w, After: after}
		}
		after = w.Name
	}
	o.replace(drop, create)
}

func (o *obstacles) replaceConstraint(in ddl.In, con metadata.Constraint) {
	var create ddl.Change
	for _, w := range in.To.Constraints() {
		if sameKind(con, w) && (w.ConstraintName() == con.ConstraintName() && !implicit(w) || implicit(w) && sameConstraint(con, w)) {
			create = ddl.AddConstraint{In: in, Constraint: w}
		}
	}
	o.replace(ddl.DropConstraint{In: in, Constraint: con}, create)
}

func (o *obstacles) replaceIndex(in ddl.In, i *metadata.Index) {
	var create ddl.Change
	for _, w := range in.To.Indexes {
		if w.Name == i.Name {
			create = ddl.CreateIndex{In: in, Index: w}
		}
	}
	o.replace(ddl.DropIndex{In: in, Index: i}, create)
}

func sameKind(a, b metadata.Constraint) bool {
	switch a.(type) {
	case *metadata.PrimaryKey:
		_, ok := b.(*metadata.PrimaryKey)
		return ok
	case *metadata.Unique:
		_, ok := b.(*metadata.Unique)
		return ok
	case *metadata.ForeignKey:
		_, ok := b.(*metadata.ForeignKey)
		return ok
	case *metadata.Check:
		_, ok := b.(*metadata.Check)
		return ok
	}
	_, ok := b.(*metadata.Exclude)
	return ok
}
