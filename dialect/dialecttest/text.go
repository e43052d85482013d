package dialecttest

import (
	"database/sql/driver"
	"encoding/json"
	"testing"

	"github.com/dbtool/dbtool/metadata"
)

// errDead makes database/sql throw a connection away.
var errDead = driver.ErrBadConn

// text is a table as its snapshot.
func text(t *testing.T, x *metadata.Table) string {
	t.Helper()
	b, err := json.MarshalIndent(x, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
