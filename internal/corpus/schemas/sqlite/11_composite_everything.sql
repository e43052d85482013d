CREATE TABLE country (code TEXT NOT NULL, edition INTEGER NOT NULL, name TEXT, PRIMARY KEY (code, edition), UNIQUE (name, edition));
CREATE TABLE region (
  country TEXT NOT NULL, edition INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (country, edition, code),
  CONSTRAINT region_country FOREIGN KEY (country, edition) REFERENCES country (code, edition) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT region_name UNIQUE (edition, country, name)
);
CREATE TABLE city (
  id INTEGER PRIMARY KEY,
  country TEXT, edition INTEGER, region TEXT, name TEXT,
  UNIQUE (country, edition, region, name),
  FOREIGN KEY (country, edition, region) REFERENCES region (country, edition, code) MATCH FULL ON DELETE SET NULL
);
CREATE INDEX city_by_name ON city (name COLLATE NOCASE, country, edition DESC, region);
-- a key whose columns come in another order than the table has them
CREATE TABLE reversed (a INTEGER, b TEXT, c REAL, d BLOB, PRIMARY KEY (d DESC, b COLLATE NOCASE, a));
CREATE TABLE twice (
  x INTEGER NOT NULL, y INTEGER NOT NULL, z INTEGER,
  PRIMARY KEY (y, x), UNIQUE (x, y), UNIQUE (z, x), FOREIGN KEY (x, y) REFERENCES twice (y, x)
);
