CREATE TABLE genre (code TEXT PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO genre VALUES ('fic', 'Fiction'), ('sci', 'Science; and nature'), ('it''s', 'Quoted');
CREATE TABLE book (
  isbn TEXT PRIMARY KEY CHECK (length(isbn) IN (10, 13)),
  genre TEXT NOT NULL DEFAULT 'fic' REFERENCES genre (code),
  title TEXT NOT NULL,
  copies INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE reader (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, since DATE NOT NULL DEFAULT CURRENT_DATE);
CREATE TABLE loan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  isbn TEXT NOT NULL REFERENCES book ON UPDATE CASCADE,
  reader_id INTEGER NOT NULL REFERENCES reader,
  lent DATE NOT NULL DEFAULT CURRENT_DATE,
  back DATE,
  CHECK (back IS NULL OR back >= lent)
);
CREATE UNIQUE INDEX loan_open ON loan (isbn, reader_id) WHERE back IS NULL;
INSERT INTO reader (id, name) VALUES (7, 'Zoë'), (9, 'O''Hara');
INSERT INTO book (isbn, title) VALUES ('0000000001', 'One');
INSERT INTO loan (isbn, reader_id) VALUES ('0000000001', 7);
