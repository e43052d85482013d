CREATE TABLE log (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), what text, v integer);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := now(); -- it's; here
  RETURN NEW;
END $$;
COMMENT ON FUNCTION stamp() IS 'stamps';
CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT a + b';
CREATE FUNCTION add(a text) RETURNS text LANGUAGE sql AS $f$ SELECT a || '$$' $f$;
CREATE FUNCTION twice(x integer) RETURNS integer BEGIN ATOMIC SELECT x * 2; END;
CREATE PROCEDURE clean(days integer) LANGUAGE sql AS $$ DELETE FROM log WHERE at < now() - make_interval(days => days) $$;
CREATE TRIGGER log_stamp BEFORE INSERT OR UPDATE OF what ON log FOR EACH ROW WHEN (NEW.what IS NOT NULL) EXECUTE FUNCTION stamp();
CREATE TRIGGER log_off AFTER DELETE ON log FOR EACH STATEMENT EXECUTE FUNCTION stamp();
ALTER TABLE log DISABLE TRIGGER log_off;
COMMENT ON TRIGGER log_stamp ON log IS 'keeps at';
CREATE TABLE computed (a integer DEFAULT add(1, 2), b integer GENERATED ALWAYS AS (add(a, 5)) STORED, CHECK (add(a) > 0));
CREATE INDEX computed_f ON computed (add(a, 3));
CREATE VIEW twices AS SELECT twice(v) AS t FROM log;
CREATE TABLE tenants (id integer PRIMARY KEY, owner text);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON tenants USING (owner = current_user);
CREATE STATISTICS tenants_stats ON id, owner FROM tenants;
