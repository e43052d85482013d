CREATE TYPE money_of AS (amount numeric(12,2), currency varchar(3));
COMMENT ON TYPE money_of IS 'an amount';
COMMENT ON COLUMN money_of.currency IS 'ISO 4217';
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TYPE line AS (price money_of, qty integer);
CREATE TABLE prices (id integer PRIMARY KEY, price money_of, spans span[], old text);
CREATE FUNCTION cheap(m money_of) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT (m).amount < 10 $$;
-- becomes
CREATE TYPE money_of AS (amount numeric(12,2), currency varchar(3), note text);
COMMENT ON COLUMN money_of.note IS 'whatever';
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE line AS (price money_of, qty bigint, item text);
CREATE TYPE pair AS (a line, b line);
CREATE TABLE prices (id integer PRIMARY KEY, price money_of, pairs pair[]);
CREATE FUNCTION cheap(m money_of) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT (m).amount < 10 $$;
