package dialect_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
)

// A query is sent under an offer. The driver's connection looks for it, through
// whatever contexts are in between, and leaves its rows there.
func ExampleDirectOffer() {
	offer := &dialect.DirectOffer{Context: context.Background()}
	ctx, cancel := context.WithCancel(offer)
	defer cancel()
	fmt.Println(dialect.OfferOf(ctx) == offer, dialect.OfferOf(context.Background()) == nil, offer.Rows == nil)
	// Output:
	// true true true
}
