// Package cli is the dbtool command as a library. cmd/dbtool calls [Main] with
// nothing; an application calls it with its own MetaData, migrations and Go
// revisions and so has a dbtool of its own that needs no Go toolchain.
//
// Only this package prints, prompts and decides exit codes.
package cli
