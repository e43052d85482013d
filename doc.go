// Package dbtool is the root of the module. There is nothing to import here:
//
//   - metadata declares schemas; dialect, engine and reflect reach databases;
//   - core has statements as typed expressions, orm objects in sessions;
//   - migrate compares schemas and runs revisions;
//   - cli is the command as a library, cmd/dbtool the command itself.
//
// README.md shows how they work together, docs/ARCHITECTURE.md how they are built.
package dbtool
