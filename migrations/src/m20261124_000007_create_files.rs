//! Photos: what is known about each; the bytes lie in the object store under their hash.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE file;") };

/// `sha256_original` is the hash of what was uploaded, `sha256` of what is kept (re-encoded,
/// without metadata). A file belongs to nothing until `attached_at` is set.
const UP: &str = "
CREATE TABLE file (
    id              {uuid} NOT NULL PRIMARY KEY,
    sha256_original {text} NOT NULL,
    sha256          {text} NOT NULL,
    content_type    {text} NOT NULL,
    bytes           {big} NOT NULL,
    width           {int} NOT NULL,
    height          {int} NOT NULL,
    kind            {text} NOT NULL,
    hazard_id       {uuid} NULL,
    inspection_id   {uuid} NULL,
    site_id         {uuid} NULL,
    area_code       {text} NOT NULL,
    taken_at        {time} NULL,
    lon             {float} NULL,
    lat             {float} NULL,
    uploaded_by     {uuid} NOT NULL,
    attached_at     {time} NULL,
    created_at      {time} NOT NULL,
    CONSTRAINT fk_file_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_file_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
    CONSTRAINT fk_file_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_file_uploader FOREIGN KEY (uploaded_by) REFERENCES user_account (id),
    CONSTRAINT ck_file_kind CHECK (kind IN ('before', 'after', 'visit')),
    CONSTRAINT ck_file_point CHECK ((lon IS NULL) = (lat IS NULL))
) {table};
CREATE INDEX ix_file_hazard ON file (hazard_id);
CREATE INDEX ix_file_inspection ON file (inspection_id);
CREATE INDEX ix_file_uploader ON file (uploaded_by, attached_at);
CREATE INDEX ix_file_sha256 ON file (sha256);
";
