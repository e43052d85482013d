CREATE TABLE "a table whose name is exactly sixty three bytes long, no more ab" ("a column whose name is exactly sixty three bytes long, no more." integer PRIMARY KEY, b integer CONSTRAINT "a check whose name is exactly sixty three bytes long, no more ab" CHECK (b > 0), "Mixed Case" integer UNIQUE);
CREATE INDEX "an index whose name is exactly sixty three bytes long, no more." ON "a table whose name is exactly sixty three bytes long, no more ab" (b);
CREATE TABLE "Users" (id serial PRIMARY KEY, "userName" text);
CREATE TABLE users (id serial PRIMARY KEY, username text);
-- becomes
CREATE TABLE "a table whose name is exactly sixty three bytes long, no more ab" ("a column whose name is exactly sixty three bytes long, no more." bigint PRIMARY KEY, b bigint CONSTRAINT "a check whose name is exactly sixty three bytes long, no more ab" CHECK (b > -1), "Mixed Case" integer UNIQUE, "another column with a name as long as names can be on this one" text UNIQUE);
CREATE INDEX "an index whose name is exactly sixty three bytes long, no more." ON "a table whose name is exactly sixty three bytes long, no more ab" (b DESC);
CREATE TABLE "Users" (id bigserial PRIMARY KEY, "userName" text, username text NOT NULL DEFAULT '');
CREATE TABLE users (id serial PRIMARY KEY, username varchar(80), "userName" text);
