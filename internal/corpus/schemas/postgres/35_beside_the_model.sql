-- What the model has no words for stands beside what it has.
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'nowhere');
CREATE FOREIGN TABLE remote_rows (id integer NOT NULL, v text) SERVER elsewhere OPTIONS (table_name 'rows');
CREATE TYPE row_shape AS (id integer, label text);
CREATE TABLE shaped OF row_shape (PRIMARY KEY (id));
CREATE FUNCTION alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT lower($1) = lower($2) $$;
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = alike, COMMUTATOR = ===);
CREATE CAST (row_shape AS text) WITH INOUT AS ASSIGNMENT;
CREATE TEXT SEARCH DICTIONARY plain_words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION plain_text (COPY = simple);
CREATE PUBLICATION for_all FOR TABLE shaped;
CREATE TABLE normal (id integer PRIMARY KEY, v text);
CREATE VIEW normal_view AS SELECT id FROM normal;
