create  table articles -- what is sold
(
  -- the number on the shelf
  id integer primary key autoincrement, -- never used twice

  /* as on the label */
  [name] VARCHAR ( 40 )  COLLATE nocase NOT NULL ON CONFLICT IGNORE, -- up to forty letters
  price  NUMERIC(10,2) CONSTRAINT "price is fair" CHECK (
    price > 0 -- no gifts
    AND price < 1e6
  ),
  twice  AS (price * 2),
  'maker' "some type" REFERENCES makers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  note TEXT DEFAULT "none",
  UNIQUE ([name], price) ON CONFLICT REPLACE,
  CHECK (length(name) > 1)
  CONSTRAINT last CHECK (note <> '')
);
CREATE TABLE makers (id INTEGER PRIMARY KEY);
CREATE INDEX "by price"  ON articles (price  DESC) where price > 10; -- the dear ones
CREATE INDEX by_name ON articles (lower( name ));
CREATE VIEW dear AS
  SELECT name /* and nothing else */ FROM articles WHERE price > 100;
CREATE TRIGGER watch AFTER UPDATE ON articles BEGIN
  -- keep it
  UPDATE articles SET note = 'changed' WHERE id = NEW.id;
END;
-- becomes
create  table articles (
  id integer primary key autoincrement,
  [name] VARCHAR ( 40 )  COLLATE nocase NOT NULL ON CONFLICT IGNORE,
  price  NUMERIC(10,2) CONSTRAINT "price is fair" CHECK (
    price > 0 -- no gifts
    AND price < 1e6
  ),
  twice  AS (price * 2),
  'maker' "some type" REFERENCES makers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  note TEXT NOT NULL DEFAULT "none",
  UNIQUE ([name], price) ON CONFLICT REPLACE,
  CHECK (length(name) > 1),
  CONSTRAINT last CHECK (note <> '')
);
CREATE TABLE makers (id INTEGER PRIMARY KEY);
CREATE INDEX "by price"  ON articles (price  DESC) where price > 10;
CREATE INDEX by_name ON articles (lower( name ));
CREATE VIEW dear AS
  SELECT name /* and nothing else */ FROM articles WHERE price > 100;
CREATE TRIGGER watch AFTER UPDATE ON articles BEGIN
  -- keep it
  UPDATE articles SET note = 'changed' WHERE id = NEW.id;
END;
-- gives
CREATE TABLE articles -- what is sold
(
  -- the number on the shelf
  id integer primary key autoincrement, -- never used twice

  /* as on the label */
  [name] VARCHAR ( 40 )  COLLATE nocase NOT NULL ON CONFLICT IGNORE, -- up to forty letters
  price  NUMERIC(10,2) CONSTRAINT "price is fair" CHECK (
    price > 0 -- no gifts
    AND price < 1e6
  ),
  twice  AS (price * 2),
  'maker' "some type" REFERENCES makers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  note TEXT NOT NULL DEFAULT "none",
  UNIQUE ([name], price) ON CONFLICT REPLACE,
  CHECK (length(name) > 1)
  CONSTRAINT last CHECK (note <> '')
);
CREATE TABLE makers (id INTEGER PRIMARY KEY);
CREATE INDEX "by price"  ON articles (price  DESC) where price > 10;
CREATE INDEX by_name ON articles (lower( name ));
CREATE VIEW dear AS
  SELECT name /* and nothing else */ FROM articles WHERE price > 100;
CREATE TRIGGER watch AFTER UPDATE ON articles BEGIN
  -- keep it
  UPDATE articles SET note = 'changed' WHERE id = NEW.id;
END;
