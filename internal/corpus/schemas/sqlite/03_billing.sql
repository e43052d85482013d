CREATE TABLE account (
  number TEXT NOT NULL PRIMARY KEY CHECK (number GLOB '[0-9][0-9][0-9][0-9]*'),
  name TEXT NOT NULL,
  currency TEXT NOT NULL DEFAULT 'EUR' CHECK (length(currency) = 3 AND currency = upper(currency)),
  opened TEXT NOT NULL DEFAULT (date('now')),
  closed TEXT,
  CHECK (closed IS NULL OR closed >= opened)
);
CREATE TABLE invoice (
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  account TEXT NOT NULL REFERENCES account (number) ON UPDATE CASCADE,
  issued TEXT NOT NULL DEFAULT CURRENT_DATE,
  due TEXT,
  state TEXT NOT NULL DEFAULT 'draft',
  CONSTRAINT invoice_key PRIMARY KEY (year, number),
  CONSTRAINT invoice_state CHECK (state IN ('draft', 'sent', 'paid', 'void')),
  CONSTRAINT invoice_due CHECK (
    due IS NULL
    OR due >= issued -- never before it was issued
  )
);
CREATE TABLE invoice_line (
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  quantity DECIMAL(12,3) NOT NULL DEFAULT 1.000,
  unit_price DECIMAL(12,2) NOT NULL DEFAULT 0.00,
  tax_rate DECIMAL(4,3) NOT NULL DEFAULT 0.19,
  net DECIMAL(12,2) GENERATED ALWAYS AS (round(quantity * unit_price, 2)) STORED,
  gross DECIMAL(12,2) GENERATED ALWAYS AS (round(quantity * unit_price * (1 + tax_rate), 2)) VIRTUAL,
  PRIMARY KEY (year, number, position),
  FOREIGN KEY (year, number) REFERENCES invoice (year, number) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE payment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  amount DECIMAL(12,2) NOT NULL CHECK (amount <> 0),
  received TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  reference TEXT DEFAULT NULL,
  FOREIGN KEY (account) REFERENCES account DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE allocation (
  payment_id INTEGER NOT NULL REFERENCES payment (id) ON DELETE CASCADE,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  amount DECIMAL(12,2) NOT NULL,
  UNIQUE (payment_id, year, number),
  CONSTRAINT allocation_invoice FOREIGN KEY (year, number) REFERENCES invoice (year, number)
);
CREATE VIEW balance (account, balance) AS
  SELECT a.number,
         COALESCE((SELECT sum(p.amount) FROM payment p WHERE p.account = a.number), 0)
         - COALESCE((SELECT sum(l.gross) FROM invoice i JOIN invoice_line l USING (year, number) WHERE i.account = a.number AND i.state <> 'void'), 0)
  FROM account a;
CREATE VIEW debtor AS SELECT account, -balance AS owes FROM balance WHERE balance < 0;
CREATE TRIGGER invoice_sent_is_final BEFORE UPDATE OF year, number, account ON invoice
WHEN OLD.state <> 'draft'
BEGIN
  SELECT RAISE(FAIL, 'a sent invoice keeps its number; and its account');
END;
