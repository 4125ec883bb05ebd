//! Roll-calls while a typhoon lasts.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE roll_call_answer; DROP TABLE roll_call_door; DROP TABLE roll_call;"),
};

/// One roll-call of a subdistrict at a time. Its doors are frozen when it begins; an answer is of one round.
const UP: &str = "
CREATE TABLE roll_call (
    id               {uuid} NOT NULL PRIMARY KEY,
    subdistrict_code {text} NOT NULL,
    reason           {text} NOT NULL,
    started_at       {time} NOT NULL,
    started_by       {uuid} NOT NULL,
    ended_at         {time} NULL,
    ended_by         {uuid} NULL,
    CONSTRAINT fk_roll_call_starter FOREIGN KEY (started_by) REFERENCES user_account (id),
    CONSTRAINT fk_roll_call_ender FOREIGN KEY (ended_by) REFERENCES user_account (id)
) {table};
CREATE UNIQUE INDEX ix_roll_call_running ON roll_call (subdistrict_code) WHERE ended_at IS NULL;
CREATE INDEX ix_roll_call_latest ON roll_call (subdistrict_code, started_at DESC);

CREATE TABLE roll_call_door (
    roll_call_id     {uuid} NOT NULL,
    register         {text} NOT NULL,
    sort_key         {big} NOT NULL,
    site_id          {uuid} NOT NULL,
    committee_code   {text} NOT NULL,
    PRIMARY KEY (roll_call_id, register, sort_key),
    CONSTRAINT fk_roll_call_door_call FOREIGN KEY (roll_call_id) REFERENCES roll_call (id),
    CONSTRAINT fk_roll_call_door_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT ck_roll_call_door_register CHECK (register IN
        ('basements', 'sheds', 'old_houses', 'hanging', 'elderly_alone'))
) {keyed};

CREATE TABLE roll_call_answer (
    roll_call_id     {uuid} NOT NULL,
    round            {int} NOT NULL,
    register         {text} NOT NULL,
    sort_key         {big} NOT NULL,
    answer           {text} NOT NULL,
    said_by          {uuid} NOT NULL,
    said_at          {time} NOT NULL,
    PRIMARY KEY (roll_call_id, round, register, sort_key),
    CONSTRAINT fk_roll_call_answer_door FOREIGN KEY (roll_call_id, register, sort_key)
        REFERENCES roll_call_door (roll_call_id, register, sort_key),
    CONSTRAINT fk_roll_call_answer_person FOREIGN KEY (said_by) REFERENCES user_account (id),
    CONSTRAINT ck_roll_call_answer_answer CHECK (answer IN ('safe', 'needs_help', 'no_answer'))
) {keyed};
";
