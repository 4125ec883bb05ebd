//! Links by which leaders read an issued summary without an account.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Of a link's token only its SHA-256 is kept.
const UP: &str = "
CREATE TABLE summary_link (
    id         {uuid} NOT NULL PRIMARY KEY,
    token_hash {text} NOT NULL,
    summary_id {uuid} NOT NULL,
    made_by    {uuid} NOT NULL,
    made_at    {time} NOT NULL,
    expires_at {time} NOT NULL,
    revoked_by {uuid} NULL,
    revoked_at {time} NULL,
    CONSTRAINT uq_summary_link_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_summary_link_summary FOREIGN KEY (summary_id) REFERENCES summary (id),
    CONSTRAINT fk_summary_link_maker FOREIGN KEY (made_by) REFERENCES user_account (id),
    CONSTRAINT fk_summary_link_revoker FOREIGN KEY (revoked_by) REFERENCES user_account (id),
    CONSTRAINT ck_summary_link_revoked CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
) {table};
CREATE INDEX ix_summary_link_summary ON summary_link (summary_id, made_at);
";

const DOWN: &str = "DROP TABLE summary_link;";
