//! Random samples of closed hazards that are visited again.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE relapse_pick; DROP TABLE relapse_sample;"),
};

/// A sample is of one month of closings (`yyyymm`) and is never drawn anew. A pick stays with the area that the hazard had
/// when it was drawn; its task is one of the plan of the subdistrict's re-visits, and several picks of one site share it.
const UP: &str = "
CREATE TABLE relapse_sample (
    subdistrict_code {text} NOT NULL,
    month            {int} NOT NULL,
    seed             {uuid} NOT NULL,
    population       {int} NOT NULL,
    size             {int} NOT NULL,
    drawn_at         {time} NOT NULL,
    drawn_by         {uuid} NULL,
    PRIMARY KEY (subdistrict_code, month),
    CONSTRAINT fk_relapse_sample_person FOREIGN KEY (drawn_by) REFERENCES user_account (id)
) {table};

CREATE TABLE relapse_pick (
    hazard_id        {uuid} NOT NULL,
    month            {int} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    task_id          {uuid} NOT NULL,
    outcome          {text} NULL,
    said_by          {uuid} NULL,
    said_at          {time} NULL,
    PRIMARY KEY (hazard_id, month),
    CONSTRAINT fk_relapse_pick_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_relapse_pick_task FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT fk_relapse_pick_person FOREIGN KEY (said_by) REFERENCES user_account (id),
    CONSTRAINT ck_relapse_pick_outcome CHECK (outcome IN ('held', 'came_back')),
    CONSTRAINT ck_relapse_pick_said CHECK ((outcome IS NULL) = (said_at IS NULL))
) {table};
CREATE INDEX ix_relapse_pick_subdistrict ON relapse_pick
    (subdistrict_code, month DESC, hazard_id, outcome, committee_code);
";
