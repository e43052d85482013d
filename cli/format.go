package cli

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// formats is what --format takes, by command; the first is the default.
// Commands that are not here say what they say in one form.
var formats = map[string][]string{
	"diff":            {"text", "sql", "json"},
	"inspect":         {"text", "json", "sql", "go", "mermaid", "dot", "html"},
	"query":           {"table", "csv", "json", "ndjson", "markdown", "vertical"},
	"doctor":          {"text", "json"},
	"version":         {"text", "json"},
	"migrate status":  {"text", "json"},
	"migrate history": {"text", "json"},
	"migrate heads":   {"text", "json"},
	"migrate show":    {"text", "json"},
	"migrate lint":    {"text", "json", "github", "gitlab", "sarif", "junit"},
	"migrate check":   {"text", "json"},
	"migrate up":      {"text", "json"},
	"migrate down":    {"text", "json"},
	"migrate import":  {"text", "json"},
}

// refuseFormats makes each command refuse, before it does anything, a --format
// that it has not.
func refuseFormats(path string, list []*cli.Command) {
	for _, c := range list {
		name := strings.TrimSpace(path + " " + c.Name)
		refuseFormats(name, c.Subcommands)
		next := c.Action
		if next == nil {
			continue
		}
		c.Action = func(ctx *cli.Context) error {
			f, offers := ctx.String("format"), formats[name]
			switch {
			case f == "" || slices.Contains(offers, f):
				return next(ctx)
			case offers == nil:
				return usage("--format %q: %s has no formats", f, name)
			}
			return usage("--format %q: %s has %s", f, name, strings.Join(offers, ", "))
		}
	}
}

// formatOf is --format, or the command's default.
func formatOf(c *cli.Context, command string) string {
	if f := c.String("format"); f != "" {
		return f
	}
	return formats[command][0]
}

// wantsJSON reports whether the command was asked for JSON.
func wantsJSON(c *cli.Context) bool { return c.String("format") == "json" }

// printJSON writes a document to standard output.
func (a *app) printJSON(doc any) error { return writeJSON(a.stdout, doc) }

// writeJSON writes a document, indented, with a newline at the end.
func writeJSON(w io.Writer, doc any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}
