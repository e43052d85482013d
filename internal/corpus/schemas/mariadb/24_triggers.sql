CREATE TABLE stock (id INT AUTO_INCREMENT PRIMARY KEY, item VARCHAR(50) NOT NULL, quantity INT NOT NULL DEFAULT 0, updated_at DATETIME);
CREATE TABLE stock_log (id INT AUTO_INCREMENT PRIMARY KEY, stock_id INT, what VARCHAR(10), old_quantity INT, new_quantity INT, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE alert (item VARCHAR(50) PRIMARY KEY, since DATETIME);
CREATE TRIGGER stock_touch BEFORE UPDATE ON stock FOR EACH ROW SET NEW.updated_at = NOW();
CREATE OR REPLACE TRIGGER stock_added AFTER INSERT ON stock FOR EACH ROW INSERT INTO stock_log (stock_id, what, new_quantity) VALUES (NEW.id, 'new', NEW.quantity);
DELIMITER ;;
CREATE TRIGGER stock_guard BEFORE UPDATE ON stock FOR EACH ROW FOLLOWS stock_touch
BEGIN
  IF NEW.quantity < 0 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'out of stock; really';
  ELSEIF NEW.quantity > 1000 THEN
    SET NEW.quantity = 1000;
  END IF;
END;;
CREATE TRIGGER stock_first BEFORE UPDATE ON stock FOR EACH ROW PRECEDES stock_touch
BEGIN NOT ATOMIC
  DECLARE difference INT DEFAULT 0;
  SET difference = NEW.quantity - OLD.quantity; -- may be negative; so what
  FOR i IN 1..3 DO
    SET @noted = difference + i;
  END FOR;
END;;
CREATE TRIGGER stock_logged AFTER UPDATE ON stock FOR EACH ROW
BEGIN
  INSERT INTO stock_log (stock_id, what, old_quantity, new_quantity) VALUES (NEW.id, IF(NEW.quantity > OLD.quantity, 'in', 'out'), OLD.quantity, NEW.quantity);
  IF NEW.quantity < 5 THEN
    REPLACE INTO alert (item, since) VALUES (NEW.item, NOW());
  ELSE
    DELETE FROM alert WHERE item = NEW.item;
  END IF;
END;;
DELIMITER ;
CREATE TRIGGER stock_removed BEFORE DELETE ON stock FOR EACH ROW DELETE FROM alert WHERE item = OLD.item;
SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES');
CREATE TRIGGER alert_ansi BEFORE INSERT ON alert FOR EACH ROW SET NEW."since" = COALESCE(NEW."since", NOW());
