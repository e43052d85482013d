CREATE TABLE t (a integer DEFAULT (1 + 1), b varchar(9) DEFAULT 'x' CHECK (b IN ('x', 'y')), c timestamptz DEFAULT CURRENT_TIMESTAMP, d numeric(9,2) DEFAULT 0, e integer GENERATED ALWAYS AS (a * 2) STORED, f text CHECK (f != 'q' AND f NOT LIKE '%z'), g interval DEFAULT '1 day', CHECK (a BETWEEN 1 AND 9 AND NOT (a = 5)));
CREATE INDEX t_expr ON t ((a+1), (b || f)) WHERE b IN ('x', 'y') AND a != 3;
CREATE VIEW v AS SELECT CASE WHEN a>1 THEN 'big' ELSE 'small' END AS size FROM t WHERE b IN ('x', 'y');
-- becomes
CREATE TABLE t (a integer DEFAULT 1+1, b varchar(9) DEFAULT 'x'::varchar CHECK (b = 'x' OR b = 'y'), c timestamptz DEFAULT now(), d numeric(9,2) DEFAULT 0.00, e integer GENERATED ALWAYS AS (a + a) STORED, f text CHECK (f <> 'q' AND f !~~ '%z'), g interval DEFAULT '24:00:00', CHECK (a >= 1 AND a <= 9 AND a <> 5));
CREATE INDEX t_expr ON t ((1+a), (b || f)) WHERE b IN ('y', 'x') AND a <> 3;
CREATE VIEW v AS SELECT CASE WHEN a > 1 THEN 'large' ELSE 'small' END AS size FROM t WHERE b = ANY (ARRAY['x', 'y']);
