CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, g INT AS (a + b) STORED, h INT AS (g + 1) VIRTUAL, KEY gi (g, h), CONSTRAINT k CHECK (a < 100000), UNIQUE KEY ab (a, b));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, b INT, g INT AS (b) STORED, h INT AS (g + 1) VIRTUAL, KEY gi (g, h), KEY ab (b));
