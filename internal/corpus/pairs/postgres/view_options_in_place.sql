CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 3;
CREATE VIEW barrier WITH (security_barrier) AS SELECT a FROM t;
CREATE VIEW on_barrier AS SELECT a FROM barrier;
CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT a FROM t;
-- becomes
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER COLUMN b SET DEFAULT 4;
CREATE VIEW barrier WITH (security_invoker = true) AS SELECT a FROM t;
CREATE VIEW on_barrier AS SELECT a FROM barrier;
CREATE MATERIALIZED VIEW m WITH (autovacuum_enabled = false, fillfactor = 90) AS SELECT a FROM t;
CREATE INDEX m_a ON m (a);
