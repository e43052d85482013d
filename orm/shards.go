package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Shards are databases with the same tables, among which rows are divided by a
// key, such as a customer's number. K is the key's type. They are shared by the
// whole program, when all types have been given their keys.
type Shards[K any] struct {
	meta  *metadata.MetaData
	place func(key K) int
	dbs   []*engine.Engine
	keys  map[reflect.Type]func(obj any) K
}

// NewShards makes shards of databases. The function is where a key's rows are: a
// database's place in the list. It has to say the same for ever, as no row
// moves when it changes its mind.
func NewShards[K any](meta *metadata.MetaData, place func(key K) int, dbs ...*engine.Engine) *Shards[K] {
	return &Shards[K]{meta: meta, place: place, dbs: dbs, keys: map[reflect.Type]func(any) K{}}
}

// ShardBy says by which key objects of T are placed. Types without one go where
// the objects are that they belong to.
func ShardBy[T, K any](sh *Shards[K], key func(obj *T) K) {
	sh.keys[reflect.TypeFor[*T]()] = func(obj any) K { return key(obj.(*T)) }
}

// Of is the number of the database of a key.
func (sh *Shards[K]) Of(key K) (int, error) {
	i := sh.place(key)
	if i < 0 || i >= len(sh.dbs) {
		return 0, fmt.Errorf("orm: the key %v is of shard %d, and there are %d", key, i, len(sh.dbs))
	}
	return i, nil
}

// Engines are the databases, in the order in which they were given.
func (sh *Shards[K]) Engines() []*engine.Engine { return sh.dbs }

// Verify is [Verify] for all databases.
func (sh *Shards[K]) Verify(ctx context.Context) error {
	var errs []error
	for i, db := range sh.dbs {
		if err := Verify(ctx, db, sh.meta); err != nil {
			errs = append(errs, fmt.Errorf("shard %d: %w", i, err))
		}
	}
	return errors.Join(errs...)
}

// NewSession makes a session over all shards.
func (sh *Shards[K]) NewSession() *ShardSession[K] {
	ss := &ShardSession[K]{sh: sh}
	for i, db := range sh.dbs {
		s := NewSession(db, sh.meta)
		s.On(func(_ context.Context, _ *Session, e Event, obj any) error {
			if e == BeforeInsert || e == BeforeUpdate {
				return ss.belongs(obj, i)
			}
			return nil
		})
		ss.sessions = append(ss.sessions, s)
	}
	return ss
}
