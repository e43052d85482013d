package cli

import (
	"net/url"

	"github.com/dbtool/dbtool/migrate/lint"
)

// homeURI is where the project is, ruleURI where the pages of the rules are.
const (
	homeURI = "https://github.com/dbtool/dbtool"
	ruleURI = homeURI + "/blob/main/docs/lint/"
)

// sarifLog is SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
func sarifLog(found []lint.Finding) map[string]any {
	rules, at := sarifRules()
	results := []map[string]any{}
	prints := fingerprints(found)
	for i, f := range found {
		result := map[string]any{"ruleId": f.ID, "level": string(f.Level), "message": sarifText(f.Message + "; instead: " + f.Instead),
			"locations": []map[string]any{sarifPlace(f)}, "partialFingerprints": map[string]string{"dbtool/v1": prints[i]}}
		if n, ok := at[f.ID]; ok {
			result["ruleIndex"] = n
		}
		results = append(results, result)
	}
	driver := map[string]any{"name": "dbtool", "version": toolVersion(), "informationUri": homeURI, "rules": rules}
	return map[string]any{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []map[string]any{{"tool": map[string]any{"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}}}
}

// sarifRules are all rules, and where each stands among them.
func sarifRules() (rules []map[string]any, at map[string]int) {
	at = map[string]int{}
	for i, r := range lint.Rules() {
		at[r.ID] = i
		rules = append(rules, map[string]any{"id": r.ID, "helpUri": ruleURI + r.ID + ".md", "shortDescription": sarifText(r.Title), "fullDescription": sarifText(r.Why),
			"help": sarifText("instead: " + r.Instead), "defaultConfiguration": map[string]any{"level": string(r.Level), "enabled": !r.Off}})
	}
	return rules, at
}

func sarifPlace(f lint.Finding) map[string]any {
	return map[string]any{"physicalLocation": map[string]any{
		"artifactLocation": map[string]string{"uri": (&url.URL{Path: f.File}).EscapedPath()},
		"region":           map[string]int{"startLine": f.Line, "startColumn": f.Col}}}
}

func sarifText(s string) map[string]string { return map[string]string{"text": s} }
