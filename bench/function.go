package main

import (
	"fmt"
	"strings"
)

// function is an operation to be repeated, or nil where the library has none.
func (x *contender) function(op string) func() error {
	switch op {
	case "insert1", "insert100", "insert1000":
		return x.inserts(x.insert, map[string]int{"insert1": 1, "insert100": 100, "insert1000": 1000}[op])
	case "insert1000ids":
		return x.inserts(x.insertIDs, 1000)
	case "selpk":
		if x.selPK == nil {
			return nil
		}
		id := int64(0)
		return func() error {
			id = id%seeded + 1
			_, err := x.selPK(id)
			return err
		}
	case "sel100":
		return x.selects(100)
	case "sel1000":
		return x.selects(1000)
	case "update":
		if x.update == nil {
			return nil
		}
		return func() error {
			x.updates++ // no age twice: an object that has it already is not written
			return x.update(int64(x.updates%seeded+1), x.updates)
		}
	case "eager100x5":
		if x.eager == nil {
			return nil
		}
		return func() error { _, err := x.eager(100); return err }
	case "build":
		if x.build == nil {
			return nil
		}
		return func() error { x.build(); return nil }
	}
	return nil
}

func (x *contender) inserts(insert func([]User) error, n int) func() error {
	if insert == nil {
		return nil
	}
	rows := sample(n)
	return func() error {
		for i := range rows {
			rows[i].ID = 0
		}
		return insert(rows)
	}
}

func (x *contender) selects(n int) func() error {
	if x.sel == nil {
		return nil
	}
	return func() error { _, err := x.sel(n); return err }
}

// proves checks that the library does what is asked for, before it is timed.
func (x *contender) proves(op string) error {
	switch op {
	case "insert1", "insert100", "insert1000", "insert1000ids":
		return x.provesInsert(op)
	case "selpk":
		u, err := x.selPK(7)
		return same(u, seed(7), err)
	case "sel100", "sel1000":
		list, err := x.sel(100)
		if err != nil || list.n != 100 {
			return fmt.Errorf("%d rows of 100: %w", list.n, err)
		}
		return same(*list.at(41), seed(42), nil)
	case "update":
		if err := x.update(9, 4711); err != nil {
			return err
		}
		u, err := x.selPK(9)
		if err != nil || u.Age != 4711 {
			return fmt.Errorf("the age is %d: %w", u.Age, err)
		}
		return nil
	case "eager100x5":
		list, err := x.eager(100)
		if err != nil || list.n != 100 {
			return fmt.Errorf("%d rows of 100: %w", list.n, err)
		}
		if last := list.at(99); len(last.Posts) != 5 || last.Posts[0].UserID != last.ID {
			return fmt.Errorf("the last of 100 has %d posts: %v", len(last.Posts), last.Posts)
		}
		return nil
	case "build":
		if text := x.build(); strings.Count(strings.ToLower(text), " and ") != 2 {
			return fmt.Errorf("no query of three filters: %s", text)
		}
	}
	return nil
}

func (x *contender) provesInsert(op string) error {
	rows, insert := sample(100), x.insert
	if op == "insert1000ids" {
		insert = x.insertIDs
	}
	if op == "insert1" {
		rows = rows[:1]
	}
	if err := insert(rows); err != nil {
		return err
	}
	n, err := x.admin.count()
	if err != nil || n != seeded+len(rows) {
		return fmt.Errorf("%d rows, want %d: %w", n, seeded+len(rows), err)
	}
	if op == "insert1000ids" {
		u, err := x.selPK(rows[57].ID)
		want := rows[57]
		if err := same(u, want, err); err != nil {
			return err
		}
	}
	return x.admin.clean()
}

// same compares what a library read with what was written.
func same(got, want User, err error) error {
	if err != nil {
		return err
	}
	ok := got.ID == want.ID && got.Name == want.Name && got.Email == want.Email && got.Active == want.Active && got.Balance == want.Balance &&
		got.Created.Equal(want.Created) && (got.Bio == nil) == (want.Bio == nil)
	if !ok {
		return fmt.Errorf("read %+v, want %+v", got, want)
	}
	return nil
}
