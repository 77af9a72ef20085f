-- The vectors of a passage lie one behind the other, little-endian floats at unit length. Metadata is JSON. Ids are never
-- used twice, so that one who holds an id finds the same passage or none.

CREATE TABLE document (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL UNIQUE,
  metadata BLOB    NOT NULL
) STRICT;

CREATE TABLE passage (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  text     TEXT    NOT NULL,
  metadata BLOB    NOT NULL,
  vectors  BLOB    NOT NULL
) STRICT;

CREATE INDEX passage_by_document ON passage (document, id);

CREATE TABLE setting (
  name  TEXT    PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The words of passages, by their ids. They come taken apart, so that the tokenizer only cuts at spaces.
CREATE VIRTUAL TABLE words USING fts5 (
  tokens, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
