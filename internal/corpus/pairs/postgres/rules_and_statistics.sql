CREATE TABLE readings (id integer PRIMARY KEY, sensor integer, at timestamp, level numeric(6,2), unit varchar(5));
CREATE TABLE readings_log (id integer, was numeric);
CREATE RULE keep AS ON UPDATE TO readings WHERE NEW.level <> OLD.level DO INSERT INTO readings_log VALUES (OLD.id, OLD.level);
CREATE VIEW warm AS SELECT id, level FROM readings WHERE level > 10;
CREATE RULE warm_delete AS ON DELETE TO warm DO INSTEAD UPDATE readings SET level = 0 WHERE id = OLD.id;
CREATE STATISTICS readings_stats (ndistinct, dependencies) ON sensor, unit FROM readings;
CREATE STATISTICS readings_day ON (date_trunc('day', at)), sensor FROM readings;
COMMENT ON STATISTICS readings_stats IS 'units go with sensors';
-- becomes
CREATE TABLE readings (id integer PRIMARY KEY, sensor bigint, at timestamp, level numeric(8,3), unit text);
CREATE TABLE readings_log (id integer, was numeric);
CREATE RULE keep AS ON UPDATE TO readings WHERE NEW.level <> OLD.level DO INSERT INTO readings_log VALUES (OLD.id, OLD.level);
ALTER TABLE readings DISABLE RULE keep;
COMMENT ON RULE keep ON readings IS 'what it was';
CREATE VIEW warm AS SELECT id, level FROM readings WHERE level > 10;
CREATE RULE warm_delete AS ON DELETE TO warm DO INSTEAD UPDATE readings SET level = 0 WHERE id = OLD.id;
CREATE STATISTICS readings_stats (mcv) ON sensor, unit FROM readings;
ALTER STATISTICS readings_stats SET STATISTICS 50;
CREATE STATISTICS readings_day ON (date_trunc('day', at)), sensor FROM readings;
