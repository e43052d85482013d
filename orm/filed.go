package orm

import "slices"

// forget takes an entry out. Others keep their places in the list until many
// are gone.
func (s *Session) forget(e *entry) {
	delete(s.objects, e.obj)
	s.maps[e.m.space].drop(e)
	e.state = gone
	if s.removed++; s.removed > 64 && s.removed > len(s.entries)/2 {
		s.file()
		s.entries = slices.DeleteFunc(s.entries, func(e *entry) bool { return e.state == gone })
		s.filed, s.removed = len(s.entries), 0
	}
}

// entryOf finds an object's entry; nil if the session does not have it. Entries
// are filed when one is looked for, since sessions that only read never do.
func (s *Session) entryOf(obj any) *entry {
	if s.filed < len(s.entries) {
		s.file()
	}
	return s.objects[obj]
}

func (s *Session) file() {
	if s.objects == nil {
		s.objects = make(map[any]*entry, len(s.entries))
	}
	for _, e := range s.entries[s.filed:] {
		if e.state != gone {
			s.objects[e.obj] = e
		}
	}
	s.filed = len(s.entries)
}
