package orm

// Expunge takes objects out of the session. What was changed in them is not
// written.
func (s *Session) Expunge(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.each(objs, s.expunge)
}

func (s *Session) expunge(e *entry) {
	s.forget(e)
	if e.id.known() {
		if s.expunged == nil {
			s.expunged = map[any]bool{}
		}
		s.expunged[e.obj] = true
	}
}

// each calls f for the entries of objects.
func (s *Session) each(objs []any, f func(*entry)) error {
	for _, o := range objs {
		e := s.entryOf(o)
		if e == nil {
			return ErrNotInSession
		}
		f(e)
	}
	return nil
}

// Expire has the next query that meets the objects read them anew. What was
// changed in them since the last flush is lost then.
func (s *Session) Expire(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.each(objs, s.expire)
}

func (s *Session) expire(e *entry) {
	e.outdate()
	s.restore(e, e.snap)
}

// ExpireAll has the next queries read all objects anew, such as after a
// statement that has changed many rows. What was changed in objects and not
// flushed is lost then.
func (s *Session) ExpireAll() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, e := range s.entries {
		if e.state == clean {
			s.expire(e)
		}
	}
	return nil
}
