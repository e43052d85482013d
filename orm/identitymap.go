package orm

// byIdentity finds values by keys: by numbers, which most keys are, sooner than
// by others.
type byIdentity[V any] struct {
	numbers map[int64]V
	others  map[identity]V // nil before the first
}

// newByIdentity makes room for some numbers.
func newByIdentity[V any](room int) byIdentity[V] {
	return byIdentity[V]{numbers: make(map[int64]V, room)}
}

func (m *byIdentity[V]) get(id identity) (v V, ok bool) {
	if id.kind == byNumber {
		v, ok = m.numbers[id.number]
	} else {
		v, ok = m.others[id]
	}
	return v, ok
}

func (m *byIdentity[V]) put(id identity, v V) {
	if id.kind == byNumber {
		m.numbers[id.number] = v
		return
	}
	if m.others == nil {
		m.others = map[identity]V{}
	}
	m.others[id] = v
}

func (m *byIdentity[V]) drop(id identity) {
	if id.kind == byNumber {
		delete(m.numbers, id.number)
	} else {
		delete(m.others, id)
	}
}

// identityMap finds the entries of one type by their keys. Many sessions read
// rows once and never look for one: entries are filed when somebody does.
type identityMap struct {
	byKey   byIdentity[*entry]
	unfiled []*entry
	filed   bool
}

// get finds the entry of a key, or nil. A nil map is empty.
func (m *identityMap) get(id identity) *entry {
	if m == nil {
		return nil
	}
	if !m.filed {
		m.file()
	}
	e, _ := m.byKey.get(id)
	return e
}

// file files the entries that have come so far, and from now on each at once.
func (m *identityMap) file() {
	m.byKey = newByIdentity[*entry](len(m.unfiled))
	for _, e := range m.unfiled {
		m.byKey.put(e.id, e)
	}
	m.unfiled, m.filed = nil, true
}

// put files an entry under its key.
func (m *identityMap) put(e *entry) {
	if m.filed {
		m.byKey.put(e.id, e)
	} else {
		m.unfiled = append(m.unfiled, e)
	}
}

// drop takes an entry out, unless another one has its key.
func (m *identityMap) drop(e *entry) {
	if m.get(e.id) == e {
		m.byKey.drop(e.id)
	}
}

// isNew reports whether no entry was ever put in.
func (m *identityMap) isNew() bool { return m == nil || !m.filed && len(m.unfiled) == 0 }
