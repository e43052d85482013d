// Command dbtool compares, creates, migrates and queries databases.
package main

import (
	"os"

	"github.com/dbtool/dbtool/cli"
)

func main() {
	os.Exit(cli.Main(os.Args, cli.Options{}))
}
