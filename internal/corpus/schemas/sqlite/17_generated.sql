CREATE TABLE rectangle (
  id INTEGER PRIMARY KEY,
  w REAL NOT NULL,
  h REAL NOT NULL,
  area REAL GENERATED ALWAYS AS (w * h) STORED,
  perimeter REAL AS (2 * (w + h)),
  square BOOLEAN GENERATED ALWAYS AS (w = h) VIRTUAL,
  label TEXT AS ('w=' || w || ', h=' || h || ';)') VIRTUAL NOT NULL
);
CREATE INDEX rectangle_area ON rectangle (area DESC);
CREATE INDEX rectangle_square ON rectangle (square) WHERE square;
CREATE TABLE person (
  first TEXT, last TEXT, born TEXT,
  full_name TEXT GENERATED ALWAYS AS (trim(coalesce(first, '') || ' ' || coalesce(last, ''))) STORED UNIQUE,
  initials AS (substr(first, 1, 1) || substr(last, 1, 1)),
  year INTEGER GENERATED ALWAYS AS (CAST(substr(born, 1, 4) AS INTEGER)) CHECK (year > 1800)
);
CREATE TABLE document (
  id INTEGER PRIMARY KEY, body TEXT NOT NULL CHECK (json_valid(body)),
  title TEXT AS (json_extract(body, '$.title')) STORED COLLATE NOCASE,
  author INTEGER AS (body ->> '$.author.id') VIRTUAL REFERENCES person_ref (id),
  chained TEXT AS (upper(title)) VIRTUAL
);
CREATE TABLE person_ref (id INTEGER PRIMARY KEY);
CREATE INDEX document_title ON document (title, chained);
