//! Forms of the programmes come from tablets too: their receipts, and photos that belong to a stove, a device or a user of
//! gas.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[Sql::Both(FILES_UP), Sql::Each { sqlite: SQLITE_UP, postgres: POSTGRES_UP }]),
    down: Sql::All(&[Sql::Each { sqlite: SQLITE_DOWN, postgres: POSTGRES_DOWN }, Sql::Both(FILES_DOWN)]),
};

const FILES_UP: &str = "
ALTER TABLE file ADD COLUMN stove_id {uuid} NULL REFERENCES stove (id);
ALTER TABLE file ADD COLUMN device_id {uuid} NULL REFERENCES device (id);
ALTER TABLE file ADD COLUMN gas_user_id {uuid} NULL REFERENCES gas_user (id);
CREATE INDEX ix_file_stove ON file (stove_id) WHERE stove_id IS NOT NULL;
CREATE INDEX ix_file_device ON file (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX ix_file_gas_user ON file (gas_user_id) WHERE gas_user_id IS NOT NULL;
";

const FILES_DOWN: &str = "
DROP INDEX ix_file_gas_user;
DROP INDEX ix_file_device;
DROP INDEX ix_file_stove;
ALTER TABLE file DROP COLUMN gas_user_id;
ALTER TABLE file DROP COLUMN device_id;
ALTER TABLE file DROP COLUMN stove_id;
";

/// The kinds of command that there were before.
macro_rules! before {
    () => {
        "'save_visit', 'register_hazard', 'change_hazard', 'add_site'"
    };
}

/// All kinds of command.
macro_rules! all {
    () => {
        concat!(
            before!(),
            ", 'survey_stove', 'change_stove', 'plan_device', 'change_device', 'save_gas_unit', 'save_lpg_user'"
        )
    };
}

/// SQLite changes no CHECK: the table is made anew, with what was in it. No other table refers to it.
macro_rules! receipts {
    ($($kinds:tt)+) => {
        concat!(
            "
CREATE TABLE sync_receipt_next (
    id             BLOB NOT NULL PRIMARY KEY,
    kind           TEXT NOT NULL,
    user_id        BLOB NOT NULL,
    device_id      BLOB NOT NULL,
    content_sha256 TEXT NOT NULL,
    device_at      TEXT NOT NULL,
    received_at    TEXT NOT NULL,
    skew_ms        INTEGER NOT NULL,
    hazards        TEXT NOT NULL,
    photos         TEXT NOT NULL,
    CONSTRAINT fk_sync_receipt_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_sync_receipt_kind CHECK (kind IN (",
            $($kinds)+,
            "))
) STRICT;
INSERT INTO sync_receipt_next
SELECT id, kind, user_id, device_id, content_sha256, device_at, received_at, skew_ms, hazards, photos
FROM sync_receipt WHERE kind IN (",
            $($kinds)+,
            ");
DROP TABLE sync_receipt;
ALTER TABLE sync_receipt_next RENAME TO sync_receipt;
CREATE INDEX ix_sync_receipt_user ON sync_receipt (user_id, received_at);
CREATE INDEX ix_sync_receipt_received ON sync_receipt (received_at);
"
        )
    };
}

pub(crate) use receipts;

/// The same for photos that are awaited: `$owners` are the columns that name their record, with a comma behind each.
macro_rules! awaited {
    ($columns:literal, $owners:literal, $keys:literal, $which:literal, $($check:tt)+) => {
        concat!(
            "
CREATE TABLE awaited_photo_next (
    id            BLOB NOT NULL PRIMARY KEY,
    sha256        TEXT NOT NULL,
    bytes         INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    hazard_id     BLOB NULL,
    inspection_id BLOB NULL,
",
            $columns,
            "
    area_code     TEXT NOT NULL,
    user_id       BLOB NOT NULL,
    taken_at      TEXT NULL,
    layer         TEXT NULL,
    since         TEXT NOT NULL,
    CONSTRAINT fk_awaited_photo_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_awaited_photo_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
",
            $keys,
            "
    CONSTRAINT fk_awaited_photo_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_awaited_photo_kind CHECK (kind IN ('before', 'after', 'visit')),
    CONSTRAINT ck_awaited_photo_owner CHECK (",
            $($check)+,
            ")
) STRICT;
INSERT INTO awaited_photo_next
SELECT id, sha256, bytes, kind, hazard_id, inspection_id, ",
            $owners,
            " area_code, user_id, taken_at, layer, since
FROM awaited_photo",
            $which,
            ";
DROP TABLE awaited_photo;
ALTER TABLE awaited_photo_next RENAME TO awaited_photo;
CREATE INDEX ix_awaited_photo_hazard ON awaited_photo (hazard_id);
CREATE INDEX ix_awaited_photo_inspection ON awaited_photo (inspection_id);
CREATE INDEX ix_awaited_photo_user ON awaited_photo (user_id, since);
"
        )
    };
}

/// Exactly one of the owners.
macro_rules! one_owner {
    () => {
        "(CASE WHEN hazard_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN inspection_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN stove_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN device_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN gas_user_id IS NULL THEN 0 ELSE 1 END) = 1"
    };
}

/// Few photos are awaited at any time: only those of the new owners are looked up by these.
macro_rules! indexes {
    () => {
        "
CREATE INDEX ix_awaited_photo_stove ON awaited_photo (stove_id) WHERE stove_id IS NOT NULL;
CREATE INDEX ix_awaited_photo_device ON awaited_photo (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX ix_awaited_photo_gas_user ON awaited_photo (gas_user_id) WHERE gas_user_id IS NOT NULL;
"
    };
}

const SQLITE_UP: &str = concat!(
    receipts!(all!()),
    awaited!(
        "    stove_id      BLOB NULL,
    device_id     BLOB NULL,
    gas_user_id   BLOB NULL,",
        "NULL, NULL, NULL,",
        "    CONSTRAINT fk_awaited_photo_stove FOREIGN KEY (stove_id) REFERENCES stove (id),
    CONSTRAINT fk_awaited_photo_device FOREIGN KEY (device_id) REFERENCES device (id),
    CONSTRAINT fk_awaited_photo_gas_user FOREIGN KEY (gas_user_id) REFERENCES gas_user (id),",
        "",
        one_owner!()
    ),
    indexes!()
);

const SQLITE_DOWN: &str = concat!(
    awaited!(
        "",
        "",
        "",
        " WHERE hazard_id IS NOT NULL OR inspection_id IS NOT NULL",
        "(hazard_id IS NULL) <> (inspection_id IS NULL)"
    ),
    receipts!(before!())
);

const POSTGRES_UP: &str = concat!(
    "
ALTER TABLE sync_receipt DROP CONSTRAINT ck_sync_receipt_kind;
ALTER TABLE sync_receipt ADD CONSTRAINT ck_sync_receipt_kind CHECK (kind IN (",
    all!(),
    "));
ALTER TABLE awaited_photo DROP CONSTRAINT ck_awaited_photo_owner;
ALTER TABLE awaited_photo ADD COLUMN stove_id uuid NULL
    CONSTRAINT fk_awaited_photo_stove REFERENCES stove (id);
ALTER TABLE awaited_photo ADD COLUMN device_id uuid NULL
    CONSTRAINT fk_awaited_photo_device REFERENCES device (id);
ALTER TABLE awaited_photo ADD COLUMN gas_user_id uuid NULL
    CONSTRAINT fk_awaited_photo_gas_user REFERENCES gas_user (id);
ALTER TABLE awaited_photo ADD CONSTRAINT ck_awaited_photo_owner CHECK (",
    one_owner!(),
    ");
",
    indexes!()
);

const POSTGRES_DOWN: &str = concat!(
    "
DELETE FROM awaited_photo WHERE hazard_id IS NULL AND inspection_id IS NULL;
ALTER TABLE awaited_photo DROP CONSTRAINT ck_awaited_photo_owner;
ALTER TABLE awaited_photo DROP COLUMN gas_user_id;
ALTER TABLE awaited_photo DROP COLUMN device_id;
ALTER TABLE awaited_photo DROP COLUMN stove_id;
ALTER TABLE awaited_photo ADD CONSTRAINT ck_awaited_photo_owner
    CHECK ((hazard_id IS NULL) <> (inspection_id IS NULL));
DELETE FROM sync_receipt WHERE kind NOT IN (",
    before!(),
    ");
ALTER TABLE sync_receipt DROP CONSTRAINT ck_sync_receipt_kind;
ALTER TABLE sync_receipt ADD CONSTRAINT ck_sync_receipt_kind CHECK (kind IN (",
    before!(),
    "));
"
);
