CREATE TABLE doc (
  id INTEGER PRIMARY KEY, owner INTEGER, kind TEXT, title TEXT, body TEXT, meta JSON, score REAL, created TEXT, deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX doc_owner ON doc (owner);
CREATE INDEX IF NOT EXISTS doc_kind ON doc (kind COLLATE NOCASE);
CREATE INDEX doc_desc ON doc (owner ASC, created DESC);
CREATE INDEX doc_mixed ON doc (kind COLLATE RTRIM DESC, score, title COLLATE BINARY ASC);
CREATE INDEX doc_expr ON doc (lower(title));
CREATE INDEX doc_expr_desc ON doc (length(body) DESC, abs(score));
CREATE INDEX doc_json ON doc (json_extract(meta, '$.tags[0]'), meta ->> '$.a');
CREATE INDEX doc_partial ON doc (owner, kind) where deleted = 0 and kind in ('a', 'b');
CREATE INDEX doc_partial_expr ON doc (coalesce(title, 'none')) WHERE coalesce(title, 'where') <> 'WHERE';
CREATE UNIQUE INDEX doc_unique_live ON doc (owner, title COLLATE NOCASE) WHERE deleted = 0;
CREATE INDEX doc_case ON doc (CASE WHEN score > 10 THEN 'high' ELSE 'low' END);
CREATE INDEX doc_covering ON doc (owner, kind, title, score, created);
CREATE INDEX doc_id ON doc (id DESC);
CREATE INDEX [doc bracketed] ON [doc] ([kind], [owner]);
CREATE TABLE empty_of_indexes (a INTEGER, b INTEGER);
CREATE TABLE key_value (k TEXT, v TEXT, PRIMARY KEY (k, v)) WITHOUT ROWID;
CREATE INDEX key_value_v ON key_value (v);
