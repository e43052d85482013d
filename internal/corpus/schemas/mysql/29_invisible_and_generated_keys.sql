CREATE TABLE hidden (id INT AUTO_INCREMENT PRIMARY KEY, shown INT, secret INT INVISIBLE, secret_default VARCHAR(10) DEFAULT 'x' INVISIBLE COMMENT 'unseen', made INT AS (shown + 1) VIRTUAL INVISIBLE, KEY shown_index (shown) INVISIBLE, KEY secret_index (secret));
CREATE TABLE hidden_key (my_row_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY, v INT);
SET SESSION sql_generate_invisible_primary_key = ON;
CREATE TABLE keyless (a INT, b VARCHAR(10));
SET SESSION sql_generate_invisible_primary_key = OFF;
CREATE TABLE truly_keyless (a INT, b VARCHAR(10), KEY (a));
CREATE VIEW seen AS SELECT * FROM hidden;
