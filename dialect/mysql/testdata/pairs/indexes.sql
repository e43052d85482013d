CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(50), c TEXT, g POINT NOT NULL, KEY x (a), KEY y (a, b), UNIQUE KEY u (b), FULLTEXT KEY ft (b), KEY pre (c(10)), SPATIAL KEY sp (g), KEY com (a) COMMENT 'one');
-- rows
INSERT INTO t (id, a, b, c, g) VALUES (1, 1, 'a', 'c', POINT(1, 1));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(50), c TEXT, g POINT NOT NULL, KEY x2 (a), KEY y (b, a), KEY u (b), FULLTEXT KEY ft (b, c), KEY pre (c(20)), SPATIAL KEY sp2 (g), KEY com (a) COMMENT 'two');
