CREATE TABLE t (id INT PRIMARY KEY, a INT, s VARCHAR(40), j JSON, d DATE, CONSTRAINT c1 CHECK (a <> 5 AND NOT (a < 0)), CONSTRAINT c2 CHECK (s IN ('x','row-1','row-2','row-3') OR s LIKE '%'), CONSTRAINT c3 CHECK (json_valid(j) OR a IS NOT NULL));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, a INT DEFAULT (1 + 1), s VARCHAR(40) DEFAULT (concat('a','''b','\\c')), j JSON DEFAULT (json_object('a', 1)), d DATE DEFAULT (curdate() + INTERVAL 1 DAY),
  CONSTRAINT c1 CHECK (a != 5 AND NOT (a < 0)), CONSTRAINT c2 CHECK (s IN ('x','row-1','row-2','row-3','it''s') OR s LIKE '%'), CONSTRAINT c3 CHECK (json_valid(j) OR a IS NOT NULL), CONSTRAINT c4 CHECK ((CASE WHEN a > 1 THEN length(s) ELSE 1 END) > 0));
