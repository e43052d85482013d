package dialect

import "context"

// Divided is a dialect whose server holds many namespaces, each of which may
// stand for a database of its own: schemas on PostgreSQL, databases on MySQL.
type Divided interface {
	// Namespaces are the names of all but the system's, sorted.
	Namespaces(ctx context.Context, q Queryer) ([]string, error)
	// Within is the URL of one of them.
	Within(u *URL, namespace string) *URL
}
