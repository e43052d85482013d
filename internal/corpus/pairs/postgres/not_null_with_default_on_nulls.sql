CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL DEFAULT 7, b text NOT NULL DEFAULT 'x');
