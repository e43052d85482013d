// Command dbtool compares, creates, migrates and queries databases.
package main

import (
	"os"
	"runtime/debug"

	"github.com/dbtool/dbtool/cli"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // schemas of thousands of tables in less memory, for a tenth more time
	}
	os.Exit(cli.Main(os.Args, cli.Options{}))
}
