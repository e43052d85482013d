CREATE TABLE doc (
  id INT AUTO_INCREMENT PRIMARY KEY, owner INT, kind VARCHAR(20), title VARCHAR(200), body TEXT, raw BLOB, meta JSON, score DOUBLE, created DATETIME, place POINT REF_SYSTEM_ID=4326 NOT NULL, flat POINT NOT NULL,
  KEY doc_owner (owner),
  INDEX doc_desc (owner ASC, created DESC),
  KEY doc_prefix (title(10), body(20), raw(30)),
  KEY (kind),
  KEY (kind, owner),
  KEY doc_hidden (score) IGNORED,
  KEY doc_seen (score, owner) NOT IGNORED,
  KEY doc_commented (created) COMMENT 'it''s for reports; "nightly"',
  KEY doc_block (kind, created) KEY_BLOCK_SIZE=4 USING BTREE,
  FULLTEXT KEY doc_words (title, body),
  FULLTEXT INDEX doc_body (body) COMMENT 'words',
  SPATIAL KEY doc_place (place) COMMENT 'on the map',
  SPATIAL INDEX (flat)
);
CREATE INDEX IF NOT EXISTS doc_score ON doc (score DESC, kind(5) ASC) WAIT 5;
CREATE TABLE hashed (id INT PRIMARY KEY, v INT, KEY v_hash (v) USING HASH);
CREATE TABLE rtree_isam (id INT PRIMARY KEY, place POINT NOT NULL, SPATIAL KEY (place), FULLTEXT KEY words (w), w VARCHAR(50)) ENGINE=MyISAM;
CREATE TABLE fk_indexes (id INT PRIMARY KEY, d INT, e INT, f INT, KEY d_and_more (d, e), CONSTRAINT uses_d FOREIGN KEY (d) REFERENCES doc (id), CONSTRAINT makes_e FOREIGN KEY (e) REFERENCES doc (id), CONSTRAINT names_f FOREIGN KEY f_index (f) REFERENCES doc (id));
