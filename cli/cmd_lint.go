package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
)

// migrateLint replays the history in a scratch database and reports what is
// unsafe about the revisions after --since.
func (a *app) migrateLint(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	r, err := a.runner(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	chosen := func(*migrate.Revision) bool { return true }
	if since := c.String("since"); since != "" {
		rev, err := r.Graph.Find(since)
		if err != nil {
			return err
		}
		old := r.Graph.Ancestors(rev.ID)
		chosen = func(r *migrate.Revision) bool { return !old[r.ID] }
	}
	e, err := a.scratch(c, r.Engine)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	found, err := lint.Run(c.Context, &migrate.Runner{Engine: &e.Engine, Graph: r.Graph, Tool: toolName()}, lint.Options{Chosen: chosen})
	if err != nil {
		return err
	}
	if err := a.printLint(c, found); err != nil {
		return err
	}
	errorsFound := 0
	for _, f := range found {
		if f.Level == lint.Error {
			errorsFound++
		}
	}
	a.say(c, "%d finding%s, %d of them errors", len(found), plural(len(found)), errorsFound)
	if errorsFound > 0 {
		return findings()
	}
	return nil
}

func (a *app) printLint(c *cli.Context, found []lint.Finding) error {
	switch formatOf(c, "migrate lint") {
	case "json":
		return a.printJSON(map[string]any{"findings": append([]lint.Finding{}, found...)})
	case "github":
		for _, f := range found {
			fmt.Fprintf(a.stdout, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", githubLevel(f.Level), f.File, f.Line, f.Col, f.ID, githubEscape(f.Message+"; instead: "+f.Instead))
		}
		return nil
	case "gitlab":
		return a.printJSON(gitlabIssues(found))
	case "sarif":
		return a.printJSON(sarifLog(found))
	}
	p := painter{a.color(c, a.stdout)}
	for _, f := range found {
		level := string(f.Level)
		switch f.Level {
		case lint.Error:
			level = p.red(level)
		case lint.Warning:
			level = p.yellow(level)
		}
		fmt.Fprintf(a.stdout, "%s: %s %s: %s\n    %s\n    instead: %s\n", f.Pos, level, f.ID, f.Message, f.Rule.Why, f.Instead)
	}
	return nil
}

func githubLevel(l lint.Level) string {
	if l == lint.Note {
		return "notice"
	}
	return string(l)
}

// githubEscape is for the text of a workflow command.
func githubEscape(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// gitlabIssues is GitLab's code quality report:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
func gitlabIssues(found []lint.Finding) []map[string]any {
	severity := map[lint.Level]string{lint.Error: "critical", lint.Warning: "major", lint.Note: "info"}
	issues := []map[string]any{}
	for _, f := range found {
		sum := sha256.Sum256([]byte(f.ID + "\x00" + f.Revision + "\x00" + f.Message))
		issues = append(issues, map[string]any{"description": f.Message, "check_name": f.ID, "fingerprint": hex.EncodeToString(sum[:16]), "severity": severity[f.Level],
			"location": map[string]any{"path": f.File, "lines": map[string]int{"begin": f.Line}}})
	}
	return issues
}

// sarifLog is SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
func sarifLog(found []lint.Finding) map[string]any {
	rules := []map[string]any{}
	for _, r := range lint.Rules() {
		rules = append(rules, map[string]any{"id": r.ID, "shortDescription": map[string]string{"text": r.Title}, "fullDescription": map[string]string{"text": r.Why},
			"help": map[string]string{"text": "instead: " + r.Instead}, "defaultConfiguration": map[string]string{"level": string(r.Level)}})
	}
	results := []map[string]any{}
	for _, f := range found {
		results = append(results, map[string]any{"ruleId": f.ID, "level": string(f.Level), "message": map[string]string{"text": f.Message},
			"locations": []map[string]any{{"physicalLocation": map[string]any{
				"artifactLocation": map[string]string{"uri": f.File}, "region": map[string]int{"startLine": f.Line, "startColumn": f.Col}}}}})
	}
	return map[string]any{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []map[string]any{{"tool": map[string]any{"driver": map[string]any{"name": "dbtool", "version": toolVersion(), "rules": rules}}, "results": results}}}
}
