CREATE SCHEMA app; CREATE TABLE app.t (id integer PRIMARY KEY); CREATE TABLE u (id integer PRIMARY KEY, t integer REFERENCES app.t);
-- becomes
CREATE SCHEMA other; CREATE TABLE other.t (id integer PRIMARY KEY); CREATE TABLE u (id integer PRIMARY KEY, t integer REFERENCES other.t);
