CREATE TABLE checked (
  a INT CHECK (a > 0),
  b INT CHECK (b < a),
  c VARCHAR(10) NOT NULL CHECK (c IN ('x', 'y', 'z')),
  d VARCHAR(10) CHECK (d LIKE 'a|%' ESCAPE '|'),
  e VARCHAR(10) CHECK (e REGEXP '^[A-Z]+$' AND e NOT LIKE '%\_x'),
  f BOOLEAN NOT NULL CHECK (f IN (0, 1)),
  g DOUBLE CHECK (g BETWEEN -1.5 AND 1.5e3),
  h JSON CHECK (JSON_EXTRACT(h, '$.a') IS NOT NULL),
  i DATE CHECK (i > '2000-01-01'),
  j LONGTEXT CHECK (JSON_VALID(j)),
  k LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin CHECK (JSON_VALID(k)),
  CHECK (a < 1000),
  CHECK ((c = 'x' AND a IS NOT NULL) OR c <> 'x'),
  CONSTRAINT multi_line CHECK (
    CASE c
      WHEN 'x' THEN a > 1
      WHEN 'y' THEN b > 1 -- y needs b )
      ELSE TRUE
    END
  ),
  CONSTRAINT `odd name` CHECK (a != 13 OR NOT b <=> NULL)
);
CREATE TABLE many (
  id INT PRIMARY KEY CHECK (id > 0),
  lo INT DEFAULT 0, hi INT DEFAULT 10,
  mail VARCHAR(100) CHECK (mail LIKE '%_@_%' AND INSTR(mail, ' ') = 0),
  CONSTRAINT lo_hi CHECK (lo <= hi), CONSTRAINT hi_lo CHECK (NOT (hi < lo)), CHECK (lo BETWEEN -10 AND 10), CHECK (lo DIV 2 + lo MOD 2 >= -10 AND lo & 1 | hi ^ 2 << 1 >= 0), CONSTRAINT JSON_ CHECK (hi)
);
CREATE TABLE tight(a INT CHECK(a>0),b INT CHECK(b>a),CHECK(a=1 or b is not null),check(a xor b),check(a&&b||a));
