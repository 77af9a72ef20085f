-- Times are microseconds since 1970-01-01 UTC. A missing name or parent is the empty string, which no real one is.
-- A tenant-less document has the empty account and region.

CREATE TABLE store (
  only_row       INTEGER PRIMARY KEY CHECK (only_row = 1),
  last_revision  INTEGER NOT NULL,
  page_token_key BLOB    NOT NULL
) STRICT;

CREATE TABLE document (
  ordinal    INTEGER PRIMARY KEY,
  account    TEXT    NOT NULL,
  region     TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  version    TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  parent     TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  revision   INTEGER NOT NULL,
  json       BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX document_by_key ON document (account, region, kind, id, version);
CREATE INDEX document_by_created ON document (account, region, kind, created_at);
CREATE INDEX document_by_name ON document (account, region, kind, name, parent, id);
CREATE INDEX document_by_parent ON document (account, region, kind, parent, created_at);

CREATE TABLE idempotency (
  account     TEXT    NOT NULL,
  region      TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  token       TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  document    INTEGER NOT NULL REFERENCES document (ordinal) ON DELETE CASCADE,
  expires_at  INTEGER NOT NULL,
  UNIQUE (account, region, kind, token)
) STRICT;

CREATE INDEX idempotency_by_document ON idempotency (document);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

CREATE TABLE tag (
  account TEXT NOT NULL,
  region  TEXT NOT NULL,
  arn     TEXT NOT NULL,
  key     TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (account, region, arn, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_by_key ON tag (account, region, key, arn, value);

CREATE TABLE stream_entry (
  account  TEXT    NOT NULL,
  region   TEXT    NOT NULL,
  stream   TEXT    NOT NULL,
  sequence INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  payload  BLOB    NOT NULL,
  UNIQUE (account, region, stream, sequence)
) STRICT;
