//! Stoves and water heaters, and what happened to each.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE stove_event; DROP TABLE stove;"),
};

/// `non_safe` is a list of words between commas. `survey`, `replacement` and `signature` are the domain's own types as JSON;
/// what lists, figures and guards ask for stands in columns of its own. A chain of appliances never forks: one record takes
/// the place of another at most.
const UP: &str = "
CREATE TABLE stove (
    id                   {uuid} NOT NULL PRIMARY KEY,
    sort_key             {big} NOT NULL,
    site_id              {uuid} NOT NULL,
    area_code            {text} NOT NULL,
    committee_code       {text} NOT NULL,
    subdistrict_code     {text} NOT NULL,
    district_code        {text} NOT NULL,
    appliance            {text} NOT NULL,
    usage                {text} NOT NULL,
    status               {text} NOT NULL,
    survey               {json} NOT NULL,
    non_safe             {text} NOT NULL,
    non_safe_since       {time} NULL,
    first_surveyed_at    {time} NOT NULL,
    surveyed_at          {time} NOT NULL,
    surveyed_by          {uuid} NOT NULL,
    expires_on           {date} NULL,
    expiry_presumed      {bool} NOT NULL,
    hose_expires_on      {date} NULL,
    hose_expiry_presumed {bool} NOT NULL,
    planned_for          {date} NULL,
    replacement          {json} NULL,
    replaced_at          {time} NULL,
    reported_by          {uuid} NULL,
    signature            {json} NULL,
    accepted_at          {time} NULL,
    accepted_by          {uuid} NULL,
    gone_at              {time} NULL,
    gone_reason          {text} NULL,
    replaces_id          {uuid} NULL,
    attempts             {int} NOT NULL,
    last_attempt_at      {time} NULL,
    last_attempt         {text} NULL,
    sent_back_count      {int} NOT NULL,
    event_count          {int} NOT NULL,
    last_event_hash      {text} NOT NULL,
    version              {int} NOT NULL,
    content_sha256       {text} NOT NULL,
    change_seq           {big} NOT NULL,
    created_at           {time} NOT NULL,
    updated_at           {time} NOT NULL,
    CONSTRAINT uq_stove_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_stove_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_stove_surveyor FOREIGN KEY (surveyed_by) REFERENCES user_account (id),
    CONSTRAINT fk_stove_reporter FOREIGN KEY (reported_by) REFERENCES user_account (id),
    CONSTRAINT fk_stove_accepter FOREIGN KEY (accepted_by) REFERENCES user_account (id),
    CONSTRAINT fk_stove_replaces FOREIGN KEY (replaces_id) REFERENCES stove (id),
    CONSTRAINT ck_stove_appliance CHECK (appliance IN ('stove', 'water_heater')),
    CONSTRAINT ck_stove_usage CHECK (usage IN ('household', 'commercial')),
    CONSTRAINT ck_stove_status CHECK (status IN
        ('surveyed', 'safe', 'non_safe', 'planned', 'replaced', 'accepted', 'gone')),
    CONSTRAINT ck_stove_gone_reason CHECK (gone_reason IN
        ('replaced_by_household', 'gas_given_up', 'demolished', 'duplicate', 'mistake')),
    CONSTRAINT ck_stove_last_attempt CHECK (last_attempt IN
        ('done', 'not_at_home', 'refused', 'vacant', 'tenant', 'moved')),
    CONSTRAINT ck_stove_attempted CHECK ((last_attempt IS NULL) = (last_attempt_at IS NULL)),
    CONSTRAINT ck_stove_replaced CHECK ((replaced_at IS NULL) = (replacement IS NULL))
) {table};
CREATE INDEX ix_stove_site ON stove (site_id);
CREATE INDEX ix_stove_committee ON stove (committee_code, sort_key DESC);
CREATE INDEX ix_stove_subdistrict ON stove (subdistrict_code, sort_key DESC);
CREATE INDEX ix_stove_subdistrict_status ON stove (subdistrict_code, status, sort_key DESC);
CREATE INDEX ix_stove_change ON stove (subdistrict_code, change_seq);
-- the expiry wave reads this index alone; the status, because SQLite looks at it all the same
CREATE INDEX ix_stove_expiry ON stove (subdistrict_code, appliance, expires_on, committee_code, status)
    WHERE status IN ('surveyed', 'safe', 'non_safe', 'planned');
CREATE UNIQUE INDEX ix_stove_replaces ON stove (replaces_id) WHERE replaces_id IS NOT NULL;

CREATE TABLE stove_event (
    id             {uuid} NOT NULL PRIMARY KEY,
    stove_id       {uuid} NOT NULL,
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
    CONSTRAINT uq_stove_event_seq UNIQUE (stove_id, seq),
    CONSTRAINT fk_stove_event_stove FOREIGN KEY (stove_id) REFERENCES stove (id),
    CONSTRAINT fk_stove_event_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
    CONSTRAINT ck_stove_event_kind CHECK (kind IN ('surveyed', 'planned', 'replaced', 'accepted', 'sent_back',
        'attempted', 'hose_replaced', 'removed', 'noted')),
    CONSTRAINT ck_stove_event_actor_role CHECK (actor_role IN ('inspector', 'office', 'leader', 'admin')),
    CONSTRAINT ck_stove_event_from_status CHECK (from_status IN
        ('surveyed', 'safe', 'non_safe', 'planned', 'replaced', 'accepted', 'gone')),
    CONSTRAINT ck_stove_event_to_status CHECK (to_status IN
        ('surveyed', 'safe', 'non_safe', 'planned', 'replaced', 'accepted', 'gone')),
    CONSTRAINT ck_stove_event_point CHECK ((lon IS NULL) = (lat IS NULL))
) {table};
";
