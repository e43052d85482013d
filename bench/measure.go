package main

import (
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"
)

type config struct {
	ops, databases, libraries []string
	rounds                    int
	slice                     time.Duration
}

// ops are the operations, in the order of the tables.
var ops = []string{"insert1", "insert100", "insert1000", "insert1000ids", "selpk", "sel100", "sel1000", "update", "eager100x5", "build"}

// library is one to be measured. Open is given an empty database of its own.
type library struct {
	name string
	open func(db database, url string) (*session, error)
}

// libraries are those that are measured, raw first.
var libraries = []library{
	{"raw", openRaw},
	{"dbtool-core", openCore},
	{"dbtool-orm", openORM},
	{"sqlx", openSQLX},
	{"bun", openBun},
	{"gorm", openGorm},
	{"ent", openEnt},
}

// session is a library with an open database. What it cannot do is nil.
type session struct {
	db        *sql.DB
	insert    func(rows []User) error
	insertIDs func(rows []User) error // sets the IDs
	selPK     func(id int64) (User, error)
	sel       func(n int) (found, error) // the first n by ID
	update    func(id int64, age int) error
	eager     func(parents int) (found, error) // with their posts
	build     func() string
	close     func() error
}

// found are the rows that a library returns, in its own form: at turns one into
// ours, to see that it is right.
type found struct {
	n  int
	at func(i int) *User
}

func structs(f func(n int) ([]User, error)) func(n int) (found, error) {
	return func(n int) (found, error) {
		list, err := f(n)
		return found{len(list), func(i int) *User { return &list[i] }}, err
	}
}

func pointers(f func(n int) ([]*User, error)) func(n int) (found, error) {
	return func(n int) (found, error) {
		list, err := f(n)
		return found{len(list), func(i int) *User { return list[i] }}, err
	}
}

func (c config) check() error {
	var errs []error
	for _, name := range c.ops {
		if !slices.Contains(ops, name) {
			errs = append(errs, fmt.Errorf("there is no operation %q", name))
		}
	}
	for _, name := range c.libraries {
		if !slices.ContainsFunc(libraries, func(l library) bool { return l.name == name }) {
			errs = append(errs, fmt.Errorf("there is no library %q", name))
		}
	}
	if c.rounds < 1 {
		errs = append(errs, errors.New("one round at least"))
	}
	return errors.Join(errs...)
}

// contender is a library in the race.
type contender struct {
	library
	*session
	admin   cleaner
	drop    func() error
	updates int // how many there were, in all turns
}

// measure runs all operations of all libraries on one database.
func measure(c config, db database) (records []record, err error) {
	var field []*contender
	defer func() {
		for _, x := range field {
			err = errors.Join(err, x.close(), x.drop())
		}
	}()
	for _, l := range libraries {
		if len(c.libraries) > 0 && l.name != "raw" && !slices.Contains(c.libraries, l.name) {
			continue
		}
		x, err := enter(l, db)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		field = append(field, x)
	}
	for _, op := range ops {
		if len(c.ops) > 0 && !slices.Contains(c.ops, op) {
			continue
		}
		found, err := race(c, db.name, op, field)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		records = append(records, found...)
	}
	return records, nil
}

// race gives each library its turns with one operation.
func race(c config, database, op string, field []*contender) ([]record, error) {
	best := map[string]record{}
	var able []*contender
	for _, x := range field {
		f := x.function(op)
		if f == nil {
			continue
		}
		if err := x.proves(op); err != nil {
			return nil, fmt.Errorf("%s: %w", x.name, err)
		}
		able = append(able, x)
	}
	for round := range c.rounds {
		for i := range able {
			x := able[(i+round)%len(able)]
			r, err := turn(c.slice, x, op)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", x.name, err)
			}
			if old, ok := best[x.name]; ok {
				r.NS, r.Allocs, r.Bytes = min(r.NS, old.NS), min(r.Allocs, old.Allocs), min(r.Bytes, old.Bytes)
			}
			best[x.name] = r
		}
	}
	var records []record
	for _, x := range able {
		r := best[x.name]
		r.Database, r.Op, r.Library = database, op, x.name
		if raw := best["raw"].NS; raw > 0 {
			r.Ratio = r.NS / raw
		}
		records = append(records, r)
		fmt.Printf("%-10s %-14s %-12s %12.0f ns  %5.2f  %8.0f allocs  %10.0f B\n", database, op, x.name, r.NS, r.Ratio, r.Allocs, r.Bytes)
	}
	return records, nil
}

// turn runs an operation for a while.
func turn(slice time.Duration, x *contender, op string) (record, error) {
	f := x.function(op)
	if err := f(); err != nil { // warms up
		return record{}, err
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, n := time.Now(), 0
	for time.Since(began) < slice {
		if err := f(); err != nil {
			return record{}, err
		}
		n++
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	per := float64(n)
	r := record{NS: float64(took.Nanoseconds()) / per, Allocs: float64(after.Mallocs-before.Mallocs) / per, Bytes: float64(after.TotalAlloc-before.TotalAlloc) / per}
	return r, x.admin.clean()
}
