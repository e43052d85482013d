CREATE TABLE customers (
  id bigint unsigned NOT NULL AUTO_INCREMENT, email varchar(200) NOT NULL COMMENT 'unique; "quoted" it''s', name varchar(100) NOT NULL,
  upper_name varchar(100) GENERATED ALWAYS AS (upper(name)) STORED, initial varchar(1) GENERATED ALWAYS AS (left(name, 1)) VIRTUAL,
  PRIMARY KEY (id), UNIQUE KEY email (email), KEY by_name (name(10), id DESC), FULLTEXT KEY ft (name), CONSTRAINT name_long CHECK (char_length(name) > 1)
) ENGINE=InnoDB COMMENT='people who''ve ordered' ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
CREATE TABLE products (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, sku varchar(40) COLLATE utf8mb4_bin NOT NULL UNIQUE COMMENT 'code', price decimal(12,2) NOT NULL, CHECK (price >= 0), place point NOT NULL, SPATIAL KEY place (place)
) DEFAULT CHARSET=latin1 AUTO_INCREMENT=500;
CREATE TABLE orders (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, customer_id bigint unsigned NOT NULL, placed datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, status enum('new','paid') NOT NULL DEFAULT 'new',
  CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB;
CREATE TABLE order_lines (order_id int NOT NULL, line smallint NOT NULL, product_id int DEFAULT NULL, quantity int NOT NULL DEFAULT 1, PRIMARY KEY (order_id, line),
  FOREIGN KEY (order_id) REFERENCES orders (id), FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE SET NULL, KEY (quantity, product_id));
CREATE VIEW open_orders AS SELECT o.id AS id, c.email AS email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'new';
CREATE SQL SECURITY INVOKER VIEW cheap AS SELECT id, sku, price FROM products WHERE price < 10 WITH CASCADED CHECK OPTION;
CREATE VIEW nested AS SELECT email FROM open_orders;
CREATE TABLE hen (id int PRIMARY KEY, egg int);
CREATE TABLE egg (id int PRIMARY KEY, hen int, FOREIGN KEY (hen) REFERENCES hen (id));
ALTER TABLE hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg) REFERENCES egg (id);
CREATE TABLE tree (id int PRIMARY KEY, parent int, FOREIGN KEY (parent) REFERENCES tree (id) ON DELETE CASCADE);
