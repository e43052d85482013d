CREATE TABLE "it's ""quoted""" ("a'b" text DEFAULT 'it''s', "c""d" text DEFAULT '"', "e\f" text DEFAULT '\', "g
h" text DEFAULT 'two
lines', "$1" text DEFAULT '$1 $$ $x$', "%s" text DEFAULT '%s %d %%', "?" text DEFAULT '?', ":name" text DEFAULT ':name', "--" text DEFAULT '-- no comment', "/*" text DEFAULT '/* nor this */', ";" text DEFAULT 'a;b', " lead" text DEFAULT ' ', "tab	tab" text DEFAULT '	',
  CONSTRAINT "it's" CHECK ("a'b" <> 'O''Brien' AND "c""d" !~ '[''"]' AND "e\f" <> E'\\n\n\t'), CONSTRAINT "con""straint" UNIQUE ("c""d"), CONSTRAINT "new
line" CHECK ("g
h" IS NOT NULL OR "?" ~ '\?'));
CREATE INDEX "in'dex ""x""" ON "it's ""quoted""" (("a'b" || '''') COLLATE "C", "c""d") WHERE "%s" LIKE '%''\%%';
COMMENT ON TABLE "it's ""quoted""" IS 'a comment with ''quotes'', "double", \backslash\,
a second line,
	a tab; and -- dashes, $$dollars$$, /* stars */ and a trailing space ';
COMMENT ON COLUMN "it's ""quoted"""."a'b" IS '';
COMMENT ON COLUMN "it's ""quoted"""."g
h" IS E'\\n is two characters, \n is one';
COMMENT ON CONSTRAINT "it's" ON "it's ""quoted""" IS 'it''s';
COMMENT ON INDEX "in'dex ""x""" IS 'x''y"z';
CREATE TYPE "ty'pe" AS ENUM ('it''s', '"', '\', ' ', 'a,b', '{}', E'new\nline');
CREATE TABLE uses (a "ty'pe" DEFAULT 'it''s', b "ty'pe"[] DEFAULT ARRAY['it''s', '"', 'a,b']::"ty'pe"[], c text[] DEFAULT '{"a\"b","c''d","e\\f",NULL,"NULL"}', d jsonb DEFAULT '{"k": "it''s \"x\" \\ y"}', e bytea DEFAULT '\x27225c0a', f "char" DEFAULT '''');
CREATE VIEW "vi'ew" AS SELECT "a'b" AS "it's", 'O''Brien' AS "lit""eral", E'a\\b\nc' AS esc FROM "it's ""quoted""" WHERE "c""d" <> '''';
CREATE FUNCTION "f'n"("a'rg" text DEFAULT 'it''s') RETURNS text LANGUAGE sql AS $q$ SELECT "f'n" FROM (SELECT 'a''b $q' || $x$ $1 ; -- $x$ AS "f'n") s $q$;
COMMENT ON FUNCTION "f'n"(text) IS 'f''n';
