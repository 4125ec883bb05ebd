//! Imports of outlines of areas, from the upload of a file to their result.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE boundary_import;") };

/// The file lies in the object store under the id. `setup`, `report` and `result` are JSON of `domain::boundaries`; `outlines`
/// has the outlines that become others, GeoJSON geometries in WGS-84 by code. `file_gone`: the file was removed, after the import.
const UP: &str = "
CREATE TABLE boundary_import (
    id         {uuid} NOT NULL PRIMARY KEY,
    user_id    {uuid} NOT NULL,
    area_code  {text} NOT NULL,
    file_name  {text} NOT NULL,
    sha256     {text} NOT NULL,
    bytes      {big} NOT NULL,
    version    {int} NOT NULL,
    setup      {json} NOT NULL,
    report     {json} NOT NULL,
    outlines   {json} NOT NULL,
    result     {json} NULL,
    file_gone  {bool} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    CONSTRAINT fk_boundary_import_user FOREIGN KEY (user_id) REFERENCES user_account (id)
) {table};
CREATE INDEX ix_boundary_import_user ON boundary_import (user_id, created_at);
CREATE INDEX ix_boundary_import_expires ON boundary_import (expires_at);
";
