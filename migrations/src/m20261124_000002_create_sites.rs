//! Sites: what gets visited.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE site;") };

/// `lon`/`lat` are WGS-84; `raw_*` is the pair as it came in, with its datum.
/// `pinyin` holds the initials of the name in lower case, for quick search.
const UP: &str = "
CREATE TABLE site (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    kind             {text} NOT NULL,
    name             {text} NOT NULL,
    pinyin           {text} NOT NULL,
    address          {text} NOT NULL,
    estate           {text} NULL,
    building         {text} NULL,
    room             {text} NULL,
    lon              {float} NULL,
    lat              {float} NULL,
    accuracy_m       {float} NULL,
    point_source     {text} NULL,
    raw_lon          {float} NULL,
    raw_lat          {float} NULL,
    raw_datum        {text} NULL,
    contact_name     {text} NULL,
    contact_phone    {text} NULL,
    facts            {json} NOT NULL,
    status           {text} NOT NULL,
    version          {int} NOT NULL,
    created_by       {uuid} NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_site_sort_key UNIQUE (sort_key),
    CONSTRAINT ck_site_kind CHECK (kind IN ('estate', 'building', 'household', 'small_unit', 'lpg_unit',
        'bike_shed', 'charging_station', 'construction_site', 'basement', 'public_venue', 'other')),
    CONSTRAINT ck_site_point CHECK ((lon IS NULL) = (lat IS NULL)),
    CONSTRAINT ck_site_point_source CHECK (point_source IN ('gps', 'pin', 'address', 'import')),
    CONSTRAINT ck_site_raw_datum CHECK (raw_datum IN ('wgs84', 'gcj02', 'bd09')),
    CONSTRAINT ck_site_status CHECK (status IN ('active', 'closed_down'))
) {table};
CREATE INDEX ix_site_committee ON site (committee_code, sort_key DESC);
CREATE INDEX ix_site_subdistrict ON site (subdistrict_code, sort_key DESC);
CREATE INDEX ix_site_district ON site (district_code, sort_key DESC);
CREATE INDEX ix_site_subdistrict_kind ON site (subdistrict_code, kind, sort_key DESC);
CREATE INDEX ix_site_subdistrict_point ON site (subdistrict_code, lon, lat);
-- few: what no map shows
CREATE INDEX ix_site_unplaced ON site (subdistrict_code, committee_code, sort_key DESC) WHERE lon IS NULL;
";
