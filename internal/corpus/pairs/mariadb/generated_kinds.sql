CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, v INT AS (a + 1) VIRTUAL, s INT AS (a + 2) STORED COMMENT 's', to_plain INT AS (a + 3) STORED, from_plain INT, of_v INT AS (v * 2) VIRTUAL, typed INT AS (a) VIRTUAL, KEY (s), CONSTRAINT high CHECK (v > -5000));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, a BIGINT NOT NULL, v INT AS (a + 1) STORED, s INT AS (a + 2) VIRTUAL COMMENT 's', to_plain INT, from_plain INT AS (a - 1) STORED, of_v INT AS (v * 3) VIRTUAL, typed BIGINT AS (a) VIRTUAL, KEY (s), CONSTRAINT high CHECK (v > -5000));
