CREATE TABLE p (k VARCHAR(20) PRIMARY KEY) COLLATE utf8mb4_bin;
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b TEXT COLLATE utf8mb4_bin, c CHAR(3) COLLATE utf8mb4_unicode_ci, e ENUM('a','b'), k VARCHAR(20) COLLATE utf8mb4_bin,
  CONSTRAINT t_k FOREIGN KEY (k) REFERENCES p (k)) COLLATE utf8mb4_unicode_ci;
-- rows
INSERT INTO p VALUES ('x');
INSERT INTO t VALUES (1, 'ä', 'b', 'c', 'a', 'x');
-- becomes
CREATE TABLE p (k VARCHAR(20) PRIMARY KEY) COLLATE utf8mb4_general_ci;
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b TEXT COLLATE utf8mb4_bin, c CHAR(3) COLLATE utf8mb4_unicode_ci, e ENUM('a','b'), k VARCHAR(20) COLLATE utf8mb4_general_ci,
  CONSTRAINT t_k FOREIGN KEY (k) REFERENCES p (k)) COLLATE utf8mb4_bin;
