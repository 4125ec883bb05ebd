//! Inspections: one visit to one site.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE inspection;") };

/// `content_sha256` is the hash of what the caller sent: the same id with the same content is
/// accepted again, with other content it is a conflict.
const UP: &str = "
CREATE TABLE inspection (
    id                   {uuid} NOT NULL PRIMARY KEY,
    sort_key             {big} NOT NULL,
    site_id              {uuid} NOT NULL,
    area_code            {text} NOT NULL,
    committee_code       {text} NOT NULL,
    subdistrict_code     {text} NOT NULL,
    district_code        {text} NOT NULL,
    kind                 {text} NOT NULL,
    nature               {text} NOT NULL,
    outcome              {text} NOT NULL,
    campaign             {text} NULL,
    checklist_version_id {uuid} NULL,
    answers              {json} NOT NULL,
    check_code           {text} NULL,
    inspector_id         {uuid} NOT NULL,
    started_at           {time} NOT NULL,
    finished_at          {time} NOT NULL,
    device_at            {time} NULL,
    lon                  {float} NULL,
    lat                  {float} NULL,
    accuracy_m           {float} NULL,
    point_source         {text} NULL,
    note                 {text} NULL,
    hazard_count         {int} NOT NULL DEFAULT 0,
    content_sha256       {text} NOT NULL,
    created_at           {time} NOT NULL,
    CONSTRAINT uq_inspection_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_inspection_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_inspection_checklist_version FOREIGN KEY (checklist_version_id) REFERENCES checklist_version (id),
    CONSTRAINT fk_inspection_inspector FOREIGN KEY (inspector_id) REFERENCES user_account (id),
    CONSTRAINT ck_inspection_kind CHECK (kind IN ('routine', 'special', 'recheck')),
    CONSTRAINT ck_inspection_nature CHECK (nature IN
        ('administrative_check', 'guidance', 'grid_patrol', 'household', 'joint')),
    CONSTRAINT ck_inspection_outcome CHECK (outcome IN
        ('done', 'not_at_home', 'refused', 'vacant', 'tenant', 'moved')),
    CONSTRAINT ck_inspection_point CHECK ((lon IS NULL) = (lat IS NULL)),
    CONSTRAINT ck_inspection_point_source CHECK (point_source IN ('gps', 'pin', 'address', 'import'))
) {table};
CREATE INDEX ix_inspection_committee ON inspection (committee_code, sort_key DESC);
CREATE INDEX ix_inspection_subdistrict ON inspection (subdistrict_code, sort_key DESC);
CREATE INDEX ix_inspection_district ON inspection (district_code, sort_key DESC);
CREATE INDEX ix_inspection_site ON inspection (site_id, sort_key DESC);
CREATE INDEX ix_inspection_inspector ON inspection (inspector_id, sort_key DESC);
CREATE INDEX ix_inspection_subdistrict_kind ON inspection (subdistrict_code, kind, sort_key DESC);
-- few: where the visit itself has no position
CREATE INDEX ix_inspection_unplaced ON inspection (subdistrict_code, committee_code, sort_key DESC) WHERE lon IS NULL;
";
