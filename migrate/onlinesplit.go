package migrate

import (
	"context"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// split tries the parts of a change one by one, and then those that nobody
// notices apart from the rest: together they may be what the server does in a
// worse way. It answers no when the parts do not make what the whole makes.
func (t *trial) split(ctx context.Context, before *metadata.MetaData, whole ddl.TableChanges) (steps []Step, all tried, ok bool) {
	after, err := t.tables(ctx)
	if err != nil {
		return nil, all, false
	}
	var best, rest []ddl.Change
	_, _, ok = t.aside(ctx, before, nil, each(whole), func(c ddl.Change, x tried) {
		if x.best {
			best = append(best, c.(ddl.TableChanges).Changes...)
		} else {
			rest = append(rest, c.(ddl.TableChanges).Changes...)
		}
	})
	if !ok || len(best) == 0 {
		return nil, all, false
	}
	groups := []ddl.Change{part(whole, best), part(whole, rest)}
	if len(rest) == 0 {
		groups = each(whole)
	}
	return t.aside(ctx, before, after, groups, nil)
}

// each are the changes one by one.
func each(whole ddl.TableChanges) []ddl.Change {
	var parts []ddl.Change
	for _, c := range whole.Changes {
		parts = append(parts, part(whole, []ddl.Change{c}))
	}
	return parts
}

func part(whole ddl.TableChanges, changes []ddl.Change) ddl.Change {
	whole.Changes = changes
	return whole
}

// aside runs changes in a scratch database of their own; tell, if not nil, is
// told how each went. They have to come out at after, if that is not nil.
func (t *trial) aside(ctx context.Context, before, after *metadata.MetaData, changes []ddl.Change, tell func(ddl.Change, tried)) (steps []Step, all tried, ok bool) {
	x, err := trialOn(ctx, t.another, t.target, t.forms, before)
	if err != nil {
		return nil, all, false
	}
	defer x.close()
	for _, c := range changes {
		list, err := t.target.Dialect.Compile(t.target.Server, c)
		if err != nil {
			return nil, all, false
		}
		one, err := x.run(ctx, list)
		if err != nil {
			return nil, all, false
		}
		if tell != nil {
			tell(c, one)
		}
		all.lock, all.copies = max(all.lock, one.lock), all.copies || one.copies
		steps = append(steps, Step{Change: c, Statements: one.list, Online: one.quiet()})
	}
	if after == nil {
		return steps, all, true
	}
	made, err := x.tables(ctx)
	if err != nil {
		return nil, all, false
	}
	left, err := Diff(t.target, made, after, Renames{})
	return steps, all, err == nil && len(left) == 0
}
