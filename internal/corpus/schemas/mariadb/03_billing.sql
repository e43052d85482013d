CREATE TABLE account (
  number CHAR(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  currency CHAR(3) NOT NULL DEFAULT 'EUR',
  opened DATE NOT NULL DEFAULT CURDATE(),
  closed DATE,
  CONSTRAINT account_number CHECK (number REGEXP '^[0-9]{1,10}$'),
  CONSTRAINT account_closed CHECK (closed IS NULL OR closed >= opened)
);
CREATE TABLE invoice (
  `year` YEAR NOT NULL,
  number INT UNSIGNED NOT NULL,
  account CHAR(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  issued DATE NOT NULL,
  due DATE,
  state ENUM('draft','sent','paid','void') NOT NULL DEFAULT 'draft',
  PRIMARY KEY (`year`, number),
  CONSTRAINT invoice_account FOREIGN KEY (account) REFERENCES account (number) ON UPDATE CASCADE,
  CONSTRAINT invoice_due CHECK (
    due IS NULL
    OR due >= issued
  )
);
CREATE TABLE invoice_line (
  `year` YEAR NOT NULL,
  number INT UNSIGNED NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  text VARCHAR(500) NOT NULL,
  quantity DECIMAL(12,3) NOT NULL DEFAULT '1.000',
  unit_price DECIMAL(12,2) NOT NULL DEFAULT 0.00,
  tax_rate DECIMAL(4,3) NOT NULL DEFAULT 0.19,
  net DECIMAL(12,2) GENERATED ALWAYS AS (ROUND(quantity * unit_price, 2)) STORED,
  gross DECIMAL(12,2) GENERATED ALWAYS AS (ROUND(quantity * unit_price * (1 + tax_rate), 2)) VIRTUAL COMMENT 'with tax',
  PRIMARY KEY (`year`, number, position),
  CONSTRAINT line_invoice FOREIGN KEY (`year`, number) REFERENCES invoice (`year`, number) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE payment (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account CHAR(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  amount DECIMAL(12,2) NOT NULL CHECK (amount <> 0),
  received TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  reference VARCHAR(140) DEFAULT NULL,
  FOREIGN KEY (account) REFERENCES account (number)
);
CREATE TABLE allocation (
  payment_id BIGINT NOT NULL,
  `year` YEAR NOT NULL,
  number INT UNSIGNED NOT NULL,
  amount DECIMAL(12,2) NOT NULL,
  UNIQUE KEY allocation_once (payment_id, `year`, number),
  CONSTRAINT allocation_payment FOREIGN KEY (payment_id) REFERENCES payment (id) ON DELETE CASCADE,
  CONSTRAINT allocation_invoice FOREIGN KEY (`year`, number) REFERENCES invoice (`year`, number)
);
CREATE VIEW invoice_total AS SELECT `year`, number, SUM(net) AS net, SUM(gross) AS gross FROM invoice_line GROUP BY `year`, number;
CREATE VIEW open_invoice AS
  SELECT i.`year`, i.number, i.account, t.gross - COALESCE((SELECT SUM(a.amount) FROM allocation a WHERE a.`year` = i.`year` AND a.number = i.number), 0) AS missing
  FROM invoice i JOIN invoice_total t USING (`year`, number) WHERE i.state = 'sent';
