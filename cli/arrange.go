package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts flags before arguments, and global flags before the command, so
// that users may write them in any order: "migrate up --url X +1" and
// "--url X migrate up +1" are the same. What stands behind "--" is arguments.
func (a *app) arrange(args []string) ([]string, error) {
	if len(args) == 0 {
		return []string{"dbtool"}, nil
	}
	ar := arranger{global: a.cli.Flags, commands: a.cli.Commands}
	if err := ar.run(args[1:]); err != nil {
		return nil, err
	}
	if ar.help {
		return nil, a.showHelp(ar.command, ar.path)
	}
	if len(ar.envs) > 0 {
		ar.globals = append(ar.globals, "--env", strings.Join(ar.envs, ","))
	}
	out := append([]string{args[0]}, ar.globals...)
	out = append(append(out, ar.path...), ar.flags...)
	if len(ar.rest) > 0 {
		out = append(append(out, "--"), ar.rest...)
	}
	return out, nil
}

type arranger struct {
	global   []cli.Flag
	commands []*cli.Command
	command  *cli.Command
	help     bool

	globals, path, flags, rest []string
	// envs are the values of --env, which generate takes several times.
	envs []string
}

func (ar *arranger) run(args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			ar.rest = append(ar.rest, args[i+1:]...)
			return nil
		case len(arg) > 1 && arg[0] == '-' && !isNumber(arg):
			n, err := ar.flag(args[i:])
			if err != nil {
				return err
			}
			i += n
		default:
			ar.word(arg)
		}
	}
	return nil
}

// isNumber tells "-1", a revision, from a flag.
func isNumber(s string) bool { return strings.Trim(s[1:], "0123456789") == "" }

func (ar *arranger) word(arg string) {
	if len(ar.rest) == 0 {
		for _, c := range ar.commands {
			if c.HasName(arg) {
				ar.command, ar.commands = c, c.Subcommands
				ar.path = append(ar.path, arg)
				return
			}
		}
	}
	ar.rest = append(ar.rest, arg)
}

// flag takes a flag and, where it has one, its value. It returns how many
// arguments it took besides the first.
func (ar *arranger) flag(args []string) (int, error) {
	name, _, hasValue := strings.Cut(strings.TrimLeft(args[0], "-"), "=")
	if name == "version" && len(ar.path) == 0 {
		ar.path = append(ar.path, name)
		return 0, nil
	}
	if name == "help" || name == "h" {
		ar.help = true
		return 0, nil
	}
	var local []cli.Flag
	if ar.command != nil {
		local = ar.command.Flags
	}
	list, f := &ar.flags, find(local, name)
	if f == nil {
		list, f = &ar.globals, find(ar.global, name)
	}
	if f == nil {
		where := "dbtool"
		if len(ar.path) > 0 {
			where += " " + strings.Join(ar.path, " ")
		}
		hint := where + " --help lists its flags"
		if name == "all" && where == "dbtool migrate down" { // golang-migrate has it
			hint = "dbtool migrate down base undoes all revisions"
		}
		return 0, &exitError{code: exitUsage, err: fmt.Errorf("%s has no flag %s", where, args[0]), hint: hint}
	}
	if name == "env" {
		return ar.env(args)
	}
	*list = append(*list, args[0])
	if _, isBool := f.(*cli.BoolFlag); isBool || hasValue {
		return 0, nil
	}
	if len(args) < 2 {
		return 0, usage("the flag %s needs a value", args[0])
	}
	*list = append(*list, args[1])
	return 1, nil
}

func (ar *arranger) env(args []string) (int, error) {
	if _, value, ok := strings.Cut(args[0], "="); ok {
		ar.envs = append(ar.envs, value)
		return 0, nil
	}
	if len(args) < 2 {
		return 0, usage("the flag --env needs a value")
	}
	ar.envs = append(ar.envs, args[1])
	return 1, nil
}

func find(flags []cli.Flag, name string) cli.Flag {
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// errHelp ends a run that only showed help.
var errHelp = &exitError{code: exitOK}

// showHelp prints the help of a command, nil for dbtool itself. The library's
// own --help flag is one variable for the whole process, which runs side by
// side must not share.
func (a *app) showHelp(c *cli.Command, path []string) error {
	switch {
	case c == nil:
		a.cli.Setup()
		cli.HelpPrinter(a.stdout, cli.AppHelpTemplate, a.cli)
	case len(c.Subcommands) > 0:
		cli.HelpPrinter(a.stdout, cli.AppHelpTemplate, groupHelp(c, path))
	default:
		c.HelpName = "dbtool " + strings.Join(path, " ")
		cli.HelpPrinter(a.stdout, cli.CommandHelpTemplate, c)
	}
	return errHelp
}

// groupHelp is a command that only has others, in the form of an app: the
// library lists the commands of one that is not being run for nothing else.
func groupHelp(c *cli.Command, path []string) *cli.App {
	name := "dbtool " + strings.Join(path, " ")
	group := &cli.App{Name: name, HelpName: name, Usage: c.Usage, UsageText: name + " COMMAND [command options]", Commands: c.Subcommands,
		HideHelp: true, HideHelpCommand: true, HideVersion: true}
	group.Setup()
	return group
}
