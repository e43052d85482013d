CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b INT, s INT AS (a + 1) STORED, v INT AS (a + 2) VIRTUAL, w INT AS (a * 3) VIRTUAL, plain INT, was INT AS (a + 9) STORED,
  KEY s (s), KEY v (v, b), CONSTRAINT big CHECK (w > 0));
-- rows
INSERT INTO t (id, a, b, plain) VALUES (1, 1, 1, 1), (2, 2, 2, 2);
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, a BIGINT NOT NULL, b INT, s BIGINT AS (a + 2) STORED, v INT AS (a + 3) VIRTUAL, w INT AS (a * 3) STORED, plain INT AS (b) VIRTUAL, was INT,
  KEY s (s), KEY v (v, b), CONSTRAINT big CHECK (w > 0));
