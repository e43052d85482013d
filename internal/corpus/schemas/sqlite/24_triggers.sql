CREATE TABLE stock (id INTEGER PRIMARY KEY, item TEXT NOT NULL, quantity INTEGER NOT NULL DEFAULT 0, updated_at TEXT);
CREATE TABLE stock_log (id INTEGER PRIMARY KEY, stock_id INTEGER, what TEXT, old_quantity INTEGER, new_quantity INTEGER, at TEXT DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE alert (item TEXT PRIMARY KEY, since TEXT);
CREATE TRIGGER stock_touch AFTER UPDATE ON stock FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
  UPDATE stock SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;
CREATE TRIGGER IF NOT EXISTS stock_logged AFTER UPDATE OF quantity ON stock WHEN NEW.quantity <> OLD.quantity BEGIN
  INSERT INTO stock_log (stock_id, what, old_quantity, new_quantity)
    VALUES (NEW.id, CASE WHEN NEW.quantity > OLD.quantity THEN 'in' ELSE 'out' END, OLD.quantity, NEW.quantity);
  INSERT OR REPLACE INTO alert (item, since) SELECT NEW.item, CURRENT_TIMESTAMP WHERE NEW.quantity < 5;
  DELETE FROM alert WHERE item = NEW.item AND NEW.quantity >= 5;
END;
CREATE TRIGGER stock_guard BEFORE UPDATE OF quantity, item ON stock WHEN NEW.quantity < 0 BEGIN
  SELECT RAISE(ROLLBACK, 'out of stock');
END;
CREATE TRIGGER stock_added AFTER INSERT ON stock BEGIN
  INSERT INTO stock_log (stock_id, what, new_quantity) VALUES (NEW.id, 'new', NEW.quantity);
END;
CREATE TRIGGER stock_removed BEFORE DELETE ON stock BEGIN
  SELECT CASE WHEN OLD.quantity > 0 THEN RAISE(ABORT, 'there is some left') END;
  INSERT INTO stock_log (stock_id, what) VALUES (OLD.id, 'gone');
END;
CREATE VIEW low_stock AS SELECT id, item, quantity FROM stock WHERE quantity < 5;
CREATE TRIGGER low_stock_update INSTEAD OF UPDATE OF quantity ON low_stock BEGIN
  UPDATE stock SET quantity = NEW.quantity WHERE id = OLD.id;
END;
CREATE TRIGGER low_stock_delete INSTEAD OF DELETE ON low_stock BEGIN
  SELECT RAISE(IGNORE);
END;
