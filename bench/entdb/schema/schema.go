// Package schema is what ent's code in the folder above is generated from.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// User is the row that all libraries read and write.
type User struct{ ent.Schema }

// Annotations name the table.
func (User) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "users"}}
}

// Fields are the columns.
func (User) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.String("name"), field.String("email"), field.Int("age"), field.String("bio").Optional().Nillable(),
		field.Bool("active"), field.Float("balance"), field.Time("created")}
}

// Edges are the posts.
func (User) Edges() []ent.Edge { return []ent.Edge{edge.To("posts", Post.Type)} }

// Post is one of a user's.
type Post struct{ ent.Schema }

// Annotations name the table.
func (Post) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "posts"}}
}

// Fields are the columns.
func (Post) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.Int64("user_id"), field.String("title")}
}

// Edges are the user.
func (Post) Edges() []ent.Edge {
	return []ent.Edge{edge.From("user", User.Type).Ref("posts").Field("user_id").Unique().Required()}
}
