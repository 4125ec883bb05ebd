//! Recurring plans with their tasks, and the targets of a year.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A task is named by plan, day by the calendar and site; its id follows from these. `done_by` is the visit that
/// carried it out.
const UP: &str = "
CREATE TABLE recurring_plan (
    id               {uuid} NOT NULL PRIMARY KEY,
    area_code        {text} NOT NULL,
    committee_code   {text} NULL,
    subdistrict_code {text} NULL,
    district_code    {text} NULL,
    title            {text} NOT NULL,
    rhythm           {text} NOT NULL,
    first_day        {date} NOT NULL,
    last_day         {date} NULL,
    kinds            {json} NOT NULL,
    checklist_id     {uuid} NULL,
    on_working_days  {bool} NOT NULL,
    version          {int} NOT NULL,
    save_id          {uuid} NOT NULL,
    content_sha256   {text} NOT NULL,
    created_by       {uuid} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT fk_recurring_plan_checklist FOREIGN KEY (checklist_id) REFERENCES checklist (id),
    CONSTRAINT fk_recurring_plan_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_recurring_plan_rhythm CHECK (rhythm IN ('weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly'))
) {table};
CREATE INDEX ix_recurring_plan_area ON recurring_plan (area_code, first_day);

CREATE TABLE task (
    id               {uuid} NOT NULL PRIMARY KEY,
    plan_id          {uuid} NOT NULL,
    nominal          {date} NOT NULL,
    site_id          {uuid} NOT NULL,
    due              {date} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    assignee_id      {uuid} NULL,
    done_by          {uuid} NULL,
    done_at          {time} NULL,
    change_seq       {big} NOT NULL DEFAULT 0,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_task_key UNIQUE (plan_id, nominal, site_id),
    CONSTRAINT fk_task_plan FOREIGN KEY (plan_id) REFERENCES recurring_plan (id),
    CONSTRAINT fk_task_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_task_assignee FOREIGN KEY (assignee_id) REFERENCES user_account (id),
    CONSTRAINT fk_task_visit FOREIGN KEY (done_by) REFERENCES inspection (id),
    CONSTRAINT ck_task_done CHECK ((done_by IS NULL) = (done_at IS NULL))
) {table};
CREATE INDEX ix_task_assignee ON task (assignee_id, due);
CREATE INDEX ix_task_subdistrict ON task (subdistrict_code, due);
CREATE INDEX ix_task_change ON task (subdistrict_code, change_seq);
CREATE INDEX ix_task_open ON task (site_id, due) WHERE done_by IS NULL;

CREATE TABLE year_target (
    id               {uuid} NOT NULL PRIMARY KEY,
    area_code        {text} NOT NULL,
    committee_code   {text} NULL,
    subdistrict_code {text} NULL,
    district_code    {text} NULL,
    year             {int} NOT NULL,
    name             {text} NOT NULL,
    unit             {text} NOT NULL,
    number           {big} NOT NULL,
    measured_by      {text} NOT NULL,
    version          {int} NOT NULL,
    save_id          {uuid} NOT NULL,
    content_sha256   {text} NOT NULL,
    created_by       {uuid} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_year_target_name UNIQUE (area_code, year, measured_by, name),
    CONSTRAINT fk_year_target_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_year_target_number CHECK (number >= 1),
    CONSTRAINT ck_year_target_measured CHECK (measured_by IN ('inspections', 'special_inspections', 'hazards_found',
        'hazards_closed', 'households_surveyed', 'stoves_replaced', 'gas_alarm_households', 'gas_alarms_installed',
        'gas_units_surveyed', 'gas_hazards_eliminated', 'lpg_users_moved', 'penalties', 'estates_with_detectors',
        'chargers'))
) {table};
";

const DOWN: &str = "
DROP TABLE year_target;
DROP TABLE task;
DROP TABLE recurring_plan;
";
