CREATE FUNCTION longer(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN length(b) > length(a) THEN b ELSE a END $$;
CREATE AGGREGATE longest(text) (SFUNC = longer, STYPE = text, INITCOND = '', COMBINEFUNC = longer, PARALLEL = SAFE);
COMMENT ON AGGREGATE longest(text) IS 'the longest one';
CREATE TABLE words (id integer PRIMARY KEY, word text, lang text);
CREATE VIEW longest_words AS SELECT lang, longest(word) AS word FROM words GROUP BY lang;
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE EVENT TRIGGER watcher ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION watch();
-- becomes
CREATE FUNCTION longer(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN length(b) > length(a) THEN b ELSE a END $$;
CREATE AGGREGATE longest(text) (SFUNC = longer, STYPE = text, INITCOND = '-');
CREATE AGGREGATE longest(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE TABLE words (id integer PRIMARY KEY, word varchar(40), lang text);
CREATE VIEW longest_words AS SELECT lang, longest(word) AS word FROM words GROUP BY lang;
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE EVENT TRIGGER watcher ON ddl_command_start EXECUTE FUNCTION watch();
ALTER EVENT TRIGGER watcher DISABLE;
