package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// askRenames asks, on a terminal, about each drop and add of a plan that looks
// like a rename, and adds those that are to renames. It reports whether there
// is one to add. Where nobody can answer, nothing is a rename.
func (a *app) askRenames(c *cli.Context, plan *migrate.Plan, renames *migrate.Renames) (any bool, err error) {
	if c.Bool("yes") || !isTerminal(a.stdin) {
		return false, nil
	}
	for _, r := range migrate.LikelyRenames(plan.Target, plan.Changes()) {
		from, to, _ := strings.Cut(r.Rename, "=")
		fmt.Fprintf(a.stderr, "%s is dropped and %s added (%.0f %% alike: %s).\nType \"rename\" if it only changes its name, \"drop\" if its data may go: ", from, to, 100*r.Score, r.Why)
		var answer string
		if _, err := fmt.Fscanln(a.stdin, &answer); err != nil {
			answer = ""
		}
		switch answer {
		case "rename":
			if err := renames.ParseRename(r.Rename); err != nil {
				return false, err
			}
			any = true
		case "drop":
		default:
			return false, &exitError{code: exitFailed, err: errors.New("neither rename nor drop; nothing was changed"), hint: "--rename " + r.Rename + " says so beforehand"}
		}
	}
	return any, nil
}
