// Command dbtoolvet looks for mistakes in programs that use dbtool, as go vet
// does:
//
//	go vet -vettool=$(which dbtoolvet) ./...
//	dbtoolvet ./...
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/dbtool/dbtool/vet"
)

func main() { multichecker.Main(vet.Analyzers...) }
