-- One change a line.
ALTER TABLE author ADD COLUMN died DATE;
ALTER TABLE author RENAME COLUMN died TO dead;
DROP INDEX book_title;
CREATE INDEX book_title ON book (lower(title), price) WHERE price IS NOT NULL;
DROP VIEW cheap;
DROP TRIGGER book_gone;
CREATE UNIQUE INDEX book_title_once ON book (title);
ALTER TABLE tag RENAME TO label;
CREATE TABLE loose (a);
PRAGMA user_version = 3;
