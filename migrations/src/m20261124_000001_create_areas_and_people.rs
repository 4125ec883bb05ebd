//! The hierarchy of areas, the people who sign in, and their sessions.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE session; DROP TABLE user_account; DROP TABLE area;"),
};

/// `area.code` is the national statistical division code: a prefix is a subtree.
/// `boundary` is a GeoJSON geometry in WGS-84, `approximate` says that it was drawn by hand;
/// `lon`/`lat` is where the label stands.
const UP: &str = "
CREATE TABLE area (
    code        {text} NOT NULL PRIMARY KEY,
    parent_code {text} NULL,
    level       {text} NOT NULL,
    name        {text} NOT NULL,
    short_name  {text} NULL,
    boundary    {json} NULL,
    approximate {bool} NOT NULL DEFAULT FALSE,
    lon         {float} NULL,
    lat         {float} NULL,
    created_at  {time} NOT NULL,
    updated_at  {time} NOT NULL,
    CONSTRAINT fk_area_parent FOREIGN KEY (parent_code) REFERENCES area (code),
    CONSTRAINT ck_area_level CHECK (level IN ('city', 'district', 'subdistrict', 'committee', 'grid')),
    CONSTRAINT ck_area_point CHECK ((lon IS NULL) = (lat IS NULL))
) {table};
CREATE INDEX ix_area_parent ON area (parent_code);

CREATE TABLE user_account (
    id            {uuid} NOT NULL PRIMARY KEY,
    login         {text} NOT NULL,
    name          {text} NOT NULL,
    role          {text} NOT NULL,
    area_code     {text} NOT NULL,
    password_hash {text} NOT NULL,
    phone         {text} NULL,
    locale        {text} NOT NULL DEFAULT 'zh',
    disabled_at   {time} NULL,
    created_at    {time} NOT NULL,
    updated_at    {time} NOT NULL,
    CONSTRAINT uq_user_account_login UNIQUE (login),
    CONSTRAINT fk_user_account_area FOREIGN KEY (area_code) REFERENCES area (code),
    CONSTRAINT ck_user_account_login CHECK (login = lower(login)),
    CONSTRAINT ck_user_account_role CHECK (role IN ('inspector', 'office', 'leader', 'admin'))
) {table};
CREATE INDEX ix_user_account_area ON user_account (area_code);

CREATE TABLE session (
    id         {text} NOT NULL PRIMARY KEY,
    data       {text} NOT NULL,
    expires_at {time} NOT NULL
) {table};
CREATE INDEX ix_session_expires ON session (expires_at);
";
