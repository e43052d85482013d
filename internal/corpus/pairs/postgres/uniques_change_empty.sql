CREATE TABLE t (a integer, b integer, c integer, d integer, CONSTRAINT one UNIQUE (a, b), CONSTRAINT two UNIQUE NULLS NOT DISTINCT (c), CONSTRAINT three UNIQUE (d), CONSTRAINT four UNIQUE (b) INCLUDE (a));
CREATE UNIQUE INDEX five ON t (c, d);
CREATE TABLE r (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t (a, b), FOREIGN KEY (b, a) REFERENCES t (c, d));
-- becomes
CREATE TABLE t (a integer, b integer, c integer, d integer, CONSTRAINT one UNIQUE (b, a), CONSTRAINT two UNIQUE (c), CONSTRAINT three UNIQUE NULLS NOT DISTINCT (d), CONSTRAINT four UNIQUE (b) INCLUDE (c) WITH (fillfactor = 70), CONSTRAINT five UNIQUE (c, d));
CREATE TABLE r (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t (a, b), FOREIGN KEY (b, a) REFERENCES t (c, d));
