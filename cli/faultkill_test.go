package cli_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
)

// TestKilledAnywhere: a dbtool that is killed, at whatever moment, leaves
// nothing that the next one does not put right by itself.
func TestKilledAnywhere(t *testing.T) {
	faultProjects(t, func(t *testing.T, p *faultProject) { p.everywhere(t, killed) })
}

// killed runs dbtool as a process that is killed at the place, unless it ends
// before.
func killed(t *testing.T, place int, args ...string) bool {
	t.Helper()
	var out bytes.Buffer
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), killAt+"="+strconv.Itoa(place))
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	if err == nil {
		return false
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
		t.Errorf("place %d: %v instead of being killed\n%s", place, err, out.String())
	}
	return true
}
