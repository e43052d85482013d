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
// they first appear. The function may use the room that it is given for the
// fields.
func batches(es []*entry, fieldsOf func(*entry, []*field) (*mapper, []*field)) []*batch {
	if len(es) == 1 {
		if m, fields := fieldsOf(es[0], nil); len(fields) > 0 {
			return []*batch{{m: m, fields: fields, es: es}}
		}
		return nil
	}
	type key struct {
		m *mapper
		s shape
	}
	found := map[key]*batch{}
	var list []*batch
	var last *batch
	var room []*field
	for _, e := range es {
		m, fields := fieldsOf(e, room[:0])
		if len(fields) == 0 {
			continue
		}
		if cap(fields) > cap(room) {
			room = fields
		}
		if last == nil || last.m != m || !slices.Equal(last.fields, fields) {
			k := key{m, shapeOf(m, fields)}
			if last = found[k]; last == nil {
				last = &batch{m: m, fields: slices.Clone(fields)}
				found[k] = last
				list = append(list, last)
			}
		}
		last.es = append(last.es, e)
	}
	return list
}

// depth is in how many tables a row of the objects is at most.
func depth(es []*entry) int {
	n := 0
	for _, e := range es {
		n = max(n, len(e.m.stores))
	}
	return n
}

// store is the table at a depth, nil if the object's row is in fewer.
func (e *entry) store(at int) *mapper {
	if at < len(e.m.stores) {
		return e.m.stores[at]
	}
	return nil
}
