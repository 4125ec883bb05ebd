//! What a tablet said it still holds of a person's work when it was last heard of.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// NULL in `held_records` and `held_photos`: its program has not said it yet. `held_since` is when the oldest of it was
/// saved, by the server's clock; NULL as long as there is nothing.
const UP: &str = "
ALTER TABLE field_device ADD COLUMN held_records {int} NULL;
ALTER TABLE field_device ADD COLUMN held_photos {int} NULL;
ALTER TABLE field_device ADD COLUMN held_since {time} NULL;
";

const DOWN: &str = "
ALTER TABLE field_device DROP COLUMN held_since;
ALTER TABLE field_device DROP COLUMN held_photos;
ALTER TABLE field_device DROP COLUMN held_records;
";
