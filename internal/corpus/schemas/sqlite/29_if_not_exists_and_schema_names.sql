CREATE TABLE IF NOT EXISTS main.song (
  id INTEGER PRIMARY KEY,
  album_id INTEGER NOT NULL REFERENCES album (id),
  track INTEGER,
  title TEXT NOT NULL,
  seconds INTEGER CHECK (seconds > 0)
);
CREATE TABLE IF NOT EXISTS "main"."album" (id INTEGER PRIMARY KEY, title TEXT NOT NULL, year INTEGER);
CREATE TABLE main.playlist AS SELECT 1 AS id, 'mine' AS name, 2.5 AS rating, NULL AS note;
CREATE UNIQUE INDEX IF NOT EXISTS main.song_track ON song (album_id, track);
CREATE VIEW IF NOT EXISTS main.long_song AS SELECT title FROM song WHERE seconds > 600;
CREATE TRIGGER IF NOT EXISTS main.song_titled BEFORE INSERT ON song WHEN trim(NEW.title) = '' BEGIN
  SELECT RAISE(ABORT, 'a song has a title');
END;
CREATE TABLE IF NOT EXISTS song (ignored TEXT);
