package orm

// rekeyed parts those whose keys pass from one to another from the rest, in an
// order in which a key is free before it is taken. Keys that go round in a circle
// cannot be ordered; the database will say so.
func rekeyed(es []*entry) (inOrder, rest []*entry) {
	moved := map[*mapper]map[identity]*entry{} // by the keys that they give up
	for _, e := range es {
		if !e.keyChanged() {
			continue
		}
		if moved[e.m.space] == nil {
			moved[e.m.space] = map[identity]*entry{}
		}
		moved[e.m.space][e.id] = e
	}
	if len(moved) == 0 {
		return nil, es
	}
	linked, placed := map[*entry]bool{}, map[*entry]bool{}
	holder := func(e *entry) *entry { return moved[e.m.space][e.m.identity(e.p)] }
	for _, e := range es {
		if e.keyChanged() && holder(e) != nil {
			linked[e], linked[holder(e)] = true, true
		}
	}
	var place func(e *entry)
	place = func(e *entry) {
		if placed[e] {
			return
		}
		placed[e] = true
		if h := holder(e); h != nil {
			place(h)
		}
		inOrder = append(inOrder, e)
	}
	for _, e := range es {
		if linked[e] {
			place(e)
		} else {
			rest = append(rest, e)
		}
	}
	return inOrder, rest
}
