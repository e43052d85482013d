package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

// databases are the two that are compared.
type databases struct {
	a, b string // their URLs
	drop func()
}

func prepare(url string, tables int) (*databases, error) {
	d, u, err := engine.Find(all.Dialects(), url)
	if err != nil {
		return nil, err
	}
	var p *databases
	if d.Name() == "sqlite" {
		p, err = files()
	} else {
		p, err = onServer(d, u, url)
	}
	if err != nil {
		return nil, err
	}
	if err := p.fill(tables); err != nil {
		p.drop()
		return nil, err
	}
	return p, nil
}

// fill makes the tables of both at once, in processes of their own: Linux counts
// the most memory of this one in with that of the programs it starts.
func (p *databases) fill(tables int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	a := exec.Command(self, "fill", p.a, strconv.Itoa(tables), "false")
	b := exec.Command(self, "fill", p.b, strconv.Itoa(tables), "true")
	a.Stderr, b.Stderr = os.Stderr, os.Stderr
	if err := errors.Join(a.Start(), b.Start()); err != nil {
		return err
	}
	return errors.Join(a.Wait(), b.Wait())
}

// fillOne is what such a process does: URL, number of tables, changed or not.
func fillOne(args []string) error {
	if len(args) != 3 {
		return errors.New("fill takes a URL, a number of tables, and true for changed ones")
	}
	tables, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	return fill(args[0], tables, args[2] == "true")
}

func files() (*databases, error) {
	dir, err := os.MkdirTemp("", "dbtool-bench")
	return &databases{"sqlite:" + filepath.Join(dir, "a.db"), "sqlite:" + filepath.Join(dir, "b.db"), func() { _ = os.RemoveAll(dir) }}, err
}

func onServer(d dialect.Dialect, u *dialect.URL, url string) (*databases, error) {
	db, err := d.Open(u)
	if err != nil {
		return nil, err
	}
	names := []string{fmt.Sprintf("bench_%d_a", os.Getpid()), fmt.Sprintf("bench_%d_b", os.Getpid())}
	drop := func() {
		for _, name := range names {
			_, _ = db.Exec("DROP DATABASE IF EXISTS " + name)
		}
	}
	for _, name := range names {
		if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
			drop()
			return nil, errors.Join(err, db.Close())
		}
	}
	head, query, hasQuery := strings.Cut(url, "?")
	head = head[:strings.LastIndexByte(head, '/')+1]
	if hasQuery {
		query = "?" + query
	}
	return &databases{head + names[0] + query, head + names[1] + query, func() { drop(); db.Close() }}, nil
}

// fill makes the tables, over several connections where each statement is its
// own transaction.
func fill(url string, tables int, changed bool) error {
	ctx := context.Background()
	d, u, err := engine.Find(all.Dialects(), url)
	if err != nil {
		return err
	}
	if d.Name() == "sqlite" { // nothing is lost that a crash may not have
		u.Params.Set("_pragma", "synchronous(off)")
		u.Params.Add("_pragma", "journal_mode(off)")
		u.Params.Add("_pragma", "cache_size(-400000)")
	}
	db, err := d.Open(u)
	if err != nil {
		return err
	}
	defer db.Close()
	batches, workers := batchesFor(d.Name(), tables, changed), 1
	if d.Name() == "mysql" {
		workers = 8
	}
	var wait sync.WaitGroup
	errs := make([]error, workers)
	for w := range workers {
		wait.Go(func() { errs[w] = send(ctx, db, d, batches, w, workers) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// send runs every n-th batch, from the first-th on, in one session.
func send(ctx context.Context, db *sql.DB, d dialect.Dialect, batches []string, first, n int) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if d.Name() == "mysql" { // since tables refer to others that another session makes
		if _, err := c.ExecContext(ctx, "SET foreign_key_checks = 0"); err != nil {
			return err
		}
	}
	for i := first; i < len(batches); i += n {
		_, err := c.ExecContext(ctx, batches[i])
		for d.Explain(err).Class == dialect.Deadlock { // over the referred table
			_, err = c.ExecContext(ctx, batches[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
