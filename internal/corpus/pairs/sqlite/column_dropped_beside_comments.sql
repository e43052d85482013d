CREATE TABLE t (
  id INTEGER PRIMARY KEY, -- first, the key
  a TEXT, -- one, two
  b TEXT -- three, four
);
CREATE TABLE u (a TEXT, b TEXT, c TEXT);
-- becomes
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT
);
CREATE TABLE u (a TEXT, c TEXT);
