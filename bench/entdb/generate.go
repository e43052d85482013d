package entdb

//go:generate go run entgo.io/ent/cmd/ent generate --target . ./schema
