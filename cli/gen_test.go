package cli_test

import (
	"path/filepath"
	"testing"
)

// A file of handles that is behind its schema is a finding, exit 2.
func TestGenHandlesCheck(t *testing.T) {
	dir := t.TempDir()
	url, file := "sqlite:"+filepath.Join(dir, "app.db"), filepath.Join(dir, "tables.go")
	must(t, "query", "--url", url, "--write", "create table users (id bigint primary key)")
	gen := []string{"gen", "handles", url, "--import", "example.com/models", "-o", file}
	must(t, gen...)
	must(t, append(gen, "--check")...)
	must(t, "query", "--url", url, "--write", "alter table users add nick text")
	if out, msg, code := run(t, append(gen, "--check")...); code != 2 {
		t.Errorf("exit %d: %s%s", code, out, msg)
	}
	if _, msg, code := run(t, append(gen[:5:5], "--check")...); code != 3 {
		t.Errorf("without a file: exit %d: %s", code, msg)
	}
}
