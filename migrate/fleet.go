package migrate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dbtool/dbtool/engine"
)

// Member is one database of a fleet.
type Member struct {
	// Name is how reports call it. It holds no password.
	Name string
	// Open connects to it; the fleet closes what it returns.
	Open func(ctx context.Context) (*engine.Engine, error)
}

// Fleet is many databases that have the same history, each with a ledger of its
// own. So a run that was broken off, or that left some out, is done again and
// does only what is left.
type Fleet struct {
	Members []Member
	// Runner makes the runner for a member. It is called from several goroutines.
	Runner func(m Member, e *engine.Engine) *Runner
	// Jobs is how many databases are worked on at a time; less than one is one.
	Jobs int
	// Canary is how many of the first members must succeed, one after the other,
	// before any other is begun.
	Canary int
	// KeepGoing begins the others after one has failed, unless it was a canary.
	KeepGoing bool
}

// MemberState is what became of a member.
type MemberState string

// The states of an [Outcome].
const (
	MemberMigrated MemberState = "migrated"
	MemberCurrent  MemberState = "up to date"
	MemberFailed   MemberState = "failed"
	// MemberSkipped: it was not begun, because another failed or the run was stopped.
	MemberSkipped MemberState = "not begun"
)

// Outcome is what Up did with one member.
type Outcome struct {
	Name     string
	State    MemberState
	From, To string // as [Standing] has At; "" when that is not known
	Applied  []*Revision
	Duration time.Duration
	Err      error
}

// Standing is where one member stands.
type Standing struct {
	Name string
	// At are the last revisions applied, with commas; "base" is none.
	At     string
	Status *Status
	// Runner was used to find out, for its server and names. Its engine is closed.
	Runner *Runner
	Err    error
}

// Up brings all members up to the target. The outcomes are in the order of the
// members.
func (f *Fleet) Up(ctx context.Context, target string) []Outcome {
	list := make([]Outcome, len(f.Members))
	for i, m := range f.Members {
		list[i] = Outcome{Name: m.Name, State: MemberSkipped}
	}
	f.each(ctx, func(i int) bool {
		began := time.Now()
		list[i] = f.upOne(ctx, f.Members[i], target)
		list[i].Duration = time.Since(began)
		return list[i].Err == nil
	})
	return list
}

func (f *Fleet) upOne(ctx context.Context, m Member, target string) (o Outcome) {
	o = Outcome{Name: m.Name, State: MemberFailed}
	e, err := m.Open(ctx)
	if err != nil {
		o.Err = err
		return o
	}
	defer func() { o.Err = errors.Join(o.Err, e.Close()) }()
	r := f.Runner(m, e)
	if st, err := r.standing(ctx); err == nil { // an error comes again in a moment
		o.From = r.at(st)
	}
	o.Applied, o.Err = r.Up(ctx, target)
	if st, err := r.standing(context.WithoutCancel(ctx)); err == nil {
		o.To = r.at(st)
	}
	switch {
	case o.Err != nil:
	case len(o.Applied) == 0:
		o.State = MemberCurrent
	default:
		o.State = MemberMigrated
	}
	return o
}

// Status reads where all members stand.
func (f *Fleet) Status(ctx context.Context) []Standing {
	list := make([]Standing, len(f.Members))
	all := *f
	all.Canary, all.KeepGoing = 0, true
	all.each(ctx, func(i int) bool {
		list[i] = f.standing(ctx, f.Members[i])
		return true
	})
	return list
}

func (f *Fleet) standing(ctx context.Context, m Member) (s Standing) {
	s.Name = m.Name
	e, err := m.Open(ctx)
	if err != nil {
		s.Err = err
		return s
	}
	defer func() { s.Err = errors.Join(s.Err, e.Close()) }()
	s.Runner = f.Runner(m, e)
	if s.Status, s.Err = s.Runner.Status(ctx); s.Err == nil {
		s.At = s.Runner.at(s.Status)
	}
	return s
}

// at names the applied revisions that no other applied one builds on.
func (r *Runner) at(st *Status) string {
	below := map[string]bool{}
	for _, e := range st.Applied {
		for _, p := range e.Parents {
			below[p] = true
		}
	}
	var ids []string
	for _, e := range st.Applied {
		if !below[e.Revision] {
			ids = append(ids, e.Revision)
		}
	}
	if len(ids) == 0 {
		return "base"
	}
	slices.Sort(ids)
	return strings.Join(ids, ",")
}

// each works on the members, canaries first. work reports success.
func (f *Fleet) each(ctx context.Context, work func(i int) bool) {
	canary := min(f.Canary, len(f.Members))
	for i := range canary {
		if ctx.Err() != nil || !work(i) {
			return
		}
	}
	var mu sync.Mutex
	next, stopped := canary, false
	take := func() (i int, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if stopped || next == len(f.Members) || ctx.Err() != nil {
			return 0, false
		}
		next++
		return next - 1, true
	}
	var wg sync.WaitGroup
	for range max(1, f.Jobs) {
		wg.Go(func() {
			for i, ok := take(); ok; i, ok = take() {
				if !work(i) && !f.KeepGoing {
					mu.Lock()
					stopped = true
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
}
