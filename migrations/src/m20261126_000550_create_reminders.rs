//! Work that outlives a crash, reminders with their inbox, the messages that tell of them, and what people chose.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// `job.due_at` is when a job may be taken; while somebody works on it, when their `lease` ends: so work whose server died
/// is taken again by itself. A reminder is named by hazard, deadline, step and person, and so is its id. Messages of one person,
/// day and way are numbered by `turn`: the first is the digest, another comes only for what was made after that was sent.
/// `quiet_from` and `quiet_to` are minutes of the day in Shanghai.
const UP: &str = "
CREATE TABLE job (
    id         {uuid} NOT NULL PRIMARY KEY,
    kind       {text} NOT NULL,
    unique_key {text} NOT NULL,
    payload    {json} NOT NULL,
    state      {text} NOT NULL,
    attempts   {int} NOT NULL,
    due_at     {time} NOT NULL,
    lease      {uuid} NULL,
    last_error {text} NULL,
    created_at {time} NOT NULL,
    ended_at   {time} NULL,
    CONSTRAINT uq_job_key UNIQUE (unique_key),
    CONSTRAINT ck_job_kind CHECK (kind IN ('remind', 'deliver')),
    CONSTRAINT ck_job_state CHECK (state IN ('waiting', 'done', 'failed')),
    CONSTRAINT ck_job_ended CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CONSTRAINT ck_job_attempts CHECK (attempts >= 0)
) {table};
CREATE INDEX ix_job_due ON job (due_at, id) WHERE state = 'waiting';
CREATE INDEX ix_job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE reminder (
    id        {uuid} NOT NULL PRIMARY KEY,
    sort_key  {big} NOT NULL,
    hazard_id {uuid} NOT NULL,
    person_id {uuid} NOT NULL,
    due       {date} NOT NULL,
    stage     {text} NOT NULL,
    day       {date} NOT NULL,
    made_at   {time} NOT NULL,
    read_at   {time} NULL,
    CONSTRAINT uq_reminder UNIQUE (hazard_id, person_id, due, stage),
    CONSTRAINT fk_reminder_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_reminder_person FOREIGN KEY (person_id) REFERENCES user_account (id),
    CONSTRAINT ck_reminder_stage
        CHECK (stage IN ('taken', 'chased', 'ahead_3', 'ahead_1', 'due', 'overdue', 'office', 'leader'))
) {table};
CREATE INDEX ix_reminder_inbox ON reminder (person_id, sort_key DESC, id DESC);
CREATE INDEX ix_reminder_unread ON reminder (person_id, sort_key DESC, id DESC) WHERE read_at IS NULL;
CREATE INDEX ix_reminder_made ON reminder (made_at);

CREATE TABLE delivery (
    id         {uuid} NOT NULL PRIMARY KEY,
    person_id  {uuid} NOT NULL,
    area_code  {text} NOT NULL,
    way        {text} NOT NULL,
    day        {date} NOT NULL,
    turn       {int} NOT NULL,
    state      {text} NOT NULL,
    repeats    {int} NOT NULL,
    reason     {text} NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT uq_delivery UNIQUE (person_id, day, way, turn),
    CONSTRAINT fk_delivery_person FOREIGN KEY (person_id) REFERENCES user_account (id),
    CONSTRAINT ck_delivery_way CHECK (way IN ('mail', 'robot')),
    CONSTRAINT ck_delivery_state CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unclear', 'dropped')),
    CONSTRAINT ck_delivery_turn CHECK (turn >= 0 AND repeats >= 0)
) {table};
CREATE INDEX ix_delivery_day ON delivery (day, area_code, id);
CREATE INDEX ix_delivery_trouble ON delivery (area_code, id) WHERE state IN ('failed', 'unclear');

CREATE TABLE delivery_item (
    delivery_id {uuid} NOT NULL,
    reminder_id {uuid} NOT NULL,
    CONSTRAINT pk_delivery_item PRIMARY KEY (delivery_id, reminder_id),
    CONSTRAINT fk_delivery_item_delivery FOREIGN KEY (delivery_id) REFERENCES delivery (id),
    CONSTRAINT fk_delivery_item_reminder FOREIGN KEY (reminder_id) REFERENCES reminder (id)
) {keyed};
CREATE INDEX ix_delivery_item_reminder ON delivery_item (reminder_id);

CREATE TABLE reminder_setting (
    person_id  {uuid} NOT NULL PRIMARY KEY,
    mail       {text} NULL,
    by_mail    {bool} NOT NULL,
    by_robot   {bool} NOT NULL,
    quiet_from {int} NOT NULL,
    quiet_to   {int} NOT NULL,
    save_id    {uuid} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT fk_reminder_setting_person FOREIGN KEY (person_id) REFERENCES user_account (id),
    CONSTRAINT ck_reminder_setting_quiet
        CHECK (quiet_from >= 0 AND quiet_from < 1440 AND quiet_to >= 0 AND quiet_to < 1440)
) {table};
";

const DOWN: &str = "
DROP TABLE reminder_setting;
DROP TABLE delivery_item;
DROP TABLE delivery;
DROP TABLE reminder;
DROP TABLE job;
";
