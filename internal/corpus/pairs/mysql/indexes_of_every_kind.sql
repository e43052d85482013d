CREATE TABLE doc (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, meta JSON, score INT, at DATETIME, place POINT NOT NULL SRID 0,
  KEY up (score), KEY down (score DESC, id), KEY seen (at), KEY hidden (at, id) INVISIBLE, KEY lower_title ((lower(title))), KEY tags ((CAST(meta -> '$.tags' AS UNSIGNED ARRAY))), KEY lead_ (body(10)),
  FULLTEXT KEY words (title), FULLTEXT KEY grams (body) WITH PARSER ngram, SPATIAL KEY spot (place), KEY said (score, at) COMMENT 'a');
-- becomes
CREATE TABLE doc (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, meta JSON, score INT, at DATETIME, place POINT NOT NULL SRID 0,
  KEY up (score DESC), KEY down (score, id DESC), KEY seen (at) INVISIBLE, KEY hidden (at, id), KEY lower_title ((upper(title))), KEY tags (score, (CAST(meta -> '$.labels' AS CHAR(20) ARRAY))), KEY lead_ (body(20), title(5)),
  FULLTEXT KEY words (title, body), FULLTEXT KEY grams (body), SPATIAL KEY spot_on_map (place), KEY said (score, at) COMMENT 'it''s b');
