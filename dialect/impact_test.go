package dialect_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect"
)

func TestImpactOfTwoChangesIsTheWorse(t *testing.T) {
	a := dialect.Impact{Lock: dialect.LockBriefly, Rewrites: true, Loses: "the values of t.a"}
	b := dialect.Impact{Lock: dialect.LockWrites, Scans: true, Fails: "rows where b is null", Loses: "the values of t.c"}
	want := dialect.Impact{Lock: dialect.LockWrites, Rewrites: true, Scans: true, Fails: "rows where b is null", Loses: "the values of t.a, the values of t.c"}
	if got := a.And(b); got != want {
		t.Errorf("got %#v, want %#v", got, want)
	}
	if got, want := want.String(), "rewrites the table, blocks writes, fails on rows where b is null"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (dialect.Impact{}).String(); got != "" {
		t.Errorf("no impact reads %q", got)
	}
}
