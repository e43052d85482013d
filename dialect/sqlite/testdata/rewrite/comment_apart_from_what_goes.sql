CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  -- Part one: names.

  -- the first name
  a TEXT,
  b TEXT
);
-- becomes
CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT '');
-- gives
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  -- Part one: names.

  b TEXT NOT NULL DEFAULT ''
);
