CREATE FUNCTION valid_code(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 ~ '^[A-Z]{2}\d+$' $$;
CREATE TABLE checks (
  a integer CHECK (a > 0), b integer CONSTRAINT b_range CHECK (b BETWEEN 1 AND 10), c text CHECK (c IN ('x', 'y', 'it''s')), d varchar(10) CHECK (d IN ('m', 'n')), e text CHECK (e LIKE 'a\_%' ESCAPE '\'),
  f text CHECK (f ~ '^[^@]+@[^@]+$'), g integer CHECK (g <> ALL (ARRAY[1, 2, 3])), h integer CHECK (h NOT IN (4, 5)), i date CHECK (i > DATE '2000-01-01' AND i < '2100-01-01'), j timestamptz CHECK (j <= now()), k numeric CHECK (k = round(k, 2)),
  l jsonb CHECK (l ? 'id' AND jsonb_typeof(l -> 'id') = 'number'), m text[] CHECK (array_length(m, 1) < 5 AND 'x' <> ALL (m)), n boolean CHECK (n IS NOT FALSE), o text CHECK (valid_code(o)), p char(3) CHECK (p = upper(p)), q text CHECK (char_length(q) <= 10), r inet CHECK (r << '10.0.0.0/8'), s int4range CHECK (NOT isempty(s)), t integer CHECK (t % 2 = 0), u integer CHECK (u != 3), v text CHECK (v SIMILAR TO '(a|b)%'), w double precision CHECK (w >= -90 AND w <= 90), x text CHECK (x IS NULL OR x <> ''),
  CONSTRAINT "several columns" CHECK (a < b OR (c IS NULL AND d IS NULL)), CHECK ((a, b) IS DISTINCT FROM (1, 2)), CHECK (num_nonnulls(a, b, t) >= 1), CONSTRAINT by_case CHECK (CASE c WHEN 'x' THEN a > 1 WHEN 'y' THEN b > 1 ELSE true END),
  CONSTRAINT not_for_children CHECK (a < 1000) NO INHERIT, CHECK (COALESCE(a, 0) + COALESCE(b, 0) > 0), CHECK (a IS NULL = (b IS NULL)), CHECK (EXTRACT(isodow FROM i) < 6), CHECK (tableoid <> 0), CHECK (checks.a <> 7)
);
ALTER TABLE checks ADD CONSTRAINT later CHECK (b <> 5) NOT VALID, ADD CHECK (t < 100) NOT VALID;
COMMENT ON CONSTRAINT later ON checks IS 'old rows may break it';
CREATE TABLE more (LIKE checks INCLUDING ALL);
CREATE TABLE under () INHERITS (checks);
ALTER TABLE under ADD CONSTRAINT own CHECK (a > 5);
