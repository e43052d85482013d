CREATE TABLE `select` (`order` int PRIMARY KEY, `from` varchar(10) NOT NULL DEFAULT 'x', `Group` varchar(9), `üñï` int, `a``b` int, `c'd` int, `e;f` int, `--g` int, `%h` int, `1i` int, `j.k` int, CONSTRAINT `check` CHECK (`order` > 0), UNIQUE KEY `we ird` (`from`, `Group`));
CREATE TABLE `Ta ble` (id int PRIMARY KEY, ref int, CONSTRAINT `f k` FOREIGN KEY (ref) REFERENCES `select` (`order`));
CREATE TABLE a23456789012345678901234567890123456789012345678901234567890abcd (a23456789012345678901234567890123456789012345678901234567890wxyz int UNIQUE);
CREATE VIEW `vi ew` AS SELECT `order` AS `or der`, `a``b` FROM `select`;
