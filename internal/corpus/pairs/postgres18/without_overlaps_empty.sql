CREATE TABLE prices (item int4range, during daterange, CONSTRAINT prices_pkey PRIMARY KEY (item, during));
CREATE TABLE offers (item int4range, during daterange, CONSTRAINT offers_key UNIQUE (item, during));
CREATE TABLE plans (item int4range, during daterange, CONSTRAINT plans_key UNIQUE (item, during));
CREATE TABLE sales (item int4range, during daterange, CONSTRAINT sales_fk FOREIGN KEY (item, during) REFERENCES plans (item, during));
-- becomes
CREATE TABLE prices (item int4range, during daterange, CONSTRAINT prices_pkey PRIMARY KEY (item, during WITHOUT OVERLAPS));
CREATE TABLE offers (item int4range, during daterange, CONSTRAINT offers_key UNIQUE (item, during WITHOUT OVERLAPS));
CREATE TABLE plans (item int4range, during daterange, CONSTRAINT plans_key UNIQUE (item, during WITHOUT OVERLAPS));
CREATE TABLE sales (item int4range, during daterange, CONSTRAINT sales_fk FOREIGN KEY (item, PERIOD during) REFERENCES plans (item, PERIOD during));
