package orm

import "context"

// Event is something that happens to a session or to one of its objects.
type Event string

// The events. Flush and commit events have no object.
const (
	BeforeFlush  Event = "before flush"
	AfterFlush   Event = "after flush"
	BeforeInsert Event = "before insert"
	AfterInsert  Event = "after insert"
	BeforeUpdate Event = "before update"
	AfterUpdate  Event = "after update"
	BeforeDelete Event = "before delete"
	AfterDelete  Event = "after delete"
	AfterLoad    Event = "after load"
	AfterCommit  Event = "after commit"
)

// Hooks is told of events. An error ends what was going on, and a flush is
// rolled back. Objects may be changed before they are inserted or updated.
type Hooks func(ctx context.Context, s *Session, e Event, obj any) error

// On adds hooks to the session.
func (s *Session) On(h Hooks) { s.hooks = append(s.hooks, h) }

// fireLoaded tells of the objects that are new from the database.
func (s *Session) fireLoaded(ctx context.Context) error {
	list, err := s.loaded, s.clash
	s.loaded, s.clash = nil, nil
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := s.fire(ctx, AfterLoad, e.obj); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) fire(ctx context.Context, e Event, obj any) error {
	if len(s.hooks) == 0 {
		return nil
	}
	s.leave() // a hook may use the session
	defer s.busy.Store(true)
	for _, h := range s.hooks {
		if err := h(ctx, s, e, obj); err != nil {
			return err
		}
	}
	return nil
}
