//! To whom hazards go by rule, and who is away.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE absence; DROP TABLE assignment_rule;"),
};

/// `assignment_rule.category` is a hazard category or `*` for any; `people` are ids of accounts, in their order. The days of
/// an absence are included.
const UP: &str = "
CREATE TABLE assignment_rule (
    id             {uuid} NOT NULL PRIMARY KEY,
    area_code      {text} NOT NULL,
    category       {text} NOT NULL,
    name           {text} NOT NULL,
    people         {json} NOT NULL,
    at_once        {bool} NOT NULL,
    active         {bool} NOT NULL,
    version        {int} NOT NULL,
    save_id        {uuid} NOT NULL,
    content_sha256 {text} NOT NULL,
    created_by     {uuid} NOT NULL,
    created_at     {time} NOT NULL,
    updated_at     {time} NOT NULL,
    CONSTRAINT uq_assignment_rule UNIQUE (area_code, category),
    CONSTRAINT fk_assignment_rule_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_assignment_rule_category CHECK (category IN ('*', 'fire', 'gas', 'electricity', 'ebike', 'building',
        'falling', 'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food', 'lpg', 'flood', 'other'))
) {table};

CREATE TABLE absence (
    id             {uuid} NOT NULL PRIMARY KEY,
    area_code      {text} NOT NULL,
    user_id        {uuid} NOT NULL,
    first_day      {date} NOT NULL,
    last_day       {date} NOT NULL,
    deputy_id      {uuid} NULL,
    version        {int} NOT NULL,
    save_id        {uuid} NOT NULL,
    content_sha256 {text} NOT NULL,
    created_by     {uuid} NOT NULL,
    created_at     {time} NOT NULL,
    updated_at     {time} NOT NULL,
    CONSTRAINT fk_absence_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT fk_absence_deputy FOREIGN KEY (deputy_id) REFERENCES user_account (id),
    CONSTRAINT fk_absence_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_absence_days CHECK (last_day >= first_day)
) {table};
CREATE INDEX ix_absence_last ON absence (last_day, id);
";
