CREATE TABLE t (
  -- the key
  id INTEGER PRIMARY KEY, -- of the row
  -- goes
  a TEXT, -- with it
  b TEXT, -- stays
  /* last */ c TEXT -- the end
);
-- becomes
CREATE TABLE t (id INTEGER PRIMARY KEY, x INTEGER NOT NULL DEFAULT 1, b TEXT, y TEXT, c TEXT, z TEXT CHECK (z <> c));
-- gives
CREATE TABLE t (
  -- the key
  id INTEGER PRIMARY KEY, -- of the row
  "x" INTEGER NOT NULL DEFAULT 1,
  b TEXT, -- stays
  "y" TEXT,
  /* last */ c TEXT, -- the end
  "z" TEXT,
  CHECK (z <> c)
);
