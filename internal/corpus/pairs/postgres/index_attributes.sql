CREATE TABLE t (id integer PRIMARY KEY, a text, b integer); CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (b); CREATE INDEX i3 ON t (a, b); CREATE INDEX i4 ON t (lower(a)); CREATE INDEX old_name ON t (b, a);
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a text, b integer); CREATE UNIQUE INDEX i1 ON t (a) WHERE b > 0; CREATE INDEX i2 ON t (b DESC NULLS LAST) INCLUDE (a); CREATE INDEX i3 ON t USING brin (a, b); CREATE INDEX i4 ON t (upper(a) text_pattern_ops) WITH (fillfactor = 50); CREATE INDEX new_name ON t (b, a);
