CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat REAL, lon REAL);
CREATE VIRTUAL TABLE place_box USING rtree(id, min_lat, max_lat, min_lon, max_lon);
CREATE VIRTUAL TABLE place_box_int USING rtree_i32(id, x0, x1, +label TEXT, +weight REAL);
CREATE VIRTUAL TABLE note USING fts5(title, body, tags UNINDEXED, prefix='2 3', tokenize = "unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE "odd note" USING fts5("the title", "the ""body""");
CREATE VIRTUAL TABLE external USING fts5(name, content=place, content_rowid=id);
CREATE VIRTUAL TABLE contentless USING fts5(a, b, content='', columnsize=0);
CREATE TRIGGER place_boxed AFTER INSERT ON place BEGIN
  INSERT INTO place_box VALUES (NEW.id, NEW.lat, NEW.lat, NEW.lon, NEW.lon);
END;
CREATE VIEW near_zero AS SELECT p.* FROM place p JOIN place_box b ON b.id = p.id WHERE b.min_lat > -1 AND b.max_lat < 1;
