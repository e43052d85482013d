// Package migrate compares schemas, plans how one becomes the other, keeps
// revisions in files and applies them to databases.
//
// [Diff] and [NewPlan] do no I/O: they work on two schemas in a dialect's
// normal form. [Runner] executes, under a lock, with a ledger of what was
// applied and a journal of what is under way.
package migrate
