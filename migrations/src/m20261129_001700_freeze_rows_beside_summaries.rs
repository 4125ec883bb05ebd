//! The rows beside the figures of a checked summary: of the periods that it is compared with, of the months of its trends, devices by
//! their state, lives that end.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// They lie under the `freeze_id` of the rows behind its figures, each record once and by reference only. `told` of a set is JSON: in what its
/// rows count, either on their day (`day_set`) or at one period (`set_no`). `first_place` and `last_place` bound where they lie, so that
/// a page passes one kind of record. `happened_at` is text as in `summary_row.content`: an instant, or a day where no hour is known.
const UP: &str = "
CREATE TABLE summary_beside_set (
    freeze_id   {uuid} NOT NULL,
    set_no      {int} NOT NULL,
    told        {text} NOT NULL,
    row_count   {big} NOT NULL,
    first_place {big} NOT NULL,
    last_place  {big} NOT NULL,
    PRIMARY KEY (freeze_id, set_no)
) {keyed};
CREATE TABLE summary_beside_row (
    freeze_id   {uuid} NOT NULL,
    place       {big} NOT NULL,
    kind        {text} NOT NULL,
    record_id   {uuid} NOT NULL,
    label       {text} NOT NULL,
    area_code   {text} NOT NULL,
    happened_at {text} NULL,
    day_set     {int} NULL,
    set_no      {int} NULL,
    PRIMARY KEY (freeze_id, place),
    CONSTRAINT ck_summary_beside_row_counts CHECK (day_set IS NOT NULL OR set_no IS NOT NULL)
) {keyed};
";

const DOWN: &str = "
DROP TABLE summary_beside_row;
DROP TABLE summary_beside_set;
";
