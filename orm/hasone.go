package orm

// HasOneBy is [HasOne] for a key of several columns, in the order of our
// primary key.
func HasOneBy[C any](d *Def, field **C, foreignKey func(c *C) []any) Rel {
	r, ok := d.relation(field, hasOne)
	if ok {
		single[C](r)
		referred(d, r, foreignKey)
	}
	return Rel{r, d}
}
