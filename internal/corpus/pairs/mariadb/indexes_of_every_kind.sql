CREATE TABLE doc (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, raw BLOB, score INT, at DATETIME, place POINT NOT NULL,
  KEY up (score), KEY down (score DESC, id), KEY seen (at), KEY hidden (at, id) IGNORED, KEY lead_ (body(10)), UNIQUE KEY whole (raw),
  FULLTEXT KEY words (title), SPATIAL KEY spot (place), KEY said (score, at) COMMENT 'a');
-- becomes
CREATE TABLE doc (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, raw BLOB, score INT, at DATETIME, place POINT NOT NULL,
  KEY up (score DESC), KEY down (score, id DESC), KEY seen (at) IGNORED, KEY hidden (at, id), KEY lead_ (body(20), title(5)), UNIQUE KEY whole (raw(30)),
  FULLTEXT KEY words (title, body), SPATIAL KEY spot_on_map (place), KEY said (score, at) COMMENT 'it''s b');
