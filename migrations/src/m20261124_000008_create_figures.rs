//! Sums kept in the same transaction as the write, so that no page counts a million rows.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE month_figure;") };

/// `month_figure` has a row for each committee and each subdistrict (larger areas are sums of subdistricts, so that
/// no change reaches beyond its subdistrict); `month` is yyyymm in
/// Asia/Shanghai. What a row counts depends on the column:
/// - by the month of `found_at`: found, closed, on_spot, awaiting, timely, on_time
/// - by the month of `effective_due`: due, due_closed
/// - as the change against the month before: carry (already overdue when the month began), carry_closed
/// - by the month in which it happened: flow_found, flow_closed, flow_reopened, flow_voided
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
";
