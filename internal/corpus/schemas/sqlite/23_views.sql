CREATE TABLE sale (id INTEGER PRIMARY KEY, day DATE NOT NULL, region TEXT NOT NULL, amount NUMERIC NOT NULL);
CREATE TABLE target (region TEXT PRIMARY KEY, amount NUMERIC NOT NULL DEFAULT 0);
CREATE VIEW sale_by_region AS SELECT region, sum(amount) AS amount, count(*) AS n FROM sale GROUP BY region;
CREATE VIEW sale_to_target (region, sold, wanted, share) AS
  SELECT t.region, coalesce(s.amount, 0), t.amount, s.amount * 100.0 / nullif(t.amount, 0)
  FROM target t LEFT JOIN sale_by_region s USING (region);
CREATE VIEW behind AS SELECT region FROM sale_to_target WHERE sold < wanted ORDER BY region;
CREATE VIEW running AS
  SELECT day, region, sum(amount) OVER (PARTITION BY region ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total FROM sale;
CREATE VIEW calendar AS
  WITH RECURSIVE d(day) AS (VALUES ('2020-01-01') UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < '2020-12-31')
  SELECT day, strftime('%w', day) AS weekday FROM d;
CREATE VIEW constants AS SELECT 1 AS one, 'two; three' AS "two", NULL AS nought, x'00' AS bytes;
CREATE VIEW united AS SELECT region FROM sale UNION SELECT region FROM target EXCEPT SELECT 'nowhere';
-- a view one can insert into
CREATE TRIGGER behind_insert INSTEAD OF INSERT ON behind
BEGIN
  INSERT INTO target (region, amount) VALUES (NEW.region, 1);
END;
