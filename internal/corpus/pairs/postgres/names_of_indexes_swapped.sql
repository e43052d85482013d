CREATE TABLE t (a integer, b integer, c integer CONSTRAINT one CHECK (c > 0), d integer CONSTRAINT two CHECK (d > 0));
CREATE INDEX first_one ON t (a);
CREATE INDEX second_one ON t (b);
-- becomes
CREATE TABLE t (a integer, b integer, c integer CONSTRAINT two CHECK (c > 0), d integer CONSTRAINT one CHECK (d > 0));
CREATE INDEX first_one ON t (b);
CREATE INDEX second_one ON t (a);
