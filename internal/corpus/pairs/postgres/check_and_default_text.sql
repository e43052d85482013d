CREATE TABLE t (id integer PRIMARY KEY, a varchar(10) DEFAULT 'x' CHECK (a IN ('x', 'y')));
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a varchar(10) DEFAULT lower('X') CHECK (a IN ('x', 'y', 'z') AND length(a) < 9));
