CREATE TABLE t (id INT PRIMARY KEY, a INT CHECK (a > 0), b INT CHECK (b > 0), c INT, d INT CHECK (d > 1), CONSTRAINT n CHECK (c > 0), CHECK (c > a));
-- rows
INSERT INTO t VALUES (1, 1, 1, 2, 2);
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, a INT, b BIGINT CHECK (b > -1), c INT CHECK (c < 9), e INT CHECK (e > 1), CONSTRAINT n CHECK (c >= 0), CONSTRAINT m CHECK (c > a OR c > b));
