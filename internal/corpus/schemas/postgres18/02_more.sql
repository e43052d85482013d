CREATE EXTENSION btree_gist;
CREATE COLLATION folded (provider = builtin, locale = 'C.UTF-8');
CREATE COLLATION ruled (provider = icu, locale = 'und', rules = '&V << w <<< W');
CREATE TABLE named (id uuid DEFAULT uuidv7() PRIMARY KEY, a integer CONSTRAINT "a is there" NOT NULL, b integer, c text COLLATE folded, d text COLLATE ruled,
  CONSTRAINT soft CHECK (a > b) NOT ENFORCED, CONSTRAINT hard CHECK (a > 0) ENFORCED);
CREATE TABLE virtuals (first text, last text, n integer, tags text[],
  whole text GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL, twice integer GENERATED ALWAYS AS (n * 2), stored integer GENERATED ALWAYS AS (n * 3) STORED, one text GENERATED ALWAYS AS (tags[1]) VIRTUAL,
  CHECK (n < 1000));
COMMENT ON COLUMN virtuals.whole IS 'first and last';
CREATE VIEW virtual_view AS SELECT whole, twice FROM virtuals WHERE twice > 2;
CREATE TABLE virtual_parts (id integer, a integer, b integer GENERATED ALWAYS AS (a + 1) VIRTUAL) PARTITION BY RANGE (id);
CREATE TABLE virtual_parts_1 PARTITION OF virtual_parts FOR VALUES FROM (0) TO (10);
CREATE TABLE flats (flat integer, during tstzrange, price numeric, PRIMARY KEY (flat, during WITHOUT OVERLAPS), CONSTRAINT price_once UNIQUE (price, during WITHOUT OVERLAPS));
CREATE TABLE lets (id integer, flat integer, during tstzrange, tenant text, CONSTRAINT in_flat FOREIGN KEY (flat, PERIOD during) REFERENCES flats, UNIQUE (tenant, during WITHOUT OVERLAPS));
CREATE TABLE targets (id integer PRIMARY KEY);
CREATE TABLE sources (id integer, t integer, CONSTRAINT loose FOREIGN KEY (t) REFERENCES targets ON DELETE CASCADE NOT ENFORCED) PARTITION BY LIST (id);
CREATE TABLE sources_1 PARTITION OF sources FOR VALUES IN (1);
CREATE TABLE identity_parts (id integer GENERATED ALWAYS AS IDENTITY, k integer NOT NULL, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE identity_parts_1 PARTITION OF identity_parts FOR VALUES IN (1);
CREATE INDEX named_casefold ON named (casefold(c COLLATE folded));
CREATE FUNCTION old_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER on_virtual BEFORE INSERT ON virtuals FOR EACH ROW WHEN (NEW.n > 0) EXECUTE FUNCTION old_new();
CREATE TABLE late_not_null (a integer, b integer);
ALTER TABLE late_not_null ADD CONSTRAINT b_there NOT NULL b NOT VALID;
CREATE TABLE no_inherit (a integer, CONSTRAINT own NOT NULL a NO INHERIT);
COMMENT ON CONSTRAINT "a is there" ON named IS 'a comment on NOT NULL';
