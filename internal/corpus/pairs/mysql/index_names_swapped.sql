CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY one (a), KEY two (b), CONSTRAINT k1 CHECK (a > 0), CONSTRAINT k2 CHECK (b > 0));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY one (b), KEY two (a), CONSTRAINT k1 CHECK (b > 0), CONSTRAINT k2 CHECK (a > 0));
