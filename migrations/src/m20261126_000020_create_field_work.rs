//! Working without signal: tablets, receipts, photos that are still on their way, and the feed of changes.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// `change_seq` orders the changes of a subdistrict: drawn from `change_counter` inside the change, so that whoever has
/// read up to a number has missed nothing below it. 0: not changed since the feed exists.
///
/// `field_device.key` encrypts what one person keeps on one tablet. `sync_receipt` is the proof of a record that came from a
/// tablet. `awaited_photo` is a photo that a stored record names and that has not arrived. `upload` is a photo of which a
/// part has arrived: `parts` are the lengths of its parts in order, which lie in the object store; `failures` counts how
/// often all of it was there and was not what it should be.
const UP: &str = "
ALTER TABLE hazard ADD COLUMN change_seq {big} NOT NULL DEFAULT 0;
CREATE INDEX ix_hazard_change ON hazard (subdistrict_code, change_seq);
ALTER TABLE site ADD COLUMN change_seq {big} NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN merged_into {uuid} NULL REFERENCES site (id);
CREATE INDEX ix_site_change ON site (subdistrict_code, change_seq);
ALTER TABLE inspection ADD COLUMN signature {json} NULL;
ALTER TABLE inspection ADD COLUMN time_doubt {text} NULL
    CONSTRAINT ck_inspection_time_doubt CHECK (time_doubt IN ('corrected', 'bounded'));
ALTER TABLE file ADD COLUMN layer {json} NULL;

CREATE TABLE change_counter (
    subdistrict_code {text} NOT NULL PRIMARY KEY,
    last_seq         {big} NOT NULL
) {keyed};

CREATE TABLE field_device (
    id            {uuid} NOT NULL,
    user_id       {uuid} NOT NULL,
    area_code     {text} NOT NULL,
    label         {text} NOT NULL,
    key           {text} NOT NULL,
    api           {int} NOT NULL,
    skew_ms       {big} NOT NULL,
    registered_at {time} NOT NULL,
    prepared_at   {time} NULL,
    synced_at     {time} NULL,
    PRIMARY KEY (id, user_id),
    CONSTRAINT fk_field_device_user FOREIGN KEY (user_id) REFERENCES user_account (id)
) {keyed};
CREATE INDEX ix_field_device_user ON field_device (user_id, registered_at);
CREATE INDEX ix_field_device_area ON field_device (area_code, registered_at);

CREATE TABLE sync_receipt (
    id             {uuid} NOT NULL PRIMARY KEY,
    kind           {text} NOT NULL,
    user_id        {uuid} NOT NULL,
    device_id      {uuid} NOT NULL,
    content_sha256 {text} NOT NULL,
    device_at      {time} NOT NULL,
    received_at    {time} NOT NULL,
    skew_ms        {big} NOT NULL,
    hazards        {json} NOT NULL,
    photos         {json} NOT NULL,
    CONSTRAINT fk_sync_receipt_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_sync_receipt_kind CHECK (kind IN ('save_visit', 'register_hazard', 'change_hazard', 'add_site'))
) {table};
CREATE INDEX ix_sync_receipt_user ON sync_receipt (user_id, received_at);
CREATE INDEX ix_sync_receipt_received ON sync_receipt (received_at);

CREATE TABLE awaited_photo (
    id            {uuid} NOT NULL PRIMARY KEY,
    sha256        {text} NOT NULL,
    bytes         {big} NOT NULL,
    kind          {text} NOT NULL,
    hazard_id     {uuid} NULL,
    inspection_id {uuid} NULL,
    area_code     {text} NOT NULL,
    user_id       {uuid} NOT NULL,
    taken_at      {time} NULL,
    layer         {json} NULL,
    since         {time} NOT NULL,
    CONSTRAINT fk_awaited_photo_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_awaited_photo_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
    CONSTRAINT fk_awaited_photo_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_awaited_photo_kind CHECK (kind IN ('before', 'after', 'visit')),
    CONSTRAINT ck_awaited_photo_owner CHECK ((hazard_id IS NULL) <> (inspection_id IS NULL))
) {table};
CREATE INDEX ix_awaited_photo_hazard ON awaited_photo (hazard_id);
CREATE INDEX ix_awaited_photo_inspection ON awaited_photo (inspection_id);
CREATE INDEX ix_awaited_photo_user ON awaited_photo (user_id, since);

CREATE TABLE upload (
    id         {uuid} NOT NULL PRIMARY KEY,
    user_id    {uuid} NOT NULL,
    sha256     {text} NOT NULL,
    bytes      {big} NOT NULL,
    received   {big} NOT NULL,
    parts      {json} NOT NULL,
    failures   {int} NOT NULL,
    kind       {text} NOT NULL,
    begun_at   {time} NOT NULL,
    touched_at {time} NOT NULL,
    CONSTRAINT fk_upload_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_upload_kind CHECK (kind IN ('before', 'after', 'visit')),
    CONSTRAINT ck_upload_received CHECK (received >= 0 AND received <= bytes)
) {table};
CREATE INDEX ix_upload_touched ON upload (touched_at);
";

const DOWN: &str = "
DROP TABLE upload;
DROP TABLE awaited_photo;
DROP TABLE sync_receipt;
DROP TABLE field_device;
DROP TABLE change_counter;
ALTER TABLE file DROP COLUMN layer;
ALTER TABLE inspection DROP COLUMN time_doubt;
ALTER TABLE inspection DROP COLUMN signature;
DROP INDEX ix_site_change;
ALTER TABLE site DROP COLUMN merged_into;
ALTER TABLE site DROP COLUMN change_seq;
DROP INDEX ix_hazard_change;
ALTER TABLE hazard DROP COLUMN change_seq;
";
