//! The registers of penalties, hotline orders and fire incidents, and the table of reply deadlines.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Ordered by the day of the decision, the receipt, the fire. Amounts are in fen. `hotline_order.due` is the last day for
/// the reply by the table of the day it was received on, kept when the order is saved. The kind `*` of `reply_rule` is any.
const UP: &str = "
CREATE TABLE penalty (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    number           {text} NULL,
    decided_on       {date} NOT NULL,
    body             {text} NOT NULL,
    category         {text} NOT NULL,
    party            {text} NOT NULL,
    reason           {text} NOT NULL,
    fine             {big} NULL,
    site_id          {uuid} NULL,
    hazard_id        {uuid} NULL,
    version          {int} NOT NULL,
    save_id          {uuid} NOT NULL,
    content_sha256   {text} NOT NULL,
    created_by       {uuid} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_penalty_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_penalty_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_penalty_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_penalty_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_penalty_category CHECK (category IN ('fire', 'gas', 'electricity', 'ebike', 'building', 'falling',
        'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food', 'lpg', 'flood', 'other')),
    CONSTRAINT ck_penalty_fine CHECK (fine >= 0)
) {table};
CREATE INDEX ix_penalty_committee ON penalty (committee_code, sort_key DESC);
CREATE INDEX ix_penalty_subdistrict ON penalty (subdistrict_code, sort_key DESC);
CREATE INDEX ix_penalty_decided ON penalty (subdistrict_code, decided_on);
CREATE INDEX ix_penalty_site ON penalty (site_id);

CREATE TABLE hotline_order (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    number           {text} NOT NULL,
    kind             {text} NOT NULL,
    urgent           {bool} NOT NULL,
    category         {text} NULL,
    received_at      {time} NOT NULL,
    reply_due        {date} NULL,
    due              {date} NOT NULL,
    replied_at       {time} NULL,
    reply            {text} NULL,
    text             {text} NOT NULL,
    caller_name      {text} NULL,
    caller_phone     {text} NULL,
    site_id          {uuid} NULL,
    hazard_id        {uuid} NULL,
    version          {int} NOT NULL,
    save_id          {uuid} NOT NULL,
    content_sha256   {text} NOT NULL,
    created_by       {uuid} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_hotline_order_sort_key UNIQUE (sort_key),
    CONSTRAINT uq_hotline_order_number UNIQUE (subdistrict_code, number),
    CONSTRAINT fk_hotline_order_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_hotline_order_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_hotline_order_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_hotline_order_kind CHECK (kind IN ('complaint', 'report', 'request', 'suggestion', 'question')),
    CONSTRAINT ck_hotline_order_category CHECK (category IN ('fire', 'gas', 'electricity', 'ebike', 'building', 'falling',
        'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food', 'lpg', 'flood', 'other'))
) {table};
CREATE INDEX ix_hotline_order_committee ON hotline_order (committee_code, sort_key DESC);
CREATE INDEX ix_hotline_order_subdistrict ON hotline_order (subdistrict_code, sort_key DESC);
CREATE INDEX ix_hotline_order_open ON hotline_order (subdistrict_code, due) WHERE replied_at IS NULL;
CREATE INDEX ix_hotline_order_site ON hotline_order (site_id);

CREATE TABLE fire (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    at               {time} NOT NULL,
    place            {text} NOT NULL,
    site_id          {uuid} NULL,
    lon              {float} NULL,
    lat              {float} NULL,
    accuracy_m       {float} NULL,
    point_source     {text} NULL,
    cause            {text} NOT NULL,
    text             {text} NULL,
    loss             {big} NULL,
    injured          {int} NOT NULL,
    dead             {int} NOT NULL,
    hazard_id        {uuid} NULL,
    version          {int} NOT NULL,
    save_id          {uuid} NOT NULL,
    content_sha256   {text} NOT NULL,
    created_by       {uuid} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_fire_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_fire_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_fire_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_fire_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_fire_point CHECK ((lon IS NULL) = (lat IS NULL)),
    CONSTRAINT ck_fire_point_source CHECK (point_source IN ('gps', 'pin', 'address', 'import')),
    CONSTRAINT ck_fire_cause CHECK (cause IN ('electrical', 'ebike', 'open_flame', 'gas', 'smoking', 'rubbish', 'arson',
        'unknown', 'other')),
    CONSTRAINT ck_fire_people CHECK (injured >= 0 AND dead >= 0),
    CONSTRAINT ck_fire_loss CHECK (loss >= 0)
) {table};
CREATE INDEX ix_fire_committee ON fire (committee_code, sort_key DESC);
CREATE INDEX ix_fire_subdistrict ON fire (subdistrict_code, sort_key DESC);
CREATE INDEX ix_fire_site ON fire (site_id);

CREATE TABLE reply_rule (
    kind       {text} NOT NULL,
    urgent     {bool} NOT NULL,
    days       {int} NOT NULL,
    day_kind   {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to   {date} NULL,
    source     {text} NOT NULL,
    PRIMARY KEY (kind, urgent, valid_from),
    CONSTRAINT ck_reply_rule_kind CHECK (kind IN ('*', 'complaint', 'report', 'request', 'suggestion', 'question')),
    CONSTRAINT ck_reply_rule_days CHECK (days >= 0),
    CONSTRAINT ck_reply_rule_day_kind CHECK (day_kind IN ('calendar', 'working'))
) {keyed};
";

const DOWN: &str = "
DROP TABLE reply_rule;
DROP TABLE fire;
DROP TABLE hotline_order;
DROP TABLE penalty;
";
