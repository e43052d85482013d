package web

import (
	"net/http"
	"strconv"
	"time"
)

// Option changes what [Sessions] does.
type Option func(a *answer) error

// ReadReplicas has requests read from the engine's replicas until they write; see
// [orm.Session.ReadReplicas]. A cookie of that name keeps when its client has
// written last, so that the client's next requests see that. The time says
// nothing of anybody, and one that a client makes up concerns its own reads only.
func ReadReplicas(cookie string) Option {
	return func(a *answer) error {
		a.cookie = cookie
		var wrote time.Time
		if c, err := a.r.Cookie(cookie); err == nil {
			if ms, err := strconv.ParseInt(c.Value, 10, 64); err == nil {
				wrote = time.UnixMilli(ms)
			}
		}
		if now := time.Now(); wrote.After(now) { // another machine's clock, or a joke
			wrote = now
		}
		a.wrote = wrote
		return a.s.ReadReplicas(wrote)
	}
}

// remember has the client keep when it wrote.
func (a *answer) remember() {
	wrote := a.s.Wrote()
	if a.cookie == "" || wrote.Equal(a.wrote) {
		return
	}
	http.SetCookie(a.ResponseWriter, &http.Cookie{Name: a.cookie, Value: strconv.FormatInt(wrote.UnixMilli(), 10), Path: "/",
		HttpOnly: true, Secure: a.r.TLS != nil, SameSite: http.SameSiteLaxMode})
}
