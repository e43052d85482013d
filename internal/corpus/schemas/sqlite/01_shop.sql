PRAGMA foreign_keys = ON;
BEGIN;
CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  phone VARCHAR(30),
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE address (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  kind TEXT NOT NULL DEFAULT 'shipping' CHECK (kind IN ('shipping', 'billing', 'other')),
  street TEXT NOT NULL,
  city TEXT NOT NULL,
  postcode TEXT,
  country CHAR(2) NOT NULL DEFAULT 'DE'
);
CREATE INDEX address_customer ON address (customer_id);
CREATE TABLE category (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES category (id) ON DELETE SET NULL,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL
);
CREATE TABLE product (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sku VARCHAR(40) NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  price DECIMAL(10, 2) NOT NULL CHECK (price >= 0),
  weight REAL,
  active BOOLEAN NOT NULL DEFAULT 1,
  CONSTRAINT product_sku UNIQUE (sku)
);
CREATE TABLE product_category (
  product_id INTEGER NOT NULL REFERENCES product ON DELETE CASCADE,
  category_id INTEGER NOT NULL REFERENCES category ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (product_id, category_id)
) WITHOUT ROWID;
CREATE TABLE "order" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  address_id INTEGER,
  status TEXT NOT NULL DEFAULT 'new',
  placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  note TEXT,
  CONSTRAINT order_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE RESTRICT,
  CONSTRAINT order_address FOREIGN KEY (address_id) REFERENCES address (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT order_status CHECK (status IN ('new', 'paid', 'sent', 'done', 'cancelled'))
);
CREATE INDEX order_open ON "order" (placed_at DESC) WHERE status NOT IN ('done', 'cancelled');
CREATE TABLE order_line (
  order_id INTEGER NOT NULL REFERENCES "order" (id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES product (id),
  quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0),
  price NUMERIC NOT NULL,
  total NUMERIC GENERATED ALWAYS AS (quantity * price) VIRTUAL,
  PRIMARY KEY (order_id, line)
);
CREATE VIEW order_total AS
  SELECT order_id, count(*) AS lines, sum(total) AS total FROM order_line GROUP BY order_id;
CREATE TRIGGER order_line_numbered AFTER INSERT ON order_line WHEN NEW.line < 1
BEGIN
  SELECT RAISE(ABORT, 'lines count from 1');
END;
COMMIT;
