CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT '1');
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a integer DEFAULT 1);
