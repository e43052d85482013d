package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// linkRow is a row of a table in between, in the order of its columns.
func (r *relation) linkRow(e, c *entry) ([]any, error) {
	own, known := keyOf(e.p, r.local)
	to, known2 := keyOf(c.p, r.remote)
	if !known || !known2 {
		return nil, fmt.Errorf("orm: %s.%s: a key is not set", r.owner, r.name)
	}
	row := make([]any, len(r.link.Columns))
	for i, col := range r.linkOwn {
		row[slices.Index(r.link.Columns, col)] = own[i]
	}
	for i, col := range r.linkTo {
		row[slices.Index(r.link.Columns, col)] = to[i]
	}
	return row, nil
}

// link inserts the rows of tables in between. What both sides say is said once.
func (w *work) link(ctx context.Context) error {
	done := map[*metadata.Table]map[identity]bool{}
	for _, r := range w.linkOrder {
		columns := append(slices.Clone(r.linkOwn), r.linkTo...)
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
			if id := identityOf(row); done[r.link][id] {
				continue
			} else {
				done[r.link][id] = true
			}
			var nodes []ast.Node
			for _, c := range columns {
				nodes = append(nodes, &ast.Arg{Value: row[slices.Index(r.link.Columns, c)], Type: &c.Type})
			}
			rows = append(rows, nodes)
		}
		for part := range slices.Chunk(rows, max(1, min(rowsAtOnce, most/len(columns)))) {
			if err := w.execLink(ctx, r, &ast.Insert{Table: r.link, Columns: columns, Rows: part}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) execLink(ctx context.Context, r *relation, st core.Statement) error {
	if _, err := w.s.db.ExecStatement(ctx, st); err != nil {
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
			if err := w.execLink(ctx, r, &ast.Delete{Rel: rel, Where: []ast.Node{matches(all, part)}}); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(owners, chunk) {
			if err := w.execLink(ctx, r, &ast.Delete{Rel: rel, Where: []ast.Node{matches(all[:len(r.linkOwn)], part)}}); err != nil {
				return err
			}
		}
	}
	return nil
}
