-- Each row keeps its message as protobuf, and beside it the columns that are searched by or
-- change. `number` counts up in the order of insertion.

CREATE TABLE orders (
    number INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE,
    request_id TEXT NOT NULL UNIQUE,
    status INTEGER NOT NULL,
    message BLOB NOT NULL
);

CREATE TABLE payments (
    order_id TEXT PRIMARY KEY,
    message BLOB NOT NULL
);

CREATE TABLE mails (
    number INTEGER PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    message BLOB NOT NULL
);

CREATE INDEX mails_by_recipient ON mails (recipient, number);

PRAGMA user_version = 1;
