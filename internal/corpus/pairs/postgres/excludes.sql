CREATE EXTENSION btree_gist; CREATE TABLE b (id integer PRIMARY KEY, r integer, d daterange, CONSTRAINT x EXCLUDE USING gist (r WITH =, d WITH &&));
-- becomes
CREATE EXTENSION btree_gist; CREATE TABLE b (id integer PRIMARY KEY, r integer, d daterange, CONSTRAINT x EXCLUDE USING gist (r WITH =, d WITH &&) WHERE (r > 0));
