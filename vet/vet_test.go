package vet_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/dbtool/dbtool/vet"
)

// TestFindings: in each folder of testdata the lines marked so are found, and no
// others. What stands for dbtool there has its signatures; TestGoVet of
// cmd/dbtoolvet runs over the real packages.
func TestFindings(t *testing.T) {
	for folder, a := range map[string]*analysis.Analyzer{"sharedsession": vet.SharedSession} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			analysistest.Run(t, analysistest.TestData(), a, folder)
		})
	}
}

// TestFixes: what the analyzers offer to write is what the golden files have.
func TestFixes(t *testing.T) {
	for folder, a := range map[string]*analysis.Analyzer{"itererr": vet.IterErr, "builtsql": vet.BuiltSQL, "handles": vet.Handles} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), a, folder)
		})
	}
}
