CREATE TABLE texts (
  id INT PRIMARY KEY COMMENT 'it''s the key',
  quote VARCHAR(50) DEFAULT 'it''s' COMMENT 'say "hi"',
  slashed VARCHAR(50) DEFAULT 'it\'s' COMMENT 'C:\\new\\table',
  two VARCHAR(50) DEFAULT '''quoted''' COMMENT 'first\nsecond',
  `double` VARCHAR(50) DEFAULT "say ""hi""" COMMENT "with 'single' quotes",
  back VARCHAR(50) DEFAULT 'C:\\new\\table\\' COMMENT 'ends in backslash\\',
  line VARCHAR(50) DEFAULT 'first
second' COMMENT 'first
second
',
  tab VARCHAR(50) DEFAULT 'a\tb\rc\nd\be',
  semi VARCHAR(50) DEFAULT 'a; b -- c /* d */ # e',
  tick VARCHAR(50) DEFAULT '`[]"' COMMENT '`tick`',
  nothing VARCHAR(50) DEFAULT '' COMMENT '',
  percent VARCHAR(50) DEFAULT '100\%s %d \_ %%' COMMENT '100%',
  made VARCHAR(90) DEFAULT CONCAT('it''s', "\\", ';', '\n'),
  e ENUM('it''s', 'a,b', 'c\\d', '"', '`', 'x;y', ' (z)', '') DEFAULT 'it''s',
  s SET('it''s', 'c\\d', '"', '`', 'x;y', ' (z)') DEFAULT 'it''s,"',
  g VARCHAR(100) GENERATED ALWAYS AS (CONCAT(quote, '\\', "it's", ';', '\n')) VIRTUAL,
  CONSTRAINT quoted CHECK (quote <> 'it''s not' AND back <> '\\' AND line <> 'a\nb' AND `double` <> "\"")
) COMMENT='the table''s comment; "double", `tick`, back\\slash
and a second line';
CREATE TABLE partitioned (id INT NOT NULL, word VARCHAR(10) NOT NULL) PARTITION BY LIST COLUMNS (word) (
  PARTITION a VALUES IN ('it''s', 'x\\y') COMMENT = 'it''s',
  PARTITION `b c` VALUES IN ('"', '`'),
  PARTITION others DEFAULT);
CREATE VIEW v AS SELECT 'a''b' AS `x"y`, ';' AS semi, '\\' AS backslash, "d" AS d FROM texts;
CREATE SEQUENCE `it's a sequence; really` COMMENT 'it''s; \\ "one"';
DELIMITER $$
CREATE TRIGGER quoting BEFORE INSERT ON texts FOR EACH ROW
BEGIN
  -- a comment; with a semicolon and an 'apostrophe
  # another; "one
  SET NEW.semi = 'end; END; $', NEW.tick = `NEW`.quote; /* END; */
END$$
CREATE FUNCTION f(`a;b` VARCHAR(20)) RETURNS VARCHAR(50) DETERMINISTIC COMMENT 'it''s a function; \\'
RETURN CONCAT(`a;b`, '\\', 'it''s', "\"")$$
DELIMITER ;
