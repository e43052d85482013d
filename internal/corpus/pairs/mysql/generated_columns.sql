CREATE TABLE t (id int PRIMARY KEY, a int, b int AS (a + 1) VIRTUAL, c int AS (a * 2) STORED);
-- becomes
CREATE TABLE t (id int PRIMARY KEY, a int, b int AS (a + 2) VIRTUAL, c int AS (a * 3) STORED, KEY (b));
