package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

func (a *app) completionCommand() *cli.Command {
	return &cli.Command{
		Name: "completion", Usage: "a completion script for bash, zsh or fish", ArgsUsage: "bash|zsh|fish",
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage("completion takes bash, zsh or fish")
			}
			words := completions(a.cli)
			switch c.Args().First() {
			case "bash":
				fmt.Fprint(a.stdout, bashCompletion(words))
			case "zsh":
				fmt.Fprint(a.stdout, "#compdef dbtool\nautoload -U +X bashcompinit && bashcompinit\n"+bashCompletion(words))
			case "fish":
				fmt.Fprint(a.stdout, fishCompletion(words))
			default:
				return usage("completion takes bash, zsh or fish, not %q", c.Args().First())
			}
			return nil
		},
	}
}

// completions maps a path of commands ("", "migrate", "migrate up") to the
// words that may follow it.
func completions(app *cli.App) [][2]string {
	var global []string
	for _, f := range app.Flags {
		global = append(global, "--"+f.Names()[0])
	}
	var list [][2]string
	var walk func(path string, commands []*cli.Command, flags []cli.Flag)
	walk = func(path string, commands []*cli.Command, flags []cli.Flag) {
		var words []string
		for _, c := range commands {
			words = append(words, c.Name)
		}
		for _, f := range flags {
			words = append(words, "--"+f.Names()[0])
		}
		list = append(list, [2]string{path, strings.Join(append(words, global...), " ")})
		for _, c := range commands {
			walk(strings.TrimSpace(path+" "+c.Name), c.Subcommands, c.Flags)
		}
	}
	walk("", app.Commands, nil)
	return list
}

func bashCompletion(words [][2]string) string {
	var b strings.Builder
	b.WriteString("_dbtool() {\n  local path=\"\" word\n  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$word\" in -*) ;; *) path=\"${path:+$path }$word\" ;; esac\n  done\n  local words\n  case \"$path\" in\n")
	for _, w := range words {
		fmt.Fprintf(&b, "    %q) words=%q ;;\n", w[0], w[1])
	}
	b.WriteString("    *) words=\"\" ;;\n  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -F _dbtool dbtool\n")
	return b.String()
}

func fishCompletion(words [][2]string) string {
	var b strings.Builder
	for _, w := range words {
		condition := "__fish_use_subcommand"
		if w[0] != "" {
			parts := strings.Fields(w[0])
			condition = "__fish_seen_subcommand_from " + parts[len(parts)-1]
		}
		for _, word := range strings.Fields(w[1]) {
			if flag, ok := strings.CutPrefix(word, "--"); ok {
				fmt.Fprintf(&b, "complete -c dbtool -n %q -l %s\n", condition, flag)
				continue
			}
			fmt.Fprintf(&b, "complete -c dbtool -f -n %q -a %s\n", condition, word)
		}
	}
	return b.String()
}
