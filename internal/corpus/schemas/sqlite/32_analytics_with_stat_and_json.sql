CREATE TABLE visit (
  id INTEGER PRIMARY KEY,
  page TEXT NOT NULL,
  at INTEGER NOT NULL DEFAULT (unixepoch()),
  props TEXT NOT NULL DEFAULT (json_object('source', 'direct', 'n', 1)),
  source TEXT GENERATED ALWAYS AS (json_extract(props, '$.source')) VIRTUAL,
  day TEXT GENERATED ALWAYS AS (date(at, 'unixepoch')) STORED,
  CHECK (json_valid(props) AND json_type(props) = 'object')
);
CREATE INDEX visit_day ON visit (day, page);
CREATE INDEX visit_source ON visit (source) WHERE source IS NOT NULL;
CREATE TABLE page (path TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID;
CREATE TABLE daily (day TEXT NOT NULL, page TEXT NOT NULL REFERENCES page (path), hits INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (day, page)) WITHOUT ROWID;
INSERT INTO visit (page) VALUES ('/'), ('/about');
ANALYZE;
