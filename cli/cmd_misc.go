package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// commands are all commands, in the order of the help.
func (a *app) commands() []*cli.Command {
	list := []*cli.Command{a.initCommand()}
	list = append(list, a.schemaCommands()...)
	return append(list, a.inspectCommand(), a.migrateCommand(), a.statsCommand(), a.queryCommand(), a.genCommand(),
		&cli.Command{Name: "doctor", Usage: "what is right, and what to do about what is not", Action: a.doctor},
		&cli.Command{Name: "version", Usage: "the version of dbtool", Action: a.version},
		a.completionCommand())
}

// toolVersion is the module's version, or the commit it was built from.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if info.Main.Path == modulePath && info.Main.Version != "" {
		return info.Main.Version
	}
	for _, d := range info.Deps {
		if d.Path == modulePath {
			return d.Version
		}
	}
	return "(devel)"
}

const modulePath = "github.com/dbtool/dbtool"

func toolName() string { return "dbtool " + toolVersion() }

func (a *app) version(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	if wantsJSON(c) {
		return a.printJSON(map[string]string{"version": toolVersion(), "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
	}
	fmt.Fprintf(a.stdout, "dbtool %s %s %s/%s\n", toolVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
