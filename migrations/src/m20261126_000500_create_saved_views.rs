//! Saved views of the list of hazards.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE saved_view;") };

/// `query` is the filter as it stands in the address of the list; `area_code` that of its owner, whose colleagues see it
/// when it is shared.
const UP: &str = "
CREATE TABLE saved_view (
    id         {uuid} NOT NULL PRIMARY KEY,
    user_id    {uuid} NOT NULL,
    area_code  {text} NOT NULL,
    name       {text} NOT NULL,
    query      {text} NOT NULL,
    shared     {bool} NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT uq_saved_view_name UNIQUE (user_id, name),
    CONSTRAINT fk_saved_view_user FOREIGN KEY (user_id) REFERENCES user_account (id)
) {table};
CREATE INDEX ix_saved_view_shared ON saved_view (area_code, shared, name);
";
