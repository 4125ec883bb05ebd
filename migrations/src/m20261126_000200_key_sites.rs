//! Keys by which duplicate sites are found.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// The keys of `domain::sites::address`. NULL: not made yet. They follow from rules in the program, which a script cannot
/// ask, so the program makes those that are missing when it starts; a later change of the rules sets them to NULL again.
const UP: &str = "
ALTER TABLE site ADD COLUMN address_key {text} NULL;
ALTER TABLE site ADD COLUMN name_key {text} NULL;
CREATE INDEX ix_site_address_key ON site (subdistrict_code, address_key);
CREATE INDEX ix_site_name_key ON site (subdistrict_code, name_key);
-- none, except right after this change
CREATE INDEX ix_site_unkeyed ON site (sort_key) WHERE address_key IS NULL;
";

const DOWN: &str = "
DROP INDEX ix_site_unkeyed;
DROP INDEX ix_site_name_key;
DROP INDEX ix_site_address_key;
ALTER TABLE site DROP COLUMN name_key;
ALTER TABLE site DROP COLUMN address_key;
";
