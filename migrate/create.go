package migrate

import (
	"context"
	"slices"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// CreateAll creates what m declares and the database has not, in the order of
// dependency. What is there already stays as it is, also where it differs.
func CreateAll(ctx context.Context, e *engine.Engine, m *metadata.MetaData) error {
	return carryOut(ctx, e, m, Missing)
}

// DropAll drops what m declares and the database has, with all that is in it.
func DropAll(ctx context.Context, e *engine.Engine, m *metadata.MetaData) error {
	return carryOut(ctx, e, m, Without)
}

func carryOut(ctx context.Context, e *engine.Engine, m *metadata.MetaData, target func(have, want *metadata.MetaData) *metadata.MetaData) error {
	want, err := e.Dialect.Normalize(m, e.Server)
	if err != nil {
		return err
	}
	have, err := dbreflect.Load(ctx, e, ScopeFor(want))
	if err != nil {
		return err
	}
	plan, err := NewPlan(Target{Dialect: e.Dialect, Server: e.Server}, have, target(have, want), Renames{})
	if err != nil {
		return err
	}
	return plan.Apply(ctx, e, nil)
}

// ScopeFor limits what is read of a database to what the wanted schema can
// speak of: a declaration that names no other namespace says nothing of them.
func ScopeFor(m *metadata.MetaData) dialect.Scope {
	scope := dialect.Scope{Exclude: OwnTables()}
	if m == nil || m.Dialect != "" {
		return scope
	}
	set := map[string]bool{"": true}
	for _, s := range m.Schemas {
		set[s.Name] = true
	}
	for _, t := range m.Tables() {
		set[t.Schema] = true
	}
	for n := range set {
		scope.Schemas = append(scope.Schemas, n)
	}
	slices.Sort(scope.Schemas)
	return scope
}
