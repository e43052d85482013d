-- how a table looks after years of ALTER TABLE
CREATE TABLE warehouse(id integer primary key, name text);
ALTER TABLE warehouse ADD COLUMN city TEXT;
ALTER TABLE warehouse ADD COLUMN capacity INTEGER NOT NULL DEFAULT 100 CHECK (capacity > 0);
ALTER TABLE warehouse ADD owner_id INTEGER REFERENCES owner (id) ON DELETE SET NULL;
ALTER TABLE warehouse ADD COLUMN label TEXT GENERATED ALWAYS AS (name || ', ' || city) VIRTUAL;
CREATE TABLE owner (id INTEGER PRIMARY KEY, nmae TEXT, temp_1 TEXT);
ALTER TABLE owner RENAME COLUMN nmae TO name;
ALTER TABLE owner DROP COLUMN temp_1;
ALTER TABLE owner ADD COLUMN "vip since" DATE;
CREATE TABLE old_shelf (
  warehouse_id INTEGER NOT NULL REFERENCES warehouse (id),
  number INTEGER NOT NULL,
  PRIMARY KEY (warehouse_id, number)
);
ALTER TABLE old_shelf RENAME TO shelf;
CREATE INDEX warehouse_city ON warehouse (city);
CREATE VIEW full_shelf AS SELECT s.number, w.label FROM shelf s JOIN warehouse w ON w.id = s.warehouse_id;
ALTER TABLE shelf ADD COLUMN height REAL DEFAULT 2.0;
