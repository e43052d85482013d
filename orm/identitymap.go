package orm

// identityMap finds the entries of one type by their keys: by numbers, which
// most keys are, sooner than by others.
type identityMap struct {
	numbers map[int64]*entry
	others  map[identity]*entry
}

// newIdentityMap makes room for some numbers.
func newIdentityMap(room int) *identityMap {
	return &identityMap{numbers: make(map[int64]*entry, room)}
}

// get finds the entry of a key, or nil. A nil map is empty.
func (m *identityMap) get(id identity) *entry {
	switch {
	case m == nil:
		return nil
	case id.kind == byNumber:
		return m.numbers[id.number]
	}
	return m.others[id]
}

// put files an entry under its key.
func (m *identityMap) put(e *entry) {
	if e.id.kind == byNumber {
		m.numbers[e.id.number] = e
		return
	}
	if m.others == nil {
		m.others = map[identity]*entry{}
	}
	m.others[e.id] = e
}

// drop takes an entry out, unless another one has its key.
func (m *identityMap) drop(e *entry) {
	switch {
	case m.get(e.id) != e:
	case e.id.kind == byNumber:
		delete(m.numbers, e.id.number)
	default:
		delete(m.others, e.id)
	}
}
