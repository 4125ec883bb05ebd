//! The editable rules: deadlines, holidays and the library of standard hazards.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE standard_hazard; DROP TABLE holiday; DROP TABLE deadline_rule;"),
};

/// `deadline_rule.category` is a hazard category or `*` for any. `holiday.kind` `workday` is a
/// weekend day on which people work in exchange for a holiday.
const UP: &str = "
CREATE TABLE deadline_rule (
    id         {uuid} NOT NULL PRIMARY KEY,
    category   {text} NOT NULL,
    severity   {text} NOT NULL,
    days       {int} NOT NULL,
    day_kind   {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to   {date} NULL,
    CONSTRAINT uq_deadline_rule UNIQUE (category, severity, valid_from),
    CONSTRAINT ck_deadline_rule_category CHECK (category IN ('*', 'fire', 'gas', 'electricity', 'ebike',
        'building', 'falling', 'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food',
        'lpg', 'flood', 'other')),
    CONSTRAINT ck_deadline_rule_severity CHECK (severity IN ('general', 'major')),
    CONSTRAINT ck_deadline_rule_days CHECK (days >= 0),
    CONSTRAINT ck_deadline_rule_day_kind CHECK (day_kind IN ('calendar', 'working')),
    CONSTRAINT ck_deadline_rule_valid CHECK (valid_to IS NULL OR valid_to >= valid_from)
) {table};

CREATE TABLE holiday (
    day  {date} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    name {text} NOT NULL,
    CONSTRAINT ck_holiday_kind CHECK (kind IN ('holiday', 'workday'))
) {keyed};

CREATE TABLE standard_hazard (
    id          {uuid} NOT NULL PRIMARY KEY,
    code        {text} NOT NULL,
    category    {text} NOT NULL,
    subcategory {text} NULL,
    severity    {text} NOT NULL,
    text_zh     {text} NOT NULL,
    text_en     {text} NOT NULL,
    clause      {text} NOT NULL,
    document    {text} NOT NULL,
    days        {int} NULL,
    day_kind    {text} NULL,
    valid_from  {date} NOT NULL,
    valid_to    {date} NULL,
    CONSTRAINT uq_standard_hazard_code UNIQUE (code),
    CONSTRAINT ck_standard_hazard_category CHECK (category IN ('fire', 'gas', 'electricity', 'ebike',
        'building', 'falling', 'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food',
        'lpg', 'flood', 'other')),
    CONSTRAINT ck_standard_hazard_severity CHECK (severity IN ('general', 'major')),
    CONSTRAINT ck_standard_hazard_days CHECK (days >= 0),
    CONSTRAINT ck_standard_hazard_day_kind CHECK (day_kind IN ('calendar', 'working')),
    CONSTRAINT ck_standard_hazard_valid CHECK (valid_to IS NULL OR valid_to >= valid_from)
) {table};
CREATE INDEX ix_standard_hazard_category ON standard_hazard (category, code);
";
