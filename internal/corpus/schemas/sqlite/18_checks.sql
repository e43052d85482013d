CREATE TABLE checked (
  a INTEGER CHECK (a > 0),
  b INTEGER CONSTRAINT b_small CHECK (b < 100) CHECK (b <> 50),
  c TEXT CHECK (c IN ('x', 'y', 'z')) NOT NULL,
  d TEXT CONSTRAINT d_like CHECK (d LIKE 'a%' ESCAPE '\'),
  e TEXT CHECK (e GLOB '[A-Z]*'),
  f BOOLEAN NOT NULL CHECK (f IN (0, 1)),
  g REAL CHECK (typeof(g) = 'real' OR g IS NULL),
  h TEXT,
  CHECK (a < b),
  CHECK ((c = 'x' AND a IS NOT NULL) OR c <> 'x'),
  CONSTRAINT multi_line CHECK (
    CASE c
      WHEN 'x' THEN a > 1
      WHEN 'y' THEN b > 1 -- y needs b )
      ELSE 1
    END
  ),
  CONSTRAINT json_shape CHECK (h IS NULL OR json_type(h, '$.a') = 'integer'),
  CONSTRAINT "odd name" CHECK (a <> 13)
);
CREATE TABLE many (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  lo INTEGER DEFAULT 0, hi INTEGER DEFAULT 10,
  mail TEXT CHECK (mail LIKE '%_@_%' AND instr(mail, ' ') = 0),
  CONSTRAINT lo_hi CHECK (lo <= hi), CONSTRAINT hi_lo CHECK (NOT (hi < lo)), CHECK (lo BETWEEN -10 AND 10)
);
CREATE TABLE tight(a INT CHECK(a>0),b INT CHECK(b>a)CHECK(b!=7),CHECK(a==1 or b is not null));
