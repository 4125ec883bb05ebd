//! Sums kept in the same transaction as the write, so that no page counts a million rows.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE map_cell; DROP TABLE month_figure;"),
};

/// `month_figure` has a row for an area and each of its ancestors; `month` is yyyymm in
/// Asia/Shanghai. What a row counts depends on the column:
/// - by the month of `found_at`: found, closed, on_spot, awaiting, timely, on_time
/// - by the month of `effective_due`: due, due_closed
/// - as the change against the month before: carry (already overdue when the month began), carry_closed
/// - by the month in which it happened: flow_found, flow_closed, flow_reopened, flow_voided
///
/// `map_cell` holds the clusters of the map: per cell of a zoom level how many hazards stand
/// there, and the sums of their coordinates (the cluster is drawn at their mean).
const UP: &str = "
CREATE TABLE month_figure (
    area_code     {text} NOT NULL,
    month         {int} NOT NULL,
    found         {big} NOT NULL DEFAULT 0,
    closed        {big} NOT NULL DEFAULT 0,
    on_spot       {big} NOT NULL DEFAULT 0,
    awaiting      {big} NOT NULL DEFAULT 0,
    timely        {big} NOT NULL DEFAULT 0,
    on_time       {big} NOT NULL DEFAULT 0,
    due           {big} NOT NULL DEFAULT 0,
    due_closed    {big} NOT NULL DEFAULT 0,
    carry         {big} NOT NULL DEFAULT 0,
    carry_closed  {big} NOT NULL DEFAULT 0,
    flow_found    {big} NOT NULL DEFAULT 0,
    flow_closed   {big} NOT NULL DEFAULT 0,
    flow_reopened {big} NOT NULL DEFAULT 0,
    flow_voided   {big} NOT NULL DEFAULT 0,
    PRIMARY KEY (area_code, month),
    CONSTRAINT ck_month_figure_month CHECK (month % 100 BETWEEN 1 AND 12)
) {keyed};

CREATE TABLE map_cell (
    level    {small} NOT NULL,
    cell     {big} NOT NULL,
    status   {text} NOT NULL,
    category {text} NOT NULL,
    n        {big} NOT NULL,
    sum_lon  {float} NOT NULL,
    sum_lat  {float} NOT NULL,
    PRIMARY KEY (level, cell, status, category)
) {keyed};
";
