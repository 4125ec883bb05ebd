//! The editable tables of the programmes: how long gear may serve, which units are small ones, what new gear costs.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE unit_cost; DROP TABLE class_rule; DROP TABLE life_rule;"),
};

/// `life_rule.fuel` and `life_rule.usage` are `*` for any. `class_rule.largest` is included. `unit_cost.fen` is what one new
/// piece costs, installed, in fen.
const UP: &str = "
CREATE TABLE life_rule (
    id         {uuid} NOT NULL PRIMARY KEY,
    gear       {text} NOT NULL,
    fuel       {text} NOT NULL,
    usage      {text} NOT NULL,
    months     {int} NOT NULL,
    source     {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to   {date} NULL,
    CONSTRAINT uq_life_rule UNIQUE (gear, fuel, usage, valid_from),
    CONSTRAINT ck_life_rule_gear CHECK (gear IN
        ('stove', 'water_heater', 'hose', 'gas_alarm', 'smoke_detector')),
    CONSTRAINT ck_life_rule_fuel CHECK (fuel IN ('*', 'natural_gas', 'town_gas', 'lpg', 'electricity')),
    CONSTRAINT ck_life_rule_usage CHECK (usage IN ('*', 'household', 'commercial')),
    CONSTRAINT ck_life_rule_months CHECK (months > 0),
    CONSTRAINT ck_life_rule_valid CHECK (valid_to IS NULL OR valid_to >= valid_from)
) {table};

CREATE TABLE class_rule (
    id         {uuid} NOT NULL PRIMARY KEY,
    trade      {text} NOT NULL,
    measure    {text} NOT NULL,
    largest    {int} NOT NULL,
    document   {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to   {date} NULL,
    CONSTRAINT uq_class_rule UNIQUE (trade, valid_from),
    CONSTRAINT ck_class_rule_trade CHECK (trade IN ('shop', 'restaurant', 'hotel', 'entertainment', 'leisure',
        'internet_cafe', 'school', 'clinic', 'workshop', 'other')),
    CONSTRAINT ck_class_rule_measure CHECK (measure IN ('floor_area', 'seats', 'beds')),
    CONSTRAINT ck_class_rule_largest CHECK (largest >= 0),
    CONSTRAINT ck_class_rule_valid CHECK (valid_to IS NULL OR valid_to >= valid_from)
) {table};

CREATE TABLE unit_cost (
    id         {uuid} NOT NULL PRIMARY KEY,
    gear       {text} NOT NULL,
    fen        {big} NOT NULL,
    valid_from {date} NOT NULL,
    CONSTRAINT uq_unit_cost UNIQUE (gear, valid_from),
    CONSTRAINT ck_unit_cost_gear CHECK (gear IN
        ('stove', 'water_heater', 'hose', 'gas_alarm', 'smoke_detector')),
    CONSTRAINT ck_unit_cost_fen CHECK (fen >= 0)
) {table};
";
