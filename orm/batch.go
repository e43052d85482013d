package orm

import (
	"slices"
)

// most is how many values one statement sends at most: a little less than the
// smallest limit of all servers, SQLite's 32,766.
const most = 30000

// rowsAtOnce is how many rows one statement writes at most.
const rowsAtOnce = 1000

// shape is which fields a statement writes, to put those alike together.
type shape string

func shapeOf(m *mapper, fields []*field) shape {
	mask := make([]byte, len(m.fields))
	for i, f := range m.fields {
		mask[i] = '0'
		if slices.Contains(fields, f) {
			mask[i] = '1'
		}
	}
	return shape(mask)
}

// batch is rows of one table that are written alike.
type batch struct {
	m      *mapper
	fields []*field
	es     []*entry
}

// batches puts rows together by what is written of them, in the order in which
// they first appear.
func batches(es []*entry, fieldsOf func(*entry) []*field) []*batch {
	if len(es) == 1 {
		if fields := fieldsOf(es[0]); len(fields) > 0 {
			return []*batch{{m: es[0].m, fields: fields, es: es}}
		}
		return nil
	}
	type key struct {
		m *mapper
		s shape
	}
	found := map[key]*batch{}
	var list []*batch
	for _, e := range es {
		fields := fieldsOf(e)
		if len(fields) == 0 {
			continue
		}
		k := key{e.m, shapeOf(e.m, fields)}
		b := found[k]
		if b == nil {
			b = &batch{m: e.m, fields: fields}
			found[k] = b
			list = append(list, b)
		}
		b.es = append(b.es, e)
	}
	return list
}
