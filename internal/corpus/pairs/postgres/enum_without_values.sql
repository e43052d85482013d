CREATE TYPE zero AS ENUM ();
CREATE TYPE few AS ENUM ('a');
CREATE TABLE t (id integer PRIMARY KEY, n zero);
-- becomes
CREATE TYPE zero AS ENUM ('x', 'y');
CREATE TYPE few AS ENUM ();
CREATE TABLE t (id integer PRIMARY KEY, n zero DEFAULT 'y');
