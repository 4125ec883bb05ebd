use std::fmt::Write;

use super::*;

const COLUMNS: &[Column] = &[
    Column { field: "name", aliases: &["名称", "场所名称"], required: true },
    Column { field: "found_at", aliases: &["发现日期", "日期"], required: true },
    Column { field: "phone", aliases: &["联系电话", "电话"], required: false },
    Column { field: "floor_area", aliases: &["面积（㎡）"], required: false },
];

fn open(text: &str) -> Table {
    Table::open(text.to_owned(), COLUMNS).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn names(text: &str) -> Vec<(u64, String)> {
    open(text).map(|row| row.unwrap()).map(|row| (row.line(), row.cell("name").to_owned())).collect()
}

fn faults(text: &str) -> Vec<String> {
    match Table::open(text.to_owned(), COLUMNS) {
        Ok(table) => table.filter_map(Result::err).map(|fault| fault.to_string()).collect(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn headings_in_either_language_and_any_dress() {
    for headings in [
        "名称,发现日期",
        "name,found_at",
        "NAME,Found At",
        "＊ 场所名称　,  日期 ",
        "\"名称\",\"发现日期\"",
        "名称\t日期",
        "名称;found-at",
    ] {
        let separator = ["\t", ";"].into_iter().find(|s| headings.contains(s)).unwrap_or(",");
        let text = format!("{headings}\n便利店{separator}2023-01-02\n");
        let rows: Vec<Row> = open(&text).map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].cell("name"), "便利店", "{headings}");
        assert_eq!(rows[0].cell("found_at"), "2023-01-02");
        assert_eq!(rows[0].cell("phone"), "", "a column that is not there is empty");
    }
    assert!(open("name,found_at,面积(㎡)\n").has("floor_area"));
    assert!(!open("name,found_at\n").has("floor_area"));
}

#[test]
fn lines_are_those_of_the_file() {
    let text =
        "\r\n\r\n名称,日期\r\n甲,2023-01-01\r\n\r\n\r\n\"乙\r\n第二行\",2023-01-02\r\n,\r\n丙,2023-01-03";
    let expected = [(4, "甲"), (7, "乙\r\n第二行"), (10, "丙")];
    let expected: Vec<_> = expected.map(|(line, name)| (line, name.to_owned())).into();
    assert_eq!(names(text), expected);
    let old_mac = "名称,日期\r甲,2023-01-01\r\r乙,2023-01-02\r";
    assert_eq!(names(old_mac), [(2, "甲".to_owned()), (4, "乙".to_owned())]);
}

#[test]
fn quoting_and_short_rows() {
    let text = "名称,日期,电话\n\"张三, \"\"老字号\"\"\",2023-01-01\n5\" 管道,2023-01-01,,,\n";
    let rows: Vec<Row> = open(text).map(Result::unwrap).collect();
    assert_eq!(rows[0].cell("name"), "张三, \"老字号\"");
    assert_eq!(rows[0].cell("phone"), "", "cells that are cut off are empty");
    assert_eq!(rows[1].cell("name"), "5\" 管道");
}

#[test]
fn headings_that_are_missing_double_or_unknown() {
    assert_eq!(
        faults("备注,名称,场所名称\n"),
        [
            "line 1, column 3 (场所名称): duplicate_column (expected name)",
            "line 1, column found_at: missing_column (expected 发现日期 | 日期)",
            "line 1, column 1 (备注): unknown_column",
        ]
    );
    assert_eq!(faults("\n\n").len(), 2, "a file without anything lacks every required column");
    let table = open("名称,日期,备注,\n");
    let unknown: Vec<String> = table.unknown_columns().iter().map(ToString::to_string).collect();
    assert_eq!(unknown, ["line 1, column 3 (备注): unknown_column"]);
}

#[test]
fn rows_that_cannot_be_read() {
    assert_eq!(
        faults("名称,日期\n甲,2023-01-01,多余\n乙,2023-01-01\n"),
        ["line 2, column 3 (): too_many_cells \"多余\" (expected 2)"]
    );
    let unclosed = "名称,日期\n甲,2023-01-01\n\"乙,2023-01-01\n丙,2023-01-01\n";
    let found = faults(unclosed);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("line 3: unclosed_quote"), "{found:?}");
    let long = format!("名称,日期\n{},2023-01-01\n乙,2023-01-02\n", "长".repeat(20_001));
    let found = faults(&long);
    assert_eq!(found.len(), 1, "the rows behind are read");
    assert!(found[0].contains("line 2, column 1 (): too_long"), "{found:?}");
    let note = format!("名称,日期\n{},2023-01-01\n", "长".repeat(10_000));
    assert_eq!(faults(&note), [""; 0]);
}

#[test]
fn values_of_a_row() {
    let text = "名称,日期,电话,面积(㎡)\n\
        甲,2023年1月2日,021-62345678,1200.5\n\
        ,,,\u{3000}0\n\
        乙\u{7}丙,2023-02-30,12345,5000\n";
    let rows: Vec<Row> = open(text).map(Result::unwrap).collect();
    let good = &rows[0];
    assert_eq!(good.text("name", 10), Ok(Some("甲")));
    assert_eq!(good.date("found_at").unwrap().unwrap().to_string(), "2023-01-02");
    assert_eq!(good.phone("phone").unwrap().as_deref(), Some("021-62345678"));
    assert_eq!(good.real("floor_area", 0.0..=2000.0), Ok(Some(1200.5)));

    let empty = &rows[1];
    assert_eq!(empty.date("found_at"), Ok(None));
    assert_eq!(empty.integer("floor_area", 0..=9), Ok(Some(0)));
    let fault = empty.need("name", empty.text("name", 10)).unwrap_err();
    assert_eq!(fault.to_string(), "line 3, column 1 (名称): required");

    let bad = &rows[2];
    let mut faults = RowFaults::default();
    assert_eq!(faults.keep(bad.text("name", 10)), None);
    assert_eq!(faults.keep(bad.date("found_at")), None);
    assert_eq!(faults.keep(bad.phone("phone")), None);
    assert_eq!(faults.keep(bad.real("floor_area", 0.0..=2000.0)), None);
    assert_eq!(faults.keep(bad.integer("floor_area", 0..=9999)), Some(Some(5000)));
    let codes: Vec<_> = faults.into_vec().iter().map(|f| f.code.code()).collect();
    assert_eq!(codes, ["control_character", "not_a_date", "not_a_phone", "out_of_range"]);
}

#[test]
fn what_a_table_of_ours_shields_is_read_as_it_was() {
    let text = "名称,日期\n'-1号楼,2023-01-01\n'甲,2023-01-01\n";
    let rows: Vec<Row> = open(text).map(Result::unwrap).collect();
    assert_eq!(rows[0].text("name", 10), Ok(Some("-1号楼")));
    assert_eq!(rows[1].text("name", 10), Ok(Some("'甲")));
}

#[test]
fn words_with_a_meaning() {
    const SEVERITY: &[(&[&str], u8)] = &[(&["一般", "general"], 1), (&["重大", "Major"], 2)];
    let text = "名称,日期,电话\n ＧＥＮＥＲＡＬ,是,√\nmajor,No,\n轻微,maybe,\n";
    let rows: Vec<Row> = open(text).map(Result::unwrap).collect();
    assert_eq!(rows[0].choice("name", SEVERITY), Ok(Some(1)));
    assert_eq!(rows[1].choice("name", SEVERITY), Ok(Some(2)));
    let fault = rows[2].choice("name", SEVERITY).unwrap_err();
    let expected = "line 4, column 1 (名称): not_allowed \"轻微\" (expected 一般 | 重大)";
    assert_eq!(fault.to_string(), expected);
    assert_eq!(rows[0].flag("found_at"), Ok(Some(true)));
    assert_eq!(rows[0].flag("phone"), Ok(Some(true)));
    assert_eq!(rows[1].flag("found_at"), Ok(Some(false)));
    assert_eq!(rows[1].flag("phone"), Ok(None));
    assert!(rows[2].flag("found_at").is_err());
}

#[test]
fn long_values_are_shortened_in_reports() {
    let text = format!("名称,日期\n{},2023-01-01\n", "很".repeat(100));
    let row = open(&text).next().unwrap().unwrap();
    let fault = row.text("name", 50).unwrap_err();
    assert_eq!(fault.value, "很".repeat(40) + "…");
    let json = serde_json::to_value(&fault).unwrap();
    assert_eq!(json["code"], "too_long");
    assert_eq!(json["column"]["number"], 1);
}

#[test]
fn every_code_is_its_serialised_form() {
    for code in [RowFaultCode::UnknownColumn, RowFaultCode::NotATime, RowFaultCode::Inconsistent] {
        assert_eq!(serde_json::to_value(code).unwrap(), code.code());
    }
}

#[test]
fn a_hundred_thousand_rows_with_progress() {
    let mut text = String::from("名称,日期\n");
    for n in 0..100_000 {
        writeln!(text, "场所{n},2023-01-{:02}", n % 28 + 1).unwrap();
    }
    let mut table = open(&text);
    let mut count = 0;
    let mut last = 0;
    while let Some(row) = table.next() {
        let row = row.unwrap();
        count += 1;
        assert_eq!(row.line(), count + 1);
        let (done, all) = table.progress();
        assert!(done > last && done <= all);
        last = done;
    }
    assert_eq!(count, 100_000);
    assert_eq!(last, text.len() as u64);
}
