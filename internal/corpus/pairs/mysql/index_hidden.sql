CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a));
-- becomes
CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a) INVISIBLE, KEY f ((a + 1)), CONSTRAINT c CHECK (a > 0) NOT ENFORCED);
