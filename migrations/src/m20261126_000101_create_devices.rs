//! Gas alarms, networked smoke detectors and chargers, what happened to each, and what their vendors tell of them.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both(
        "DROP TABLE vendor_event; DROP TABLE vendor; DROP TABLE device_telemetry; DROP TABLE device_event; \
         DROP TABLE device;",
    ),
};

/// One serial number, one device in use: `ix_device_serial` says so also between two tablets. What a device tells of itself
/// stands apart from it, so that a heartbeat writes a narrow row and no number of a change. `vendor.token_hash` is the SHA-256
/// of the token, which is shown once and kept nowhere. An event of a device that is not known is kept all the same.
const UP: &str = "
CREATE TABLE device (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    site_id          {uuid} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    kind             {text} NOT NULL,
    usage            {text} NOT NULL,
    status           {text} NOT NULL,
    serial           {text} NULL,
    network_id       {text} NULL,
    installation     {json} NULL,
    planned_at       {time} NOT NULL,
    planned_by       {uuid} NOT NULL,
    installed_at     {time} NULL,
    reported_by      {uuid} NULL,
    signature        {json} NULL,
    expires_on       {date} NULL,
    expiry_presumed  {bool} NOT NULL,
    accepted_at      {time} NULL,
    accepted_by      {uuid} NULL,
    faulty_since     {time} NULL,
    ended_at         {time} NULL,
    replaces_id      {uuid} NULL,
    successor_id     {uuid} NULL,
    attempts         {int} NOT NULL,
    last_attempt_at  {time} NULL,
    last_attempt     {text} NULL,
    event_count      {int} NOT NULL,
    last_event_hash  {text} NOT NULL,
    version          {int} NOT NULL,
    content_sha256   {text} NOT NULL,
    change_seq       {big} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_device_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_device_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_device_planner FOREIGN KEY (planned_by) REFERENCES user_account (id),
    CONSTRAINT fk_device_reporter FOREIGN KEY (reported_by) REFERENCES user_account (id),
    CONSTRAINT fk_device_accepter FOREIGN KEY (accepted_by) REFERENCES user_account (id),
    CONSTRAINT fk_device_replaces FOREIGN KEY (replaces_id) REFERENCES device (id),
    CONSTRAINT fk_device_successor FOREIGN KEY (successor_id) REFERENCES device (id),
    CONSTRAINT ck_device_kind CHECK (kind IN ('gas_alarm', 'smoke_detector', 'car_charger')),
    CONSTRAINT ck_device_usage CHECK (usage IN ('household', 'commercial')),
    CONSTRAINT ck_device_status CHECK (status IN
        ('planned', 'installed', 'accepted', 'faulty', 'replaced', 'retired')),
    CONSTRAINT ck_device_installed CHECK (
        status NOT IN ('installed', 'accepted', 'faulty') OR (serial IS NOT NULL AND installed_at IS NOT NULL)),
    CONSTRAINT ck_device_ended CHECK ((status IN ('replaced', 'retired')) = (ended_at IS NOT NULL)),
    CONSTRAINT ck_device_last_attempt CHECK (last_attempt IN
        ('done', 'not_at_home', 'refused', 'vacant', 'tenant', 'moved')),
    CONSTRAINT ck_device_attempted CHECK ((last_attempt IS NULL) = (last_attempt_at IS NULL))
) {table};
CREATE UNIQUE INDEX ix_device_serial ON device (serial) WHERE status IN ('installed', 'accepted', 'faulty');
CREATE UNIQUE INDEX ix_device_replaces ON device (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX ix_device_network ON device (network_id) WHERE network_id IS NOT NULL;
CREATE INDEX ix_device_site ON device (site_id);
CREATE INDEX ix_device_committee ON device (committee_code, sort_key DESC);
CREATE INDEX ix_device_subdistrict ON device (subdistrict_code, sort_key DESC);
CREATE INDEX ix_device_subdistrict_kind ON device (subdistrict_code, kind, status, sort_key DESC);
CREATE INDEX ix_device_change ON device (subdistrict_code, change_seq);
-- the expiry wave reads this index alone; the status, because SQLite looks at it all the same
CREATE INDEX ix_device_expiry ON device (subdistrict_code, kind, expires_on, committee_code, status)
    WHERE status IN ('installed', 'accepted', 'faulty');

CREATE TABLE device_event (
    id             {uuid} NOT NULL PRIMARY KEY,
    device_id      {uuid} NOT NULL,
    seq            {int} NOT NULL,
    kind           {text} NOT NULL,
    actor_id       {uuid} NOT NULL,
    actor_name     {text} NOT NULL,
    actor_role     {text} NOT NULL,
    server_at      {time} NOT NULL,
    device_at      {time} NULL,
    from_status    {text} NULL,
    to_status      {text} NOT NULL,
    inspection_id  {uuid} NULL,
    note           {text} NULL,
    data           {text} NOT NULL,
    photos         {json} NOT NULL,
    lon            {float} NULL,
    lat            {float} NULL,
    state          {text} NOT NULL,
    prev_hash      {text} NOT NULL,
    hash           {text} NOT NULL,
    content_sha256 {text} NULL,
    CONSTRAINT uq_device_event_seq UNIQUE (device_id, seq),
    CONSTRAINT fk_device_event_device FOREIGN KEY (device_id) REFERENCES device (id),
    CONSTRAINT fk_device_event_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
    CONSTRAINT ck_device_event_kind CHECK (kind IN ('planned', 'installed', 'accepted', 'sent_back',
        'fault_reported', 'repaired', 'replaced', 'retired', 'attempted', 'noted')),
    CONSTRAINT ck_device_event_actor_role CHECK (actor_role IN ('inspector', 'office', 'leader', 'admin')),
    CONSTRAINT ck_device_event_from_status CHECK (from_status IN
        ('planned', 'installed', 'accepted', 'faulty', 'replaced', 'retired')),
    CONSTRAINT ck_device_event_to_status CHECK (to_status IN
        ('planned', 'installed', 'accepted', 'faulty', 'replaced', 'retired')),
    CONSTRAINT ck_device_event_point CHECK ((lon IS NULL) = (lat IS NULL))
) {table};

CREATE TABLE device_telemetry (
    device_id    {uuid} NOT NULL PRIMARY KEY,
    last_heard   {time} NULL,
    last_alarm   {time} NULL,
    last_cleared {time} NULL,
    last_fault   {time} NULL,
    last_mended  {time} NULL,
    low_battery  {time} NULL,
    CONSTRAINT fk_device_telemetry_device FOREIGN KEY (device_id) REFERENCES device (id)
) {keyed};
CREATE INDEX ix_device_telemetry_heard ON device_telemetry (last_heard);

CREATE TABLE vendor (
    id          {uuid} NOT NULL PRIMARY KEY,
    name        {text} NOT NULL,
    token_hash  {text} NOT NULL,
    area_code   {text} NOT NULL,
    disabled_at {time} NULL,
    created_at  {time} NOT NULL,
    CONSTRAINT uq_vendor_name UNIQUE (name),
    CONSTRAINT uq_vendor_token_hash UNIQUE (token_hash)
) {table};

CREATE TABLE vendor_event (
    vendor_id   {uuid} NOT NULL,
    event_id    {text} NOT NULL,
    serial      {text} NOT NULL,
    device_id   {uuid} NULL,
    kind        {text} NOT NULL,
    at          {time} NOT NULL,
    detail      {text} NULL,
    received_at {time} NOT NULL,
    PRIMARY KEY (vendor_id, event_id),
    CONSTRAINT fk_vendor_event_vendor FOREIGN KEY (vendor_id) REFERENCES vendor (id),
    CONSTRAINT fk_vendor_event_device FOREIGN KEY (device_id) REFERENCES device (id),
    CONSTRAINT ck_vendor_event_kind CHECK (kind IN
        ('heartbeat', 'alarm', 'alarm_cleared', 'fault', 'fault_cleared', 'low_battery'))
) {keyed};
CREATE INDEX ix_vendor_event_heartbeat ON vendor_event (received_at) WHERE kind = 'heartbeat';
";
