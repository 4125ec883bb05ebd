//! Safety summaries: records, what they say, the rows behind their figures, their files, the numbers drawn, notes to the office; the jobs that
//! draft them, look at them again and send word of them; and what was reopened, found by itself.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[Sql::Both(UP), Sql::Each { sqlite: JOBS_SQLITE, postgres: JOBS_POSTGRES }]),
    down: Sql::All(&[
        Sql::Both("DELETE FROM job WHERE kind NOT IN ('remind', 'deliver');"),
        Sql::Each { sqlite: JOBS_SQLITE_DOWN, postgres: JOBS_POSTGRES_DOWN },
        Sql::Both(DOWN),
    ]),
};

/// A summary is what it is of (area, period) or what it corrects. `sort_key` is `(yyyymm of the last month << 45) | time`: the newest
/// period first. `summary_content.body` are the figures as JSON, `edits` what the office wrote, `content` what was checked and issued,
/// byte for byte what was hashed. The rows behind its figures are written under a `freeze_id` of their own before the summary names
/// it, so that nobody waits while they are; those that no summary names are removed. Rows of one set are counted by the same figures;
/// `content` of a row is its JSON as it was hashed. Of an issued one only `changed_rows` and `looked_at` are set later, and
/// the hashes of its files, once.
const UP: &str = "
CREATE TABLE summary (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    corrects_id      {uuid} NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NULL,
    subdistrict_code {text} NULL,
    district_code    {text} NULL,
    period           {text} NOT NULL,
    status           {text} NOT NULL,
    version          {int} NOT NULL,
    writers          {text} NOT NULL,
    as_of            {time} NOT NULL,
    checked_by       {uuid} NULL,
    checked_at       {time} NULL,
    issued_by        {uuid} NULL,
    issued_at        {time} NULL,
    content_sha256   {text} NULL,
    freeze_id        {uuid} NULL,
    number           {text} NULL,
    series           {text} NULL,
    year             {int} NULL,
    seq              {int} NULL,
    changed_rows     {big} NOT NULL,
    looked_at        {time} NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT fk_summary_corrects FOREIGN KEY (corrects_id) REFERENCES summary (id),
    CONSTRAINT fk_summary_checker FOREIGN KEY (checked_by) REFERENCES user_account (id),
    CONSTRAINT fk_summary_issuer FOREIGN KEY (issued_by) REFERENCES user_account (id),
    CONSTRAINT ck_summary_status CHECK (status IN ('draft', 'checked', 'issued')),
    CONSTRAINT ck_summary_frozen CHECK ((status = 'draft') = (content_sha256 IS NULL)),
    CONSTRAINT ck_summary_rows CHECK ((content_sha256 IS NULL) = (freeze_id IS NULL)),
    CONSTRAINT ck_summary_issued CHECK ((status = 'issued') = (number IS NOT NULL)),
    CONSTRAINT uq_summary_series UNIQUE (series, year, seq)
) {table};
CREATE UNIQUE INDEX ix_summary_key ON summary (sort_key);
CREATE INDEX ix_summary_committee ON summary (committee_code, sort_key DESC);
CREATE INDEX ix_summary_subdistrict ON summary (subdistrict_code, sort_key DESC);
CREATE INDEX ix_summary_district ON summary (district_code, sort_key DESC);
CREATE UNIQUE INDEX ix_summary_period ON summary (area_code, period) WHERE corrects_id IS NULL;
CREATE UNIQUE INDEX ix_summary_correction ON summary (corrects_id)
    WHERE corrects_id IS NOT NULL AND status <> 'issued';
CREATE INDEX ix_summary_corrections ON summary (corrects_id, sort_key) WHERE corrects_id IS NOT NULL;
CREATE INDEX ix_summary_freeze ON summary (freeze_id) WHERE freeze_id IS NOT NULL;
CREATE TABLE summary_content (
    summary_id {uuid} NOT NULL PRIMARY KEY,
    body       {text} NOT NULL,
    edits      {text} NOT NULL,
    content    {text} NULL,
    CONSTRAINT fk_summary_content FOREIGN KEY (summary_id) REFERENCES summary (id)
) {table};
CREATE TABLE summary_event (
    id             {uuid} NOT NULL PRIMARY KEY,
    summary_id     {uuid} NOT NULL,
    version        {int} NOT NULL,
    action         {text} NOT NULL,
    actor_id       {uuid} NULL,
    at             {time} NOT NULL,
    note           {text} NULL,
    content_sha256 {text} NULL,
    command_sha256 {text} NOT NULL,
    CONSTRAINT fk_summary_event_summary FOREIGN KEY (summary_id) REFERENCES summary (id),
    CONSTRAINT fk_summary_event_actor FOREIGN KEY (actor_id) REFERENCES user_account (id),
    CONSTRAINT ck_summary_event_action CHECK (action IN ('draft', 'edit', 'recompute', 'check', 'send_back', 'issue')),
    CONSTRAINT uq_summary_event UNIQUE (summary_id, version)
) {table};
CREATE TABLE summary_file (
    summary_id {uuid} NOT NULL,
    name       {text} NOT NULL,
    sha256     {text} NOT NULL,
    PRIMARY KEY (summary_id, name),
    CONSTRAINT fk_summary_file FOREIGN KEY (summary_id) REFERENCES summary (id)
) {keyed};
CREATE TABLE summary_counter (
    series   {text} NOT NULL,
    year     {int} NOT NULL,
    last_seq {int} NOT NULL,
    PRIMARY KEY (series, year)
) {keyed};
CREATE TABLE summary_row_set (
    freeze_id {uuid} NOT NULL,
    set_no    {int} NOT NULL,
    figures   {text} NOT NULL,
    row_count {big} NOT NULL,
    PRIMARY KEY (freeze_id, set_no)
) {keyed};
CREATE TABLE summary_row (
    freeze_id {uuid} NOT NULL,
    place     {big} NOT NULL,
    set_no    {int} NOT NULL,
    area_code {text} NOT NULL,
    content   {text} NOT NULL,
    PRIMARY KEY (freeze_id, place)
) {keyed};
CREATE TABLE summary_note (
    summary_id {uuid} NOT NULL,
    person_id  {uuid} NOT NULL,
    made_at    {time} NOT NULL,
    read_at    {time} NULL,
    PRIMARY KEY (summary_id, person_id),
    CONSTRAINT fk_summary_note_summary FOREIGN KEY (summary_id) REFERENCES summary (id),
    CONSTRAINT fk_summary_note_person FOREIGN KEY (person_id) REFERENCES user_account (id)
) {keyed};
CREATE INDEX ix_summary_note_unread ON summary_note (person_id, made_at) WHERE read_at IS NULL;
CREATE INDEX ix_hazard_reopened ON hazard (subdistrict_code, sort_key DESC) WHERE reopened_count > 0;
";

const DOWN: &str = "
DROP INDEX ix_hazard_reopened;
DROP TABLE summary_note;
DROP TABLE summary_row;
DROP TABLE summary_row_set;
DROP TABLE summary_counter;
DROP TABLE summary_file;
DROP TABLE summary_event;
DROP TABLE summary_content;
DROP TABLE summary;
";

/// SQLite cannot change the check of a column, so the table is written anew.
const JOBS_SQLITE: &str = "
CREATE TABLE job_kept AS SELECT * FROM job;
DROP TABLE job;
CREATE TABLE job (
    id         BLOB NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    unique_key TEXT NOT NULL,
    payload    TEXT NOT NULL,
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    due_at     TEXT NOT NULL,
    lease      BLOB NULL,
    last_error TEXT NULL,
    created_at TEXT NOT NULL,
    ended_at   TEXT NULL,
    CONSTRAINT uq_job_key UNIQUE (unique_key),
    CONSTRAINT ck_job_kind CHECK (kind IN ('remind', 'deliver', 'draft_summary', 'look_at_summary', 'announce_summary')),
    CONSTRAINT ck_job_state CHECK (state IN ('waiting', 'done', 'failed')),
    CONSTRAINT ck_job_ended CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CONSTRAINT ck_job_attempts CHECK (attempts >= 0)
) STRICT;
INSERT INTO job (id, kind, unique_key, payload, state, attempts, due_at, lease, last_error, created_at, ended_at)
    SELECT id, kind, unique_key, payload, state, attempts, due_at, lease, last_error, created_at, ended_at FROM job_kept;
DROP TABLE job_kept;
CREATE INDEX ix_job_due ON job (due_at, id) WHERE state = 'waiting';
CREATE INDEX ix_job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
";

const JOBS_POSTGRES: &str = "
ALTER TABLE job DROP CONSTRAINT ck_job_kind;
ALTER TABLE job ADD CONSTRAINT ck_job_kind
    CHECK (kind IN ('remind', 'deliver', 'draft_summary', 'look_at_summary', 'announce_summary'));
";

const JOBS_SQLITE_DOWN: &str = "
CREATE TABLE job_kept AS SELECT * FROM job;
DROP TABLE job;
CREATE TABLE job (
    id         BLOB NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    unique_key TEXT NOT NULL,
    payload    TEXT NOT NULL,
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    due_at     TEXT NOT NULL,
    lease      BLOB NULL,
    last_error TEXT NULL,
    created_at TEXT NOT NULL,
    ended_at   TEXT NULL,
    CONSTRAINT uq_job_key UNIQUE (unique_key),
    CONSTRAINT ck_job_kind CHECK (kind IN ('remind', 'deliver')),
    CONSTRAINT ck_job_state CHECK (state IN ('waiting', 'done', 'failed')),
    CONSTRAINT ck_job_ended CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CONSTRAINT ck_job_attempts CHECK (attempts >= 0)
) STRICT;
INSERT INTO job (id, kind, unique_key, payload, state, attempts, due_at, lease, last_error, created_at, ended_at)
    SELECT id, kind, unique_key, payload, state, attempts, due_at, lease, last_error, created_at, ended_at FROM job_kept;
DROP TABLE job_kept;
CREATE INDEX ix_job_due ON job (due_at, id) WHERE state = 'waiting';
CREATE INDEX ix_job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
";

const JOBS_POSTGRES_DOWN: &str = "
ALTER TABLE job DROP CONSTRAINT ck_job_kind;
ALTER TABLE job ADD CONSTRAINT ck_job_kind CHECK (kind IN ('remind', 'deliver'));
";
