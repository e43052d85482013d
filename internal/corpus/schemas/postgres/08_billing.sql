-- Invoices, payments and a ledger that balances.
CREATE EXTENSION btree_gist;
CREATE DOMAIN amount AS numeric(14,2) CONSTRAINT amount_sane CHECK (VALUE BETWEEN -1000000000 AND 1000000000);
CREATE DOMAIN positive_amount AS amount DEFAULT 0 CHECK (VALUE >= 0);
CREATE DOMAIN currency AS char(3) NOT NULL DEFAULT 'EUR' CHECK (VALUE = upper(VALUE));
COMMENT ON DOMAIN positive_amount IS 'never below zero';
COMMENT ON CONSTRAINT amount_sane ON DOMAIN amount IS 'typing errors';
CREATE SEQUENCE invoice_numbers AS integer START WITH 20260001 CACHE 1 NO CYCLE;
CREATE TABLE accounts (id serial PRIMARY KEY, code varchar(12) NOT NULL, name text NOT NULL, kind "char" NOT NULL DEFAULT 'a', closed boolean DEFAULT false NOT NULL, UNIQUE (code));
CREATE TABLE invoices (
  number integer PRIMARY KEY DEFAULT nextval('invoice_numbers'),
  account_id integer NOT NULL CONSTRAINT invoices_account REFERENCES accounts DEFERRABLE INITIALLY IMMEDIATE,
  issued date NOT NULL DEFAULT CURRENT_DATE,
  due date NOT NULL DEFAULT (CURRENT_DATE + 30),
  in_currency currency,
  net positive_amount NOT NULL,
  tax_rate numeric(5,4) NOT NULL DEFAULT 0.19,
  tax amount GENERATED ALWAYS AS (round(net * tax_rate, 2)) STORED,
  period daterange NOT NULL DEFAULT daterange(CURRENT_DATE, (CURRENT_DATE + '1 mon'::interval)::date, '[)'),
  memo text,
  CHECK (due >= issued),
  CONSTRAINT invoices_one_per_period EXCLUDE USING gist (account_id WITH =, period WITH &&) WHERE (net > 0)
);
ALTER SEQUENCE invoice_numbers OWNED BY invoices.number;
CREATE TABLE invoice_lines (
  number integer NOT NULL REFERENCES invoices ON DELETE CASCADE,
  line smallint NOT NULL,
  what text NOT NULL,
  quantity numeric NOT NULL DEFAULT 1 CHECK (quantity <> 0),
  unit_price amount NOT NULL,
  total numeric(14,2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
  PRIMARY KEY (number, line)
);
CREATE TABLE payments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number integer REFERENCES invoices ON DELETE SET NULL,
  received timestamptz NOT NULL DEFAULT now(),
  value money,
  raw xml,
  card bytea,
  state varchar(8) NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'booked', 'refused', 'returned'))
);
CREATE INDEX payments_open ON payments (number) INCLUDE (value, received) WHERE state = 'new';
CREATE TABLE entries (
  id bigserial PRIMARY KEY,
  debit integer NOT NULL REFERENCES accounts,
  credit integer NOT NULL REFERENCES accounts,
  value positive_amount NOT NULL,
  booked timestamp(0) without time zone NOT NULL DEFAULT LOCALTIMESTAMP,
  CONSTRAINT entries_two_sides CHECK (debit <> credit)
) WITH (fillfactor = 95, autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_enabled = false);
CREATE INDEX entries_both ON entries (debit, credit) WITH (deduplicate_items = off);
CREATE INDEX entries_booked ON entries USING brin (booked timestamp_minmax_multi_ops(values_per_range = 16)) WITH (autosummarize = on);
CREATE FUNCTION balance(account integer) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE COST 50 AS $$
  SELECT coalesce(sum(CASE WHEN debit = account THEN value ELSE -value END), 0) FROM entries WHERE account IN (debit, credit)
$$;
CREATE FUNCTION no_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'entries are never changed; book the reverse' USING ERRCODE = 'integrity_constraint_violation';
END
$body$;
CREATE TRIGGER entries_fixed BEFORE DELETE OR UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION no_change();
CREATE VIEW balances AS SELECT id, code, balance(id) AS balance FROM accounts WHERE NOT closed;
CREATE VIEW overdue AS SELECT i.number, i.due, age(i.due::timestamptz) AS late, (SELECT sum(l.total) FROM invoice_lines l WHERE l.number = i.number) AS total FROM invoices i
  WHERE i.due < CURRENT_DATE AND NOT EXISTS (SELECT FROM payments p WHERE p.number = i.number AND p.state = 'booked');
