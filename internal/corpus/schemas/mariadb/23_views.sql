CREATE TABLE sale (id INT AUTO_INCREMENT PRIMARY KEY, day DATE NOT NULL, region VARCHAR(20) NOT NULL, amount DECIMAL(10,2) NOT NULL);
CREATE TABLE target (region VARCHAR(20) PRIMARY KEY, amount DECIMAL(10,2) NOT NULL DEFAULT 0);
CREATE VIEW sale_by_region AS SELECT region, SUM(amount) AS amount, COUNT(*) AS n FROM sale GROUP BY region;
CREATE VIEW sale_to_target (region, sold, wanted, share) AS
  SELECT t.region, COALESCE(s.amount, 0), t.amount, s.amount * 100.0 / NULLIF(t.amount, 0) FROM target t LEFT JOIN sale_by_region s USING (region);
CREATE OR REPLACE SQL SECURITY INVOKER VIEW behind AS SELECT region FROM sale_to_target WHERE sold < wanted;
CREATE ALGORITHM = MERGE VIEW big_sale AS SELECT * FROM sale WHERE amount > 100 WITH CHECK OPTION;
CREATE VIEW IF NOT EXISTS bigger_sale AS SELECT id, day, region, amount FROM big_sale WHERE amount > 1000 WITH LOCAL CHECK OPTION;
CREATE VIEW biggest_sale AS SELECT * FROM bigger_sale WHERE amount > 10000 WITH CASCADED CHECK OPTION;
CREATE ALGORITHM = TEMPTABLE SQL SECURITY DEFINER VIEW regions AS SELECT DISTINCT region FROM sale;
CREATE VIEW running AS SELECT day, region, SUM(amount) OVER (PARTITION BY region ORDER BY day) AS total, RANK() OVER w AS place, MEDIAN(amount) OVER (PARTITION BY region) AS middle FROM sale WINDOW w AS (ORDER BY amount DESC);
CREATE VIEW calendar AS WITH RECURSIVE d (day) AS (SELECT DATE'2020-01-01' UNION ALL SELECT day + INTERVAL 1 DAY FROM d WHERE day < '2020-12-31') SELECT day, DAYNAME(day) AS weekday FROM d;
CREATE VIEW constants AS SELECT 1 AS one, 'two; three' AS two, NULL AS nothing, x'00' AS bytes, DATE'2020-01-01' AS day;
CREATE VIEW united AS (SELECT region FROM sale) UNION (SELECT region FROM target) EXCEPT SELECT 'nowhere';
CREATE VIEW from_json AS SELECT j.a, j.n FROM JSON_TABLE('[{"a": 1}]', '$[*]' COLUMNS (n FOR ORDINALITY, a INT PATH '$.a' DEFAULT '0' ON EMPTY)) AS j;
CREATE VIEW numbers AS SELECT GROUP_CONCAT(region ORDER BY region SEPARATOR '; ') AS all_of_them FROM target;
