CREATE TABLE `order details` (
  `order id` INT NOT NULL,
  `line.no` INT NOT NULL,
  `50% off` TINYINT(1) DEFAULT 0,
  `unit-price` DECIMAL(10,2) NOT NULL DEFAULT '-1.50',
  `a;b` VARCHAR(10),
  `-- not a comment` VARCHAR(10),
  `/* nor this */` VARCHAR(10),
  `# nor that` VARCHAR(10),
  PRIMARY KEY (`order id`, `line.no`),
  KEY `index with spaces, and (brackets)` (`50% off`, `a;b`)
) COMMENT 'it''s; odd';
CREATE TABLE `tick``table` (`a``b` INT, `it's` INT, `say "hi"` INT, `back\slash` INT, `[x]` INT, ` leading` INT, UNIQUE KEY `k``k` (`a``b`, `it's`), KEY `100%` (`say "hi"`));
CREATE TABLE `1st` (`2nd` INT NOT NULL PRIMARY KEY, `3rd` INT, `4e5` INT, `0x1` INT, `$dollar` INT, `_under` INT, `@at` INT,
  CONSTRAINT `1st fk` FOREIGN KEY (`3rd`) REFERENCES `1st` (`2nd`), CONSTRAINT `2nd; check` CHECK (`4e5` > `3rd`));
CREATE TABLE `a_table_name_of_sixty_four_characters_which_is_the_most_it_takes` (
  `a_column_name_of_sixty_four_characters_is_also_the_most_it_takes` INT,
  CONSTRAINT `a_check_name_of_sixty_four_characters_which_is_the_most_it_takes` CHECK (`a_column_name_of_sixty_four_characters_is_also_the_most_it_takes` > 0),
  KEY `an_index_name_of_sixty_four_characters_and_not_a_single_one_more` (`a_column_name_of_sixty_four_characters_is_also_the_most_it_takes`)
);
CREATE TABLE `new
line` (`col
umn` INT, `tab	tab` INT, KEY `k
k` (`col
umn`));
CREATE VIEW `a view; really` AS SELECT `order id` AS `the ``id```, `50% off` FROM `order details`;
CREATE TRIGGER `on; insert` BEFORE INSERT ON `1st` FOR EACH ROW SET NEW.`4e5` = 1, @x = 'a;b -- c';
