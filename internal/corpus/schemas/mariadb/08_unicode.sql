SET NAMES utf8mb4;
CREATE TABLE `Straße` (
  `Größe` INT NOT NULL PRIMARY KEY COMMENT 'in Zentimetern, ±1 „genau“',
  `Überschrift` VARCHAR(50) NOT NULL DEFAULT 'Ä Ö Ü ß',
  `naïve café` VARCHAR(50),
  CONSTRAINT `prüfung` CHECK (`naïve café` <> 'è')
) COMMENT 'Straßen & Wege';
CREATE TABLE таблица (ключ INT PRIMARY KEY, значение VARCHAR(50) DEFAULT 'нет', `größe` INT, цвет ENUM('красный','зелёный','синий') DEFAULT 'зелёный',
  CONSTRAINT связь FOREIGN KEY (`größe`) REFERENCES `Straße` (`Größe`), UNIQUE KEY индекс (значение));
CREATE TABLE 表 (列 VARCHAR(50) PRIMARY KEY, 値 VARCHAR(50) DEFAULT '日本語', 組 SET('一','二','三'), UNIQUE KEY 一意 (値)) COMMENT '👩‍👩‍👧‍👦 family';
CREATE TABLE `עברית` (`שם` VARCHAR(20) COMMENT 'שלום', emoji VARCHAR(20) DEFAULT '🗂' COMMENT '📄');
CREATE INDEX `索引` ON 表 (列 DESC, 値(5));
CREATE VIEW `übersicht` AS SELECT `Größe` AS größe, `Überschrift` FROM `Straße` WHERE `Überschrift` LIKE '%ß%';
CREATE TRIGGER триггер AFTER INSERT ON таблица FOR EACH ROW INSERT INTO 表 (列, 値) VALUES ('変更', NEW.значение);
