CREATE TABLE rectangle (
  id INT AUTO_INCREMENT PRIMARY KEY,
  w DOUBLE NOT NULL,
  h DOUBLE NOT NULL,
  area DOUBLE GENERATED ALWAYS AS (w * h) STORED,
  perimeter DOUBLE AS (2 * (w + h)),
  diagonal DOUBLE AS (SQRT(w * w + h * h)) PERSISTENT,
  square BOOLEAN GENERATED ALWAYS AS (w = h) VIRTUAL COMMENT 'it''s one',
  label VARCHAR(100) AS (CONCAT('w=', w, ', h=', h, ';)')) VIRTUAL INVISIBLE,
  KEY rectangle_area (area),
  KEY rectangle_square (square)
);
CREATE TABLE person (
  first VARCHAR(50), last VARCHAR(50) COLLATE utf8mb4_bin, born DATE,
  full_name VARCHAR(101) GENERATED ALWAYS AS (TRIM(CONCAT(COALESCE(first, ''), ' ', COALESCE(last, '')))) STORED,
  initials CHAR(2) AS (CONCAT(LEFT(first, 1), LEFT(last, 1))) UNIQUE,
  born_year INT GENERATED ALWAYS AS (YEAR(born)) VIRTUAL CHECK (born_year > 1800),
  born_month INT AS (EXTRACT(MONTH FROM born)) STORED,
  UNIQUE KEY (full_name)
);
CREATE TABLE document (
  id INT PRIMARY KEY, body JSON NOT NULL,
  title VARCHAR(200) AS (JSON_UNQUOTE(JSON_EXTRACT(body, '$.title'))) STORED,
  author INT AS (JSON_VALUE(body, '$.author.id')) VIRTUAL,
  city VARCHAR(50) AS (JSON_VALUE(body, '$."home city"')) VIRTUAL,
  chained VARCHAR(200) AS (UPPER(title)) VIRTUAL,
  KEY (title), KEY (author), KEY (chained, city)
);
CREATE TABLE referring (a INT, b INT AS (a * 10) STORED, CONSTRAINT gen_fk FOREIGN KEY (b) REFERENCES document (id));
