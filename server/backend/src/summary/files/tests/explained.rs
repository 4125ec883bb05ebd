//! What the dictionary says of the columns, in a workbook with every table that there is.

use super::*;
use domain::{
    hazards::Source,
    ids::{CampaignId, TargetId},
    programmes::{
        campaign::{CampaignStatus, Progress},
        device::DeviceKind,
        figures::WaveCell,
        gear::Gear,
        register::OrderKind,
        target::{Measured, YearTarget},
    },
    summary::{CampaignLine, DeviceLine, ExpiryLine, OrderLine, tables::TableKey},
};

/// Every column of every sheet, the one that explains among them, with something to tell in the last column.
pub(super) fn columns(content: &Content) {
    for lang in Lang::ALL {
        let mut book = Workbook::open(&files(content, *lang)["summary.xlsx"]);
        let sheets = book.sheets();
        let dictionary = book.words(sheets.last().expect("sheets"));
        for sheet in &sheets {
            for heading in &book.words(sheet)[0] {
                let lines: Vec<_> =
                    dictionary.iter().filter(|row| row[0] == *sheet && row[1] == *heading).collect();
                assert!(!lines.is_empty(), "{heading} of {sheet} is not in the dictionary");
                for row in lines {
                    assert!(!row[2].is_empty() && !row[3].is_empty(), "{heading} of {sheet}: {row:?}");
                }
            }
        }
    }
}

/// [`june`] with a row in the tables that it leaves out.
fn with_every_table() -> SummaryFacts {
    let mut facts = june();
    facts.campaigns = vec![CampaignLine {
        id: CampaignId(Uuid::from_u128(5)),
        title: "百日行动".into(),
        period: domain::period::Period::year(2023).expect("year"),
        status: CampaignStatus::Running,
        progress: Progress::default(),
        hazards: Ratio::new(7, 8),
    }];
    let target = YearTarget {
        id: TargetId(Uuid::from_u128(6)),
        area: facts.area.code.clone(),
        year: 2023,
        name: "更换灶具".into(),
        unit: "台".into(),
        number: 120,
        measured_by: Measured::StovesReplaced,
    };
    facts.targets = vec![(target, 119)];
    facts.now.sources = [(Source::Grid, Ratio::new(1, 2))].into();
    facts.repeated = facts.major.clone();
    facts.devices =
        vec![DeviceLine { kind: DeviceKind::GasAlarm, planned: 1, awaiting: 2, in_service: 3, faulty: 4 }];
    let piece = WaveCell { n: 2, cost: Fen(60_000) };
    facts.expiry = vec![ExpiryLine { gear: Gear::GasAlarm, expired: piece, coming: piece }];
    let on_time = Ratio::new(1, 2);
    facts.orders = vec![OrderLine { kind: OrderKind::Complaint, orders: 3, on_time, open: 1 }];
    facts
}

#[test]
fn the_dictionary_explains_every_column_of_every_sheet() {
    let content = content(with_every_table());
    assert_eq!(grid::grids(&content, Lang::Zh).len(), TableKey::ALL.len());
    columns(&content);
    let dictionary = csv_of(&files(&content, Lang::Zh)["dictionary.csv"]);
    let of = |table: &str, name: &str| {
        dictionary.iter().find(|row| row[0] == table && row[1] == name).expect(name).clone()
    };
    assert_eq!(of("各区域情况", "期末")[2..], ["数值，处", "期末未销号的隐患：期初+新增+重开-销号-作废。"]);
    assert_eq!(of("各区域情况", "整改率 N")[3], "其左侧百分率的分母N，仅工作簿有此列。");
    assert_eq!(of("使用年限到期", "更换费用")[2], "金额（元）");
}

#[test]
fn every_table_is_the_same_in_all_files() {
    let content = content(with_every_table());
    for lang in Lang::ALL {
        agree(&content, &files(&content, *lang), *lang);
    }
}

/// What was issued in the first form has its files in it, whatever papers say since.
#[test]
fn files_of_the_first_form_name_columns_and_say_no_more() {
    let mut summary = SafetySummary::from_facts(with_every_table());
    summary.form = 1;
    let content = Content::of(summary, &Edits::default(), rows_digest(&[]));
    let files = files(&content, Lang::Zh);
    agree(&content, &files, Lang::Zh);
    for later in ["ages.csv", "supervision.csv", "sources.csv"] {
        assert!(!files.contains_key(later), "{later}");
    }
    let dictionary = csv_of(&files["dictionary.csv"]);
    let of = |table: &str| dictionary.iter().filter(|row| row[0] == table).cloned().collect::<Vec<_>>();
    let penalties = [["类别", "文字"], ["起数", "数值"], ["罚款", "金额（元）"]];
    assert_eq!(of("行政处罚"), penalties.map(|[name, kind]| ["行政处罚", name, kind, ""].map(str::to_owned)));
    assert_eq!(of("数据字典"), Vec::<Vec<String>>::new());
}
