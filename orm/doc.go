// Package orm is the place of struct mapping and the session. It holds nothing
// yet: schemas are declared with package metadata, and queried with
// database/sql or dbtool query.
package orm
