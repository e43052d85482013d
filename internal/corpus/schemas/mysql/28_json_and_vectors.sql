CREATE TABLE event (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  payload JSON NOT NULL,
  kind VARCHAR(30) GENERATED ALWAYS AS (payload ->> '$.kind') STORED NOT NULL,
  at DATETIME(6) GENERATED ALWAYS AS (STR_TO_DATE(payload ->> '$.at', '%Y-%m-%dT%H:%i:%s.%f')) VIRTUAL,
  tags JSON DEFAULT (JSON_ARRAY('none')),
  CONSTRAINT event_object CHECK (JSON_TYPE(payload) = 'OBJECT'),
  CONSTRAINT event_tags CHECK (JSON_LENGTH(tags) <= 10),
  KEY event_kind (kind, at),
  KEY event_tags ((CAST(tags AS CHAR(20) ARRAY)))
);
CREATE TABLE embedding (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, model VARCHAR(30) NOT NULL DEFAULT 'small', v VECTOR(4) NOT NULL, v2 VECTOR COMMENT 'of any size', dim INT AS (LENGTH(model)) VIRTUAL, CONSTRAINT embedding_event FOREIGN KEY (id) REFERENCES event (id) ON DELETE CASCADE);
CREATE TABLE setting (name VARCHAR(50) PRIMARY KEY, value JSON, CHECK (JSON_VALID(value)));
CREATE VIEW event_tag AS SELECT e.id, t.tag FROM event e, JSON_TABLE(e.tags, '$[*]' COLUMNS (tag VARCHAR(20) PATH '$')) t;
