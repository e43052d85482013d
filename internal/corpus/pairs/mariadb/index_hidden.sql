CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a));
-- becomes
CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > -5), KEY i (a) IGNORED);
