CREATE TABLE t (id INTEGER PRIMARY KEY);
-- becomes
CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, up INT REFERENCES t (id), b INT, c INT CHECK (c > 0), d AS (a + 1), e AS (d + 1));
