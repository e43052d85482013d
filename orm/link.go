package orm

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// linkKeys are the columns of both keys in a table in between; one that is a
// part of both stands once.
func (r *relation) linkKeys() []*metadata.Column {
	all := slices.Clone(r.linkOwn)
	for _, c := range r.linkTo {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// linkRow is a row of a table in between, in the order of linkKeys.
func (r *relation) linkRow(e, c *entry) ([]any, error) {
	own, known := keyOf(e.p, r.local)
	to, known2 := keyOf(c.p, r.remote)
	if !known || !known2 {
		return nil, fmt.Errorf("orm: %s.%s: a key is not set", r.owner, r.name)
	}
	row := slices.Clone(own)
	for i, col := range r.linkTo {
		switch k := slices.Index(r.linkOwn, col); {
		case k < 0:
			row = append(row, to[i])
		case identify(own[k]) != identify(to[i]):
			return nil, fmt.Errorf("orm: %s.%s: %s.%s belongs to both keys, and is %v for the one and %v for the other", r.owner, r.name, r.link.Ident(), col.Name, own[k], to[i])
		}
	}
	return row, nil
}

// link inserts the rows of tables in between. What both sides say is said once.
func (w *work) link(ctx context.Context) error {
	done := map[*metadata.Table]map[identity]bool{}
	for _, r := range w.linkOrder {
		columns := r.linkKeys()
		if done[r.link] == nil {
			done[r.link] = map[identity]bool{}
		}
		var rows [][]ast.Node
		for _, pair := range w.links[r].add {
			if pair[0].state >= deleting || pair[1].state >= deleting {
				continue
			}
			row, err := r.linkRow(pair[0], pair[1])
			if err != nil {
				return err
			}
			if id := linkIdentity(columns, row); done[r.link][id] {
				continue
			} else {
				done[r.link][id] = true
			}
			nodes := make([]ast.Node, len(columns))
			for i, c := range columns {
				nodes[i] = &ast.Arg{Value: row[i], Type: &c.Type}
			}
			rows = append(rows, nodes)
		}
		for part := range slices.Chunk(rows, max(1, min(rowsAtOnce, most/len(columns)))) {
			if err := w.s.execLink(ctx, r, &ast.Insert{Table: r.link, Columns: columns, Rows: part}); err != nil {
				return err
			}
		}
	}
	return nil
}

// linkIdentity is the same for a row seen from either side.
func linkIdentity(columns []*metadata.Column, row []any) identity {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(columns[a].Name, columns[b].Name) })
	key := make([]any, len(row))
	for to, from := range order {
		key[to] = row[from]
	}
	return identityOfAll(key, func(int) *field { return nil })
}

// execLink writes to a table in between. Where its rows belong to tenants, the
// new ones become the session's, and only those of the session go.
func (s *Session) execLink(ctx context.Context, r *relation, st core.Statement) error {
	if own := s.criteria.tenants(r.link); own != nil {
		var err error
		if st, err = own.apply(st); err != nil {
			return fmt.Errorf("orm: write %s.%s: %w", r.owner, r.name, err)
		}
	}
	if _, err := s.db.ExecStatement(ctx, st); err != nil {
		return fmt.Errorf("orm: write %s.%s: %w", r.owner, r.name, err)
	}
	return nil
}

// unlink deletes rows of tables in between: pairs that are no more, and all of
// an object that is deleted.
func (w *work) unlink(ctx context.Context) error {
	for _, r := range w.linkOrder {
		rel := &ast.Relation{Table: r.link}
		all := columnsOf(rel, slices.Concat(r.linkOwn, r.linkTo))
		var pairs, owners [][]any
		for _, pair := range w.links[r].remove {
			own, _ := keyOf(pair[0].source(), r.local)
			if pair[1] == nil {
				owners = append(owners, own)
				continue
			}
			to, _ := keyOf(pair[1].source(), r.remote)
			pairs = append(pairs, append(own, to...))
		}
		for part := range slices.Chunk(pairs, chunk) {
			if err := w.s.execLink(ctx, r, &ast.Delete{Rel: rel, Where: []ast.Node{matches(all, part)}}); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(owners, chunk) {
			if err := w.s.execLink(ctx, r, &ast.Delete{Rel: rel, Where: []ast.Node{matches(all[:len(r.linkOwn)], part)}}); err != nil {
				return err
			}
		}
	}
	return nil
}
