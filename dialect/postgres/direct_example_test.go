package postgres_test

import (
	"database/sql"
	"fmt"
	"log"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/dbtool/dbtool/dialect/postgres"
)

// An application that opens its handle by itself has its rows read as fast as
// those of engine.Open. The handle goes to engine.New.
func ExampleDirect() {
	config, err := pgx.ParseConfig("postgres://app@localhost/shop")
	if err != nil {
		log.Fatal(err)
	}
	db := sql.OpenDB(postgres.Direct(stdlib.GetConnector(*config)))
	defer db.Close()
	fmt.Println(db.Stats().OpenConnections, "connections yet")
	// Output: 0 connections yet
}
