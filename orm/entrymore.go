package orm

// entryMore is what few entries have, so that the many are small.
type entryMore struct {
	// missing are fields that were not read.
	missing []*field
	// held is what relations held at the last flush.
	held holding
	// old are relations that were read before the last commit, as [entry.loaded].
	old uint64
	// syncs are keys that have to be copied before the row is written.
	syncs []sync
	room  [1]sync // for most
	// homed says that this flush found the object in a field of its owner.
	homed bool
}

var nothingMore = &entryMore{}

// extra is what an entry has besides, to be read.
func (e *entry) extra() *entryMore {
	if e.more == nil {
		return nothingMore
	}
	return e.more
}

// extended is what an entry has besides, to be changed.
func (e *entry) extended() *entryMore {
	if e.more == nil {
		e.more = &entryMore{}
	}
	return e.more
}

// outdate has the next query that meets the entry read it anew, and the next
// one that asks for its relations.
func (e *entry) outdate() {
	e.expired = true
	if e.more != nil {
		e.more.old |= e.loaded
	}
}

func (e *entry) setMissing(fields []*field) {
	if e.more != nil || len(fields) > 0 {
		e.extended().missing = fields
	}
}

func (e *entry) setHeld(h holding) {
	if e.more != nil || len(h) > 0 {
		e.extended().held = h
	}
}

// hadHeld notes what a relation holds. The list is not changed any more.
func (e *entry) hadHeld(r *relation, objs []any) { e.extended().held.put(r, objs) }

// follow has a key copied before the row is written.
func (e *entry) follow(s sync) {
	x := e.extended()
	if x.syncs == nil {
		x.syncs = x.room[:0]
	}
	x.syncs = append(x.syncs, s)
}

// synced forgets the keys that were to be copied.
func (e *entry) synced() {
	if e.more != nil {
		e.more.syncs, e.more.room, e.more.homed = nil, [1]sync{}, false
	}
}
