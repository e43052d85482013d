CREATE TABLE `select` (
  `from` INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `where` VARCHAR(20) NOT NULL,
  `group` VARCHAR(20) DEFAULT 'by',
  `order` INT,
  `values` VARCHAR(20), `table` VARCHAR(20), `offset` INT, `except` INT, `intersect` INT, `returning` INT, `rows` INT, `over` INT, `window` INT,
  CONSTRAINT `unique` UNIQUE (`where`, `order`),
  CONSTRAINT `check` CHECK (`order` > 0),
  KEY `index` (`group`, `order`)
);
CREATE TABLE `table` (
  `primary` INT NOT NULL,
  `key` INT NOT NULL,
  `references` INT,
  `default` VARCHAR(20) DEFAULT 'default',
  `null` INT,
  PRIMARY KEY (`primary`, `key`),
  CONSTRAINT `foreign` FOREIGN KEY (`references`) REFERENCES `select` (`from`)
);
-- these are words that MariaDB takes without quotes
CREATE TABLE user (
  id INT PRIMARY KEY, name VARCHAR(10), password VARCHAR(10), date DATE, time TIME, timestamp TIMESTAMP NULL, type INT, status INT, value INT,
  text TEXT, enum INT, bit BIT, year YEAR, month INT, comment INT COMMENT 'comment', engine INT, hash INT, begin INT, end INT, action INT,
  bool BOOL, charset INT, columns INT, data INT, event INT, fields INT, first INT, after INT, level INT, no INT, open INT, role INT, view INT, rank INT, groups INT, sequence INT, period INT, system INT, versioning INT
);
CREATE VIEW `view` AS SELECT `from`, `where` AS `as` FROM `select` WHERE `order` IS NOT NULL;
CREATE TRIGGER `trigger` BEFORE DELETE ON `table` FOR EACH ROW SET @deleted = OLD.`primary`;
CREATE PROCEDURE `procedure` (IN `in` INT) SELECT `in` AS `out`;
CREATE SEQUENCE `sequence`;
