package orm

import (
	"context"
	"reflect"
	"slices"
	"strings"
)

// A server may take texts for equal that are not: 'a' and 'A', 'a' and 'a ', 'é'
// and 'e', by the collation of a column. Which these are only the server knows. So
// what came for a key that nobody asked for, and what did not come for one, is
// asked for again.

// byText reports whether the relation's key has text in it.
func (r *relation) byText() bool {
	return slices.ContainsFunc(r.local, func(f *field) bool { return element(f.typ).Kind() == reflect.String })
}

// loosely is a key without what collations pass over most often.
func loosely(id identity) string { return strings.TrimRight(strings.ToLower(id.text), " ") }

// reader reads a relation of some owners.
type reader struct {
	s      *Session
	l      load
	o      options
	owners *owners
	rows   *relatedRows
}

// unlike sees to keys that are spelled in another way than the row's. Found are
// the keys of the rows that came.
func (r *reader) unlike(ctx context.Context, keys [][]any, found []identity) error {
	if err := r.strays(ctx, keys, found); err != nil {
		return err
	}
	if r.l.r.kind != toOne || len(found) == 0 {
		return nil
	}
	var without [][]any
	for _, key := range keys {
		if r.rows.of[r.owners.first(identityOf(r.l.r.local, key))] == nil {
			without = append(without, key)
		}
	}
	if len(without) == len(keys) {
		return nil
	}
	return r.again(ctx, without, chunk)
}

// strays reads the rows again that came for a key that nobody asked for: with
// each of the keys that may be meant alone, so that they are its.
func (r *reader) strays(ctx context.Context, keys [][]any, found []identity) error {
	asked, strays := map[identity]bool{}, map[string]bool{}
	for _, key := range keys {
		asked[identityOf(r.l.r.local, key)] = true
	}
	for _, id := range found {
		if !asked[id] {
			strays[loosely(id)] = true
		}
	}
	if len(strays) == 0 {
		return nil
	}
	var like [][]any
	met := map[string]bool{}
	for _, key := range keys {
		if k := loosely(identityOf(r.l.r.local, key)); strays[k] {
			like, met[k] = append(like, key), true
		}
	}
	switch {
	case len(met) == len(strays):
		return r.again(ctx, like, 1)
	case r.l.owners != nil: // or rows of owners that were not there yet when ours were read
		return r.again(ctx, keys, chunk)
	}
	return r.again(ctx, keys, 1)
}

// again reads by keys, so many at a time.
func (r *reader) again(ctx context.Context, keys [][]any, together int) error {
	byKeys := *r
	byKeys.l.owners, byKeys.l.subquery = nil, false
	for part := range slices.Chunk(keys, together) {
		if err := byKeys.read(ctx, part); err != nil {
			return err
		}
	}
	return nil
}
