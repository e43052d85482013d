// Package models is the schema of dbtool's own example: a small shop. The
// dbtool.toml and the migrations at the top of the repository belong to it.
package models

import "github.com/dbtool/dbtool/metadata"

// MetaData holds all tables of the shop.
var MetaData = metadata.New()

// Customers are the people who order.
var Customers = metadata.NewTable(MetaData, "customers",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("email", metadata.String(200)).Unique(),
	metadata.Col("name", metadata.String(200)),
	metadata.Col("created_at", metadata.Timestamp()).Default(metadata.Now()),
)

// Products are what there is to order. Prices are in cents.
var Products = metadata.NewTable(MetaData, "products",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("sku", metadata.String(40)).Unique(),
	metadata.Col("title", metadata.String(200)).Index(),
	metadata.Col("price_cents", metadata.BigInt()),
	metadata.Col("in_stock", metadata.Boolean()).Default(metadata.Literal(true)),
	metadata.CheckThat("price_cents >= 0").Named("price_not_negative"),
)

// Orders belong to a customer and go when the customer goes.
var Orders = metadata.NewTable(MetaData, "orders",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("customer_id", metadata.BigInt()).References("customers", "id").OnDelete(metadata.Cascade).Index(),
	metadata.Col("status", metadata.EnumOf("order_status", "new", "paid", "shipped")).Default(metadata.Literal("new")),
	metadata.Col("placed_at", metadata.Timestamp()).Default(metadata.Now()),
	metadata.Col("note", metadata.Text()).Null(),
)

// OrderLines are the products of an order.
var OrderLines = metadata.NewTable(MetaData, "order_lines",
	metadata.Col("order_id", metadata.BigInt()).PrimaryKey().References("orders", "id").OnDelete(metadata.Cascade),
	metadata.Col("line", metadata.Integer()).PrimaryKey(),
	metadata.Col("product_id", metadata.BigInt()).References("products", "id").Index(),
	metadata.Col("quantity", metadata.Integer()).Default(metadata.Literal(1)),
	metadata.CheckThat("quantity > 0").Named("quantity_positive"),
)
