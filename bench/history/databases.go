package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const name = "dbtool_history"

// database is one that the histories are run on, again and again.
type database struct {
	name, url string
	// gooseDriver and dsn are how the others name it.
	gooseDriver, dsn string
	server           string // URL of the server; "" for SQLite
}

func databases(dir string) []database {
	file := filepath.Join(dir, "history.db")
	list := []database{{name: "sqlite", url: "sqlite:" + file, gooseDriver: "sqlite3", dsn: file}}
	for _, kind := range []string{"postgres", "mariadb", "mysql"} {
		server := os.Getenv("DBTOOL_TEST_" + strings.ToUpper(kind))
		u, err := url.Parse(server)
		if server == "" || err != nil {
			continue
		}
		u.Path = "/" + name
		db := database{name: kind, url: u.String(), gooseDriver: "postgres", dsn: u.String(), server: server}
		if kind != "postgres" {
			db.gooseDriver, db.dsn = "mysql", fmt.Sprintf("%s@tcp(%s)/%s", u.User, u.Host, name)
		}
		list = append(list, db)
	}
	return list
}

// fresh makes the database anew, empty.
func (db database) fresh(dbtool string) error {
	if db.server == "" {
		for _, ending := range []string{"", "-wal", "-shm", "-journal", ".dbtool-lock"} {
			if err := os.Remove(db.dsn + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	}
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name} {
		if out, err := exec.Command(dbtool, "query", "--write", "--url", db.server, sql).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", sql, err, out)
		}
	}
	return nil
}
