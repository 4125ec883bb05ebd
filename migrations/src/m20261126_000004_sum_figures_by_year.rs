//! What is carried over from earlier years, so that the figures of a year do not add up every month before it.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE year_figure;") };

/// `year_figure` is the sum of the months of `month_figure`, of the columns that a later period needs.
const UP: &str = "
CREATE TABLE year_figure (
    area_code     {text} NOT NULL,
    year          {int} NOT NULL,
    carry         {big} NOT NULL DEFAULT 0,
    carry_closed  {big} NOT NULL DEFAULT 0,
    flow_found    {big} NOT NULL DEFAULT 0,
    flow_closed   {big} NOT NULL DEFAULT 0,
    flow_reopened {big} NOT NULL DEFAULT 0,
    flow_voided   {big} NOT NULL DEFAULT 0,
    PRIMARY KEY (area_code, year)
) {keyed};
INSERT INTO year_figure
SELECT area_code, month / 100, CAST(sum(carry) AS BIGINT), CAST(sum(carry_closed) AS BIGINT),
    CAST(sum(flow_found) AS BIGINT), CAST(sum(flow_closed) AS BIGINT),
    CAST(sum(flow_reopened) AS BIGINT), CAST(sum(flow_voided) AS BIGINT)
FROM month_figure GROUP BY 1, 2;
";
