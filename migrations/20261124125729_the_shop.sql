-- dbtool:revision 20261124125729

-- the shop

-- dbtool:up
CREATE TABLE "customers" (
  "id" INTEGER PRIMARY KEY NOT NULL,
  "email" VARCHAR(200) NOT NULL,
  "name" VARCHAR(200) NOT NULL,
  "created_at" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE ("email")
);
CREATE TABLE "orders" (
  "id" INTEGER PRIMARY KEY NOT NULL,
  "customer_id" BIGINT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'new',
  "placed_at" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "note" TEXT,
  CHECK ("status" IN ('new', 'paid', 'shipped')),
  FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE
);
CREATE TABLE "products" (
  "id" INTEGER PRIMARY KEY NOT NULL,
  "sku" VARCHAR(40) NOT NULL,
  "title" VARCHAR(200) NOT NULL,
  "price_cents" BIGINT NOT NULL,
  "in_stock" BOOLEAN NOT NULL DEFAULT 1,
  UNIQUE ("sku"),
  CONSTRAINT "price_not_negative" CHECK (price_cents >= 0)
);
CREATE TABLE "order_lines" (
  "order_id" BIGINT NOT NULL,
  "line" INTEGER NOT NULL,
  "product_id" BIGINT NOT NULL,
  "quantity" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("order_id", "line"),
  CONSTRAINT "quantity_positive" CHECK (quantity > 0),
  FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);
CREATE INDEX "ix_order_lines_product_id" ON "order_lines" ("product_id");
CREATE INDEX "ix_orders_customer_id" ON "orders" ("customer_id");
CREATE INDEX "ix_products_title" ON "products" ("title");

-- dbtool:down
DROP TABLE "order_lines";
DROP TABLE "orders";
DROP TABLE "customers";
DROP TABLE "products";
