//! Who was told of which hotline order, deadline and step.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A note is named by order, deadline, step and person, and so is its id: however many servers make it, it is there once. The orders
/// of a subdistrict that wait for a reply are gone through by deadline, so their index ends with the id.
const UP: &str = "
CREATE TABLE order_note (
    id        {uuid} NOT NULL PRIMARY KEY,
    order_id  {uuid} NOT NULL,
    person_id {uuid} NOT NULL,
    due       {date} NOT NULL,
    stage     {text} NOT NULL,
    made_at   {time} NOT NULL,
    read_at   {time} NULL,
    CONSTRAINT uq_order_note UNIQUE (order_id, person_id, due, stage),
    CONSTRAINT fk_order_note_order FOREIGN KEY (order_id) REFERENCES hotline_order (id),
    CONSTRAINT fk_order_note_person FOREIGN KEY (person_id) REFERENCES user_account (id),
    CONSTRAINT ck_order_note_stage CHECK (stage IN ('ahead', 'overdue'))
) {table};
CREATE INDEX ix_order_note_unread ON order_note (person_id, due, id) WHERE read_at IS NULL;
CREATE INDEX ix_order_note_made ON order_note (made_at);
DROP INDEX ix_hotline_order_open;
CREATE INDEX ix_hotline_order_open ON hotline_order (subdistrict_code, due, id) WHERE replied_at IS NULL;
";

const DOWN: &str = "
DROP INDEX ix_hotline_order_open;
CREATE INDEX ix_hotline_order_open ON hotline_order (subdistrict_code, due) WHERE replied_at IS NULL;
DROP TABLE order_note;
";
