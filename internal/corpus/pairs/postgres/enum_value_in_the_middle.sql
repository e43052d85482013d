CREATE TYPE k AS ENUM ('a','c'); CREATE TABLE t (id integer PRIMARY KEY, k k DEFAULT 'a');
-- becomes
CREATE TYPE k AS ENUM ('a','b','c'); CREATE TABLE t (id integer PRIMARY KEY, k k DEFAULT 'b');
