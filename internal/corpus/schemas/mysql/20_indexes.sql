CREATE TABLE doc (
  id INT AUTO_INCREMENT PRIMARY KEY, owner INT, kind VARCHAR(20), title VARCHAR(200), body TEXT, raw BLOB, meta JSON, score DOUBLE, created DATETIME, place POINT NOT NULL SRID 4326, flat POINT NOT NULL,
  KEY doc_owner (owner),
  INDEX doc_desc (owner ASC, created DESC),
  KEY doc_prefix (title(10), body(20), raw(30)),
  KEY (kind),
  KEY (kind, owner),
  KEY doc_hidden (score) INVISIBLE,
  KEY doc_commented (created) COMMENT 'it''s for reports; "nightly"',
  KEY doc_block (kind, created) KEY_BLOCK_SIZE=4 USING BTREE,
  FULLTEXT KEY doc_words (title, body),
  FULLTEXT INDEX doc_ngram (body) WITH PARSER ngram,
  SPATIAL KEY doc_place (place) COMMENT 'on the map',
  SPATIAL INDEX (flat)
);
CREATE INDEX doc_expr ON doc ((LOWER(title)));
CREATE INDEX doc_expr_mixed ON doc ((owner + 1) DESC, kind, (ABS(score)));
CREATE INDEX doc_json ON doc ((CAST(meta ->> '$.a' AS CHAR(30)) COLLATE utf8mb4_bin));
CREATE INDEX doc_multi ON doc ((CAST(meta -> '$.tags[*]' AS UNSIGNED ARRAY)));
CREATE INDEX doc_multi_mixed ON doc (owner, (CAST(meta -> '$.names' AS CHAR(20) ARRAY)), created);
CREATE INDEX doc_date ON doc ((DATE_FORMAT(created, '%Y-%m')), (IF(score > 10, 'high', 'low')));
CREATE TABLE hashed (id INT PRIMARY KEY, v INT, KEY v_hash (v) USING HASH);
CREATE TABLE fk_indexes (id INT PRIMARY KEY, d INT, e INT, f INT, KEY d_and_more (d, e), CONSTRAINT uses_d FOREIGN KEY (d) REFERENCES doc (id), CONSTRAINT makes_e FOREIGN KEY (e) REFERENCES doc (id), CONSTRAINT names_f FOREIGN KEY f_index (f) REFERENCES doc (id));
