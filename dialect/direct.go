package dialect

import (
	"context"

	"github.com/dbtool/dbtool/core"
)

// DirectOffer is a context for a query. A connection of a dialect whose
// [Caps.DirectRows] is set leaves its rows in it besides returning them to
// database/sql, which keeps and releases the connection as ever. Drivers that
// know nothing of it leave it empty.
type DirectOffer struct {
	context.Context
	// Rows are what the query has found; nil if they cannot be read directly.
	// They are closed by database/sql, whose Next moves them on.
	Rows DirectSource
}

// DirectSource is what [core.DirectRows] has besides core.Rows.
type DirectSource interface {
	Bind(places []core.Taker) bool
	Fill() (column int, err error)
}

type offerKey struct{}

// Value finds the offer itself, by [OfferOf], and what the context has.
func (o *DirectOffer) Value(key any) any {
	if key == (offerKey{}) {
		return o
	}
	return o.Context.Value(key)
}

// OfferOf is the offer that a query's context is, or nil.
func OfferOf(ctx context.Context) *DirectOffer {
	o, _ := ctx.Value(offerKey{}).(*DirectOffer)
	return o
}
