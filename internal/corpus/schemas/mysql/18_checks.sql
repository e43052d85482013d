CREATE TABLE checked (
  a INT CHECK (a > 0),
  b INT CONSTRAINT b_small CHECK (b < 100),
  c VARCHAR(10) NOT NULL CHECK (c IN ('x', 'y', 'z')),
  d VARCHAR(10) CONSTRAINT d_like CHECK (d LIKE 'a|%' ESCAPE '|'),
  e VARCHAR(10) CHECK (e REGEXP '^[A-Z]+$' AND e NOT LIKE '%\_x'),
  f BOOLEAN NOT NULL CHECK (f IN (0, 1)),
  g DOUBLE CHECK (g BETWEEN -1.5 AND 1.5e3),
  h JSON,
  i DATE CHECK (i > '2000-01-01'),
  CHECK (a < b),
  CHECK ((c = 'x' AND a IS NOT NULL) OR c <> 'x'),
  CONSTRAINT multi_line CHECK (
    1 = CASE c
      WHEN 'x' THEN a > 1
      WHEN 'y' THEN b > 1 -- y needs b )
      ELSE b IS NOT NULL
    END
  ),
  CONSTRAINT json_shape CHECK (JSON_SCHEMA_VALID('{"type": "object", "required": ["a"]}', h)),
  CONSTRAINT not_enforced CHECK (a <> 7) NOT ENFORCED,
  CONSTRAINT `odd name` CHECK (a != 13 OR NOT b <=> NULL)
);
CREATE TABLE many (
  id INT PRIMARY KEY CHECK (id > 0),
  lo INT DEFAULT 0, hi INT DEFAULT 10,
  mail VARCHAR(100) CHECK (mail LIKE '%_@_%' AND INSTR(mail, ' ') = 0),
  CONSTRAINT lo_hi CHECK (lo <= hi) ENFORCED, CONSTRAINT hi_lo CHECK (NOT (hi < lo)), CHECK (lo BETWEEN -10 AND 10), CHECK (lo DIV 2 + lo MOD 2 >= -10 AND lo & 1 | hi ^ 2 << 1 >= 0)
);
CREATE TABLE tight(a INT CHECK(a>0),b INT CHECK(b>0),CHECK(a=1 or b is not null),check(a xor b),check(a&&b||a));
