SET FOREIGN_KEY_CHECKS = 0;
CREATE TABLE customer (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  email VARCHAR(254) NOT NULL,
  name VARCHAR(100) NOT NULL,
  phone VARCHAR(30) DEFAULT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  UNIQUE KEY customer_email (email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='who buys';
CREATE TABLE address (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer_id INT UNSIGNED NOT NULL,
  kind ENUM('shipping','billing','other') NOT NULL DEFAULT 'shipping',
  street VARCHAR(200) NOT NULL,
  city VARCHAR(100) NOT NULL,
  postcode VARCHAR(20),
  country CHAR(2) CHARACTER SET ascii NOT NULL DEFAULT 'DE' COMMENT 'ISO 3166',
  KEY (customer_id),
  CONSTRAINT address_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE
);
CREATE TABLE category (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id INT UNSIGNED,
  slug VARCHAR(100) NOT NULL UNIQUE,
  title VARCHAR(200) NOT NULL,
  FOREIGN KEY (parent_id) REFERENCES category (id) ON DELETE SET NULL
);
CREATE TABLE product (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  sku VARCHAR(40) NOT NULL,
  title VARCHAR(200) NOT NULL,
  description TEXT,
  price DECIMAL(10,2) NOT NULL,
  weight FLOAT,
  active TINYINT(1) NOT NULL DEFAULT 1,
  tags SET('new','sale','bulky') NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  CONSTRAINT product_sku UNIQUE (sku),
  CONSTRAINT product_price CHECK (price >= 0),
  FULLTEXT KEY product_words (title, description)
) AUTO_INCREMENT=1000;
CREATE TABLE product_category (
  product_id BIGINT UNSIGNED NOT NULL,
  category_id INT UNSIGNED NOT NULL,
  position SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (product_id, category_id),
  KEY by_category (category_id, position),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE,
  FOREIGN KEY (category_id) REFERENCES category (id) ON DELETE CASCADE
);
CREATE TABLE `order` (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id INT UNSIGNED NOT NULL,
  address_id INT UNSIGNED,
  status ENUM('new','paid','sent','done','cancelled') NOT NULL DEFAULT 'new',
  placed_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  note TEXT,
  PRIMARY KEY (id),
  KEY order_open (status, placed_at),
  CONSTRAINT order_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE RESTRICT,
  CONSTRAINT order_address FOREIGN KEY (address_id) REFERENCES address (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE order_line (
  order_id BIGINT UNSIGNED NOT NULL,
  line INT NOT NULL,
  product_id BIGINT UNSIGNED NOT NULL,
  quantity INT NOT NULL DEFAULT 1,
  price DECIMAL(10,2) NOT NULL,
  total DECIMAL(12,2) GENERATED ALWAYS AS (quantity * price) VIRTUAL,
  PRIMARY KEY (order_id, line),
  CONSTRAINT line_order FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE,
  CONSTRAINT line_product FOREIGN KEY (product_id) REFERENCES product (id),
  CHECK (quantity > 0)
);
SET FOREIGN_KEY_CHECKS = 1;
CREATE VIEW order_total AS SELECT order_id, COUNT(*) AS line_count, SUM(total) AS total FROM order_line GROUP BY order_id;
DELIMITER //
CREATE TRIGGER order_line_numbered BEFORE INSERT ON order_line FOR EACH ROW
BEGIN
  IF NEW.line < 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'lines count from 1';
  END IF;
END//
DELIMITER ;
