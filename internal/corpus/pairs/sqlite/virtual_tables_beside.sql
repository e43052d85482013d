CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE search USING fts5 (body, content='doc', content_rowid='id');
CREATE VIRTUAL TABLE own USING fts5 (body);
CREATE VIRTUAL TABLE place USING rtree (id, x0, x1);
CREATE TRIGGER feed AFTER INSERT ON doc BEGIN INSERT INTO search (rowid, body) VALUES (NEW.id, NEW.body); END;
-- becomes
CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT NOT NULL DEFAULT '', lang TEXT UNIQUE);
CREATE VIRTUAL TABLE search USING fts5 (body, content='doc', content_rowid='id');
CREATE VIRTUAL TABLE own USING fts5 (body);
CREATE VIRTUAL TABLE place USING rtree (id, x0, x1);
CREATE TRIGGER feed AFTER INSERT ON doc BEGIN INSERT INTO search (rowid, body) VALUES (NEW.id, NEW.body); END;
