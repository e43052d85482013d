package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// tool is a program and how it is told what to do.
type tool struct {
	name, program string
	up, status    func(database) []string
}

// present are the tools that there are, with their files written.
func present(o options, dir string) ([]tool, error) {
	tools := []tool{ours(o, dir)}
	err := write(filepath.Join(dir, "dbtool"), o.revisions, func(i int) string { return fmt.Sprintf("%06d_t.sql", i) }, func(up, down string, i int) string {
		parent := ""
		if i > 1 {
			parent = fmt.Sprintf("-- dbtool:parent %06d\n", i-1)
		}
		return fmt.Sprintf("-- dbtool:revision %06d\n%s-- dbtool:up\n%s-- dbtool:down\n%s", i, parent, up, down)
	})
	if err != nil {
		return nil, err
	}
	if program, err := exec.LookPath("goose"); err == nil {
		tools = append(tools, goose(program, dir))
		err := write(filepath.Join(dir, "goose"), o.revisions, func(i int) string { return fmt.Sprintf("%06d_t.sql", i) }, func(up, down string, _ int) string {
			return "-- +goose Up\n" + up + "-- +goose Down\n" + down
		})
		if err != nil {
			return nil, err
		}
	}
	program, err := exec.LookPath("migrate")
	if err != nil {
		return tools, nil
	}
	for _, ending := range []string{"up", "down"} {
		err := write(filepath.Join(dir, "migrate"), o.revisions, func(i int) string { return fmt.Sprintf("%06d_t.%s.sql", i, ending) }, func(up, down string, _ int) string {
			if ending == "up" {
				return up
			}
			return down
		})
		if err != nil {
			return nil, err
		}
	}
	return append(tools, golangMigrate(program, dir)), nil
}

func ours(o options, dir string) tool {
	args := func(what string) func(database) []string {
		return func(db database) []string {
			return []string{"migrate", what, "--quiet", "--config", filepath.Join(dir, "dbtool.toml"), "--url", db.url}
		}
	}
	return tool{"dbtool", o.dbtool, args("up"), args("status")}
}

func goose(program, dir string) tool {
	args := func(what string) func(database) []string {
		return func(db database) []string {
			return []string{"-dir", filepath.Join(dir, "goose"), db.gooseDriver, db.dsn, what}
		}
	}
	return tool{"goose", program, args("up"), args("status")}
}

func golangMigrate(program, dir string) tool {
	args := func(what string) func(database) []string {
		return func(db database) []string {
			url := db.url
			switch {
			case strings.HasPrefix(url, "sqlite:"):
				url = "sqlite://" + db.dsn
			case db.gooseDriver == "mysql":
				url = "mysql://" + db.dsn + "?multiStatements=true"
			}
			return []string{"-source", "file://" + filepath.Join(dir, "migrate"), "-database", url, what}
		}
	}
	return tool{"migrate", program, args("up"), args("version")}
}
