//! Hazards, their append-only events, and the counters that number them.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE hazard_counter; DROP TABLE hazard_event; DROP TABLE hazard;"),
};

/// `original_due` never changes, `effective_due` follows a granted extension; both are days of the
/// Asia/Shanghai calendar and end with that day. `hazard_event.data` is canonical JSON kept as text
/// on both databases, because the event's hash covers its bytes.
const UP: &str = "
CREATE TABLE hazard (
    id                  {uuid} NOT NULL PRIMARY KEY,
    sort_key            {big} NOT NULL,
    number              {text} NOT NULL,
    subdistrict_code    {text} NOT NULL,
    year                {int} NOT NULL,
    seq                 {int} NOT NULL,
    area_code           {text} NOT NULL,
    committee_code      {text} NOT NULL,
    district_code       {text} NOT NULL,
    source              {text} NOT NULL,
    category            {text} NOT NULL,
    subcategory         {text} NULL,
    severity            {text} NOT NULL,
    status              {text} NOT NULL,
    description         {text} NOT NULL,
    location            {text} NOT NULL,
    clause              {text} NULL,
    standard_id         {uuid} NULL,
    site_id             {uuid} NULL,
    inspection_id       {uuid} NULL,
    lon                 {float} NULL,
    lat                 {float} NULL,
    cell                {big} NULL,
    accuracy_m          {float} NULL,
    point_source        {text} NULL,
    raw_lon             {float} NULL,
    raw_lat             {float} NULL,
    raw_datum           {text} NULL,
    found_at            {time} NOT NULL,
    registered_at       {time} NOT NULL,
    original_due        {date} NOT NULL,
    effective_due       {date} NOT NULL,
    on_the_spot         {bool} NOT NULL DEFAULT FALSE,
    party_name          {text} NULL,
    party_phone         {text} NULL,
    reporter_id         {uuid} NOT NULL,
    assignee_id         {uuid} NULL,
    rectified_by        {uuid} NULL,
    rectified_at        {time} NULL,
    first_reviewer_id   {uuid} NULL,
    first_review_passed {bool} NULL,
    closed_by           {uuid} NULL,
    closed_at           {time} NULL,
    voided_at           {time} NULL,
    void_reason         {text} NULL,
    duplicate_of        {uuid} NULL,
    returned_count      {int} NOT NULL DEFAULT 0,
    reopened_count      {int} NOT NULL DEFAULT 0,
    extension_until     {date} NULL,
    extension_reason    {text} NULL,
    extension_asked_by  {uuid} NULL,
    extension_count     {int} NOT NULL DEFAULT 0,
    transferred_to      {text} NULL,
    five_elements       {json} NULL,
    supervised          {bool} NOT NULL DEFAULT FALSE,
    event_count         {int} NOT NULL,
    last_event_hash     {text} NOT NULL,
    version             {int} NOT NULL,
    content_sha256      {text} NOT NULL,
    created_at          {time} NOT NULL,
    updated_at          {time} NOT NULL,
    CONSTRAINT uq_hazard_sort_key UNIQUE (sort_key),
    CONSTRAINT uq_hazard_number UNIQUE (number),
    CONSTRAINT uq_hazard_subdistrict_year_seq UNIQUE (subdistrict_code, year, seq),
    CONSTRAINT fk_hazard_standard FOREIGN KEY (standard_id) REFERENCES standard_hazard (id),
    CONSTRAINT fk_hazard_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_hazard_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
    CONSTRAINT fk_hazard_reporter FOREIGN KEY (reporter_id) REFERENCES user_account (id),
    CONSTRAINT fk_hazard_assignee FOREIGN KEY (assignee_id) REFERENCES user_account (id),
    CONSTRAINT fk_hazard_duplicate_of FOREIGN KEY (duplicate_of) REFERENCES hazard (id),
    CONSTRAINT ck_hazard_source CHECK (source IN ('inspection', 'hotline', 'grid', 'resident', 'self_check')),
    CONSTRAINT ck_hazard_category CHECK (category IN ('fire', 'gas', 'electricity', 'ebike', 'building',
        'falling', 'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food', 'lpg', 'flood',
        'other')),
    CONSTRAINT ck_hazard_severity CHECK (severity IN ('general', 'major')),
    CONSTRAINT ck_hazard_status CHECK (status IN
        ('registered', 'assigned', 'rectified', 'closed', 'transferred', 'void')),
    CONSTRAINT ck_hazard_point CHECK ((lon IS NULL) = (lat IS NULL)),
    CONSTRAINT ck_hazard_point_source CHECK (point_source IN ('gps', 'pin', 'address', 'import')),
    CONSTRAINT ck_hazard_raw_datum CHECK (raw_datum IN ('wgs84', 'gcj02', 'bd09')),
    CONSTRAINT ck_hazard_void_reason CHECK (void_reason IN ('false_alarm', 'duplicate', 'site_gone'))
) {table};
-- lists and maps: newest first inside an area of each level; what a filter, a map window and the deadline ask for
-- stands in the index, so that a row is read only when it is shown
CREATE INDEX ix_hazard_committee_filter ON hazard
    (committee_code, status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_subdistrict_filter ON hazard
    (subdistrict_code, status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_district_filter ON hazard
    (district_code, status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_filter ON hazard (status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_committee ON hazard (committee_code, sort_key DESC, closed_at);
CREATE INDEX ix_hazard_subdistrict ON hazard (subdistrict_code, sort_key DESC, closed_at);
CREATE INDEX ix_hazard_district ON hazard (district_code, sort_key DESC);
-- small windows of the map over large areas: ranges of the cell's Morton code
CREATE INDEX ix_hazard_cell ON hazard
    (cell, status, category, sort_key DESC, lon, lat, severity, effective_due, subdistrict_code);
CREATE INDEX ix_hazard_assignee ON hazard (assignee_id, status, sort_key DESC);
CREATE INDEX ix_hazard_site ON hazard (site_id, sort_key DESC);
CREATE INDEX ix_hazard_inspection ON hazard (inspection_id);
-- few rows each: what no map shows, what waits for an answer, what may be late
CREATE INDEX ix_hazard_unplaced ON hazard
    (subdistrict_code, committee_code, status, category, sort_key DESC, severity, effective_due) WHERE lon IS NULL;
CREATE INDEX ix_hazard_extension ON hazard (subdistrict_code, committee_code) WHERE extension_until IS NOT NULL;
CREATE INDEX ix_hazard_open ON hazard
    (subdistrict_code, committee_code, sort_key, original_due, effective_due, void_reason) WHERE closed_at IS NULL;

CREATE TABLE hazard_event (
    id          {uuid} NOT NULL PRIMARY KEY,
    hazard_id   {uuid} NOT NULL,
    seq         {int} NOT NULL,
    kind        {text} NOT NULL,
    actor_id    {uuid} NOT NULL,
    actor_name  {text} NOT NULL,
    actor_role  {text} NOT NULL,
    server_at   {time} NOT NULL,
    device_at   {time} NULL,
    from_status {text} NULL,
    to_status   {text} NOT NULL,
    note        {text} NULL,
    data        {text} NOT NULL,
    photos      {json} NOT NULL,
    lon         {float} NULL,
    lat         {float} NULL,
    state       {text} NOT NULL,
    prev_hash   {text} NOT NULL,
    hash        {text} NOT NULL,
    content_sha256 {text} NULL,
    CONSTRAINT uq_hazard_event_seq UNIQUE (hazard_id, seq),
    CONSTRAINT fk_hazard_event_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT ck_hazard_event_kind CHECK (kind IN ('registered', 'assigned', 'rectified', 'review_passed',
        'closed', 'returned', 'extension_asked', 'extension_granted', 'extension_refused', 'transferred',
        'transfer_answered', 'voided', 'reopened', 'noted', 'corrected', 'five_elements_set')),
    CONSTRAINT ck_hazard_event_actor_role CHECK (actor_role IN ('inspector', 'office', 'leader', 'admin')),
    CONSTRAINT ck_hazard_event_from_status CHECK (from_status IN
        ('registered', 'assigned', 'rectified', 'closed', 'transferred', 'void')),
    CONSTRAINT ck_hazard_event_to_status CHECK (to_status IN
        ('registered', 'assigned', 'rectified', 'closed', 'transferred', 'void')),
    CONSTRAINT ck_hazard_event_point CHECK ((lon IS NULL) = (lat IS NULL))
) {table};

-- the last number given out: taken in the same transaction as the hazard, so a number is never lost
CREATE TABLE hazard_counter (
    subdistrict_code {text} NOT NULL,
    year             {int} NOT NULL,
    last_seq         {int} NOT NULL,
    PRIMARY KEY (subdistrict_code, year)
) {keyed};
";
