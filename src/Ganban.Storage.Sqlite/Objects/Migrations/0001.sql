-- Times are microseconds since 1970-01-01 UTC. Keys are blobs: they compare by their UTF-8 bytes and may hold anything.
-- A file is the name of the content's file. Details are JSON.

CREATE TABLE bucket (
  name       TEXT    PRIMARY KEY,
  account    TEXT    NOT NULL,
  region     TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bucket_by_account ON bucket (account, name);

CREATE TABLE object (
  bucket      TEXT    NOT NULL REFERENCES bucket (name),
  key         BLOB    NOT NULL,
  file        TEXT    NOT NULL,
  bytes       INTEGER NOT NULL,
  etag        TEXT    NOT NULL,
  modified_at INTEGER NOT NULL,
  details     BLOB    NOT NULL,
  PRIMARY KEY (bucket, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
  id       TEXT    PRIMARY KEY,
  bucket   TEXT    NOT NULL REFERENCES bucket (name),
  key      BLOB    NOT NULL,
  begun_at INTEGER NOT NULL,
  options  BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX upload_by_key ON upload (bucket, key, id);
CREATE INDEX upload_by_time ON upload (begun_at);

CREATE TABLE part (
  upload      TEXT    NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  file        TEXT    NOT NULL,
  bytes       INTEGER NOT NULL,
  etag        TEXT    NOT NULL,
  modified_at INTEGER NOT NULL,
  checksum    BLOB    NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
