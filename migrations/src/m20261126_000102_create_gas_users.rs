//! Users of gas: small units, and users of LPG cylinders on their way to piped gas or electricity.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE gas_save; DROP TABLE gas_survey; DROP TABLE cylinder; DROP TABLE gas_user;"),
};

/// A site has one entry, which may be a unit, a user of cylinders, or both: `is_unit`, `is_lpg`. `cylinder.gone_on` is the day
/// from which a cylinder counts as handed back: `returned_on`, once there is proof of it. `cylinder.next_test` follows from its
/// last test. `gas_survey` has a row for each time a unit was surveyed, so that it counts once a period however often it is
/// looked at. `gas_save` has a row for each save of an entry: the same save sent again is recognised by it.
const UP: &str = "
CREATE TABLE gas_user (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    site_id          {uuid} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    is_unit          {bool} NOT NULL,
    is_lpg           {bool} NOT NULL,
    trade            {text} NULL,
    fuel             {text} NULL,
    numbers          {json} NOT NULL,
    alarm            {bool} NULL,
    cut_off          {bool} NULL,
    surveyed_at      {time} NOT NULL,
    supplier         {text} NULL,
    moved_to         {text} NULL,
    moved_on         {date} NULL,
    version          {int} NOT NULL,
    change_seq       {big} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_gas_user_sort_key UNIQUE (sort_key),
    CONSTRAINT uq_gas_user_site UNIQUE (site_id),
    CONSTRAINT fk_gas_user_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT ck_gas_user_trade CHECK (trade IN ('shop', 'restaurant', 'hotel', 'entertainment', 'leisure',
        'internet_cafe', 'school', 'clinic', 'workshop', 'other')),
    CONSTRAINT ck_gas_user_fuel CHECK (fuel IN ('natural_gas', 'town_gas', 'lpg')),
    CONSTRAINT ck_gas_user_unit CHECK (NOT is_unit OR (trade IS NOT NULL AND fuel IS NOT NULL)),
    CONSTRAINT ck_gas_user_moved_to CHECK (moved_to IN ('piped_gas', 'electricity', 'given_up')),
    CONSTRAINT ck_gas_user_moved CHECK ((moved_to IS NULL) = (moved_on IS NULL))
) {table};
CREATE INDEX ix_gas_user_committee ON gas_user (committee_code, sort_key DESC);
CREATE INDEX ix_gas_user_subdistrict ON gas_user (subdistrict_code, sort_key DESC);
CREATE INDEX ix_gas_user_moved ON gas_user (subdistrict_code, is_lpg, moved_on);
CREATE INDEX ix_gas_user_change ON gas_user (subdistrict_code, change_seq);

CREATE TABLE cylinder (
    gas_user_id {uuid} NOT NULL,
    number      {text} NOT NULL,
    kilograms   {int} NOT NULL,
    made_on     {date} NULL,
    tested_on   {date} NULL,
    next_test   {date} NULL,
    returned_on {date} NULL,
    gone_on     {date} NULL,
    proof       {json} NOT NULL,
    PRIMARY KEY (gas_user_id, number),
    CONSTRAINT fk_cylinder_gas_user FOREIGN KEY (gas_user_id) REFERENCES gas_user (id),
    CONSTRAINT ck_cylinder_kilograms CHECK (kilograms > 0),
    CONSTRAINT ck_cylinder_gone CHECK (gone_on IS NULL OR returned_on IS NOT NULL)
) {keyed};
CREATE INDEX ix_cylinder_there ON cylinder (number) WHERE returned_on IS NULL;

CREATE TABLE gas_survey (
    gas_user_id   {uuid} NOT NULL,
    at            {time} NOT NULL,
    inspection_id {uuid} NULL,
    PRIMARY KEY (gas_user_id, at),
    CONSTRAINT fk_gas_survey_gas_user FOREIGN KEY (gas_user_id) REFERENCES gas_user (id),
    CONSTRAINT fk_gas_survey_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id)
) {keyed};

CREATE TABLE gas_save (
    id             {uuid} NOT NULL PRIMARY KEY,
    gas_user_id    {uuid} NOT NULL,
    kind           {text} NOT NULL,
    version        {int} NOT NULL,
    actor_id       {uuid} NOT NULL,
    actor_name     {text} NOT NULL,
    inspection_id  {uuid} NULL,
    note           {text} NULL,
    saved_at       {time} NOT NULL,
    content_sha256 {text} NOT NULL,
    CONSTRAINT uq_gas_save_version UNIQUE (gas_user_id, version),
    CONSTRAINT fk_gas_save_gas_user FOREIGN KEY (gas_user_id) REFERENCES gas_user (id),
    CONSTRAINT fk_gas_save_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id),
    CONSTRAINT ck_gas_save_kind CHECK (kind IN ('unit', 'lpg'))
) {table};
";
