package sharedsession

import (
	"context"
	"net/http"
	"sync"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/orm"
	"golang.org/x/sync/errgroup"
)

var everybodys *orm.Session // want `the session everybodys is in a package variable`

type handler struct {
	db core.DB
	s  *orm.Session // want `handler handles requests, several at a time, and has one session`
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

type routes struct {
	session *orm.Session // want `routes handles requests`
}

func (routes) index(w http.ResponseWriter, r *http.Request) {}

// work belongs to one request.
type work struct{ s *orm.Session }

func (w *work) do(ctx context.Context) error { return w.s.Commit(ctx) }

func use(s *orm.Session) {}

func meanwhile(ctx context.Context, db core.DB) error {
	s := orm.NewSession(db, nil)
	go func() {
		use(s) // want `the session s is used by this goroutine and, meanwhile, outside of it`
	}()
	return s.Commit(ctx)
}

func given(s *orm.Session) {
	go use(s) // want `the session s is used by this goroutine`
	use(s)
}

func closed(db core.DB) {
	s := orm.NewSession(db, nil)
	defer s.Close()
	go use(s) // want `the session s is used by this goroutine`
}

func two(s *orm.Session) {
	var wg sync.WaitGroup
	wg.Go(func() { use(s) }) // want `the session s is used by this goroutine`
	wg.Go(func() { use(s) })
	wg.Wait()
}

func loop(s *orm.Session, names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			use(s) // want `the goroutines that this loop starts share the session s`
			return nil
		})
	}
	return g.Wait()
}

func handedOver(db core.DB) {
	s := orm.NewSession(db, nil)
	use(s)
	go func() {
		defer s.Close()
		use(s)
	}()
}

func waited(ctx context.Context, s *orm.Session) error {
	var wg sync.WaitGroup
	wg.Go(func() { use(s) })
	wg.Wait()
	done := make(chan bool)
	go func() {
		use(s)
		done <- true
	}()
	<-done
	return s.Commit(ctx)
}

func closedAfterWaiting(db core.DB) error {
	s := orm.NewSession(db, nil)
	defer s.Close()
	var g errgroup.Group
	g.Go(func() error { use(s); return nil })
	return g.Wait()
}

func oneEach(db core.DB, names []string) {
	for range names {
		go func() {
			s := orm.NewSession(db, nil)
			defer s.Close()
			use(s)
		}()
		own := orm.NewSession(db, nil)
		go use(own)
	}
	for _, s := range []*orm.Session{nil} {
		go use(s)
	}
}

func either(s *orm.Session, background bool) {
	if background {
		go use(s)
		return
	}
	use(s)
}

func branches(s *orm.Session, n int) {
	if n == 0 {
		go use(s)
	} else {
		use(s)
	}
}

func cases(s *orm.Session, n int) {
	switch n {
	case 1:
		go use(s) // want `the session s is used by this goroutine`
	case 2:
		use(s)
	}
	use(s)
}
