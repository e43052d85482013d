package postgres

import "github.com/dbtool/dbtool/metadata"

// needs18 refuses what servers before PostgreSQL 18 have not.
func (n *normalizer) needs18(t *metadata.Table) {
	if hasEnforced(n.s) {
		return
	}
	refuse := func(is bool, pos metadata.Position, what string) {
		if is {
			n.fail(pos, t.Ident(), "", "%s needs PostgreSQL 18; this is %s", what, n.s.Version)
		}
	}
	if k := t.PrimaryKey; k != nil {
		refuse(k.WithoutOverlaps, k.Pos, "primary key: WITHOUT OVERLAPS")
	}
	for _, u := range t.Uniques {
		refuse(u.WithoutOverlaps, u.Pos, "unique "+u.Name+": WITHOUT OVERLAPS")
	}
	for _, c := range t.Checks {
		refuse(c.NotEnforced, c.Pos, "check "+c.Name+": NOT ENFORCED")
	}
	for _, k := range t.ForeignKeys {
		refuse(k.NotEnforced, k.Pos, "foreign key "+k.Name+": NOT ENFORCED")
		refuse(k.Period, k.Pos, "foreign key "+k.Name+": PERIOD")
	}
}
