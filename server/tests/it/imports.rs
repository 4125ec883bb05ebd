//! Lists are brought in by plain forms: the file, its columns, of sites what is known already, the result.

use crate::{
    stage::{Answer, HTML, Visitor, play},
    support::{
        workbook::{Cell, workbook},
        world::COMMITTEE,
    },
};
use backend::entities::{penalty, site};
use reqwest::{
    Method, StatusCode,
    header::ACCEPT,
    multipart::{Form, Part},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const PAGE: &str = "/import";

/// The form for a file of sites.
const SITES: &str = "/import?what=sites";

async fn upload(person: &Visitor, name: &str, file: Vec<u8>, datum: Option<&str>) -> Answer {
    let mut form = Form::new()
        .text("what", "sites")
        .text("kind", "")
        .part("file", Part::bytes(file).file_name(name.to_owned()));
    if let Some(datum) = datum {
        form = form.text("datum", datum.to_owned());
    }
    send(person, form).await
}

async fn send(person: &Visitor, form: Form) -> Answer {
    Answer::of(person.request(Method::POST, "/do/imports").header(ACCEPT, HTML).multipart(form)).await
}

fn register() -> Vec<u8> {
    let rows = [
        ["店名", "地址", "类型", "居委会", "备注"],
        ["新开面馆", "测试路9号", "九小场所", COMMITTEE, "甲"],
        ["老王面馆", "仙霞路７００弄２号", "九小场所", COMMITTEE, "乙"],
        ["坏店", "测试路10号", "飞船", COMMITTEE, "丙"],
    ];
    let sheet: Vec<Vec<Cell>> = rows.iter().map(|row| row.map(Cell::from).to_vec()).collect();
    workbook(&sheet, &[])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_steps_bring_a_register_in() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        assert!(office.page("/sites").await.body.contains(&format!("href=\"{SITES}\"")));
        let first = office.page(SITES).await;
        assert_eq!(first.status, StatusCode::OK);
        assert!(first.body.contains("action=\"/do/imports\""), "{}", first.body);

        // without a datum nothing is read, and the page says which field
        let answer = upload(&office, "台账.xlsx", register(), None).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, SITES));
        assert!(office.page(SITES).await.body.contains("href=\"#import-begin-datum\""));
        let answer = upload(&office, "台账.xlsx", b"PK\x03\x04 nothing".to_vec(), Some("wgs84")).await;
        assert_eq!(answer.location(), SITES);
        assert!(office.page(SITES).await.body.contains("文件已损坏"));

        let answer = upload(&office, "台账.xlsx", register(), Some("wgs84")).await;
        let columns = answer.location().to_owned();
        assert!(columns.starts_with("/import?job="), "{columns}");
        let id = columns.split('=').nth(1).unwrap().to_owned();
        // it is there after a reload, and in the list of what is unfinished
        for page in [&columns, &columns] {
            let shown = office.page(page).await;
            assert!(shown.body.contains("name=\"column_4\""), "{}", shown.body);
            assert!(shown.body.contains("data-code=\"not_allowed\""), "{}", shown.body);
            assert!(shown.body.contains("新开面馆"));
        }
        assert!(office.page(PAGE).await.body.contains(&columns));

        let send = format!("/do/imports/{id}/columns");
        let mapping = [
            ("datum", "wgs84"),
            ("kind", ""),
            ("column_0", "name"),
            ("column_1", "address"),
            ("column_2", "kind"),
            ("column_3", "area"),
            ("column_4", ""),
            ("go", "1"),
        ];
        let refused = office.submit(&send, &mapping).await;
        assert_eq!(refused.location(), format!("{columns}&step=columns"));
        assert!(office.page(refused.location()).await.body.contains("href=\"#import-columns-skip_bad\""));
        let twice = [&mapping[..], &[("column_5", "name"), ("skip_bad", "on")]].concat();
        assert_eq!(office.submit_json(&send, &twice).await.fields(), ["column_5: duplicate"]);
        let said = [&mapping[..], &[("skip_bad", "on")]].concat();
        assert_eq!(office.submit(&send, &said).await.location(), columns);

        let known = office.page(&columns).await;
        assert!(known.body.contains("name=\"row_3\""), "{}", known.body);
        let send = format!("/do/imports/{id}/decisions");
        let decided = office.submit(&send, &[("same", "merge"), ("row_3", "skip"), ("go", "1")]).await;
        assert_eq!(decided.location(), columns);
        let done = office.page(&columns).await;
        assert!(done.body.contains("导入完成"), "{}", done.body);
        let new = site::Entity::find().filter(site::Column::Name.eq("新开面馆"));
        assert!(new.one(stage.world.state.db.read()).await.unwrap().is_some());
        // pressed again nothing happens twice
        let again = office.submit_json(&send, &[("same", "merge"), ("go", "1")]).await;
        assert_eq!(again.json()["added"], 1, "{}", again.body);
        let shops = site::Entity::find().filter(site::Column::Name.is_in(["新开面馆", "老王面馆"]));
        assert_eq!(shops.all(stage.world.state.db.read()).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_office_brings_penalties_in_as_it_does_sites() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        for list in ["penalties", "orders", "fires", "stoves", "detectors", "gas_users", "year_targets"] {
            let way = format!("href=\"/import?what={list}\"");
            assert!(office.page(PAGE).await.body.contains(&way), "{list}");
            let page = format!("/{}", list.replace('_', "-"));
            assert!(office.page(&page).await.body.contains(&way), "{list}");
        }
        let inspector = stage.enter(&stage.world.inspector).await;
        assert!(!inspector.page("/penalties").await.body.contains("/import?what="));

        let first = office.page("/import?what=penalties").await;
        assert!(!first.body.contains("name=\"datum\""), "a penalty has no coordinates");
        let rows = [
            ["处罚日期", "处罚机关", "类别", "当事人", "案由", "居委会"],
            ["2023-06-01", "区消防救援支队", "消防", "某某公司", "占用疏散通道", COMMITTEE],
            ["昨天", "区消防救援支队", "消防", "某某公司", "占用疏散通道", COMMITTEE],
        ];
        let sheet: Vec<Vec<Cell>> = rows.iter().map(|row| row.map(Cell::from).to_vec()).collect();
        let file = Part::bytes(workbook(&sheet, &[])).file_name("处罚.xlsx");
        let answer = send(&office, Form::new().text("what", "penalties").part("file", file)).await;
        let columns = answer.location().to_owned();
        let shown = office.page(&columns).await;
        assert!(shown.body.contains("data-code=\"not_a_date\""), "{}", shown.body);
        assert!(shown.body.contains("占用疏散通道"));
        let id = columns.split('=').nth(1).unwrap();
        let mapping = [
            ("column_0", "decided_on"),
            ("column_1", "body"),
            ("column_2", "category"),
            ("column_3", "party"),
            ("column_4", "reason"),
            ("column_5", "area"),
            ("skip_bad", "on"),
            ("go", "1"),
        ];
        let send = format!("/do/imports/{id}/columns");
        assert_eq!(office.submit(&send, &mapping).await.location(), columns);
        assert_eq!(penalty::Entity::find().count(stage.world.state.db.read()).await.unwrap(), 0);
        let confirm = format!("/do/imports/{id}/decisions");
        for _ in 0..2 {
            let done = office.submit_json(&confirm, &[("go", "1")]).await;
            let result = done.json();
            assert_eq!(result["added"], 1, "{}", done.body);
            assert_eq!(result["bad_rows"], 1, "{}", done.body);
        }
        assert_eq!(penalty::Entity::find().count(stage.world.state.db.read()).await.unwrap(), 1);
        assert!(office.page(&columns).await.body.contains("href=\"/penalties\""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bad_row_is_shown_page_by_page_and_can_be_taken_along() {
    const BAD: usize = 250;
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let mut table = "处罚日期,处罚机关,类别,当事人,案由,居委会\n".to_owned();
        for n in 0..BAD {
            table.push_str(&format!("第{n}天,区消防救援支队,消防,公司{n},占用疏散通道,{COMMITTEE}\n"));
        }
        let file = Part::bytes(table.into_bytes()).file_name("处罚.csv");
        let answer = send(&office, Form::new().text("what", "penalties").part("file", file)).await;
        let columns = answer.location().to_owned();
        let id = columns.split('=').nth(1).unwrap().to_owned();
        let (first, last) = (office.page(&columns).await.body, format!("{columns}&step=columns&page=3"));
        let leads_to = |body: &str, page: u64| body.contains(&format!("name=\"page\" value=\"{page}\""));
        assert!(first.contains("第0天") && !first.contains("第100天"), "{first}");
        assert!(leads_to(&first, 2) && !leads_to(&first, 0), "{first}");
        let href = format!("/api/v1/imports/{id}/faults.csv");
        assert!(first.contains(&format!("href=\"{href}\"")), "{first}");
        let shown = office.page(&last).await.body;
        assert!(shown.contains("第249天") && !shown.contains("第199天"), "{shown}");
        assert!(leads_to(&shown, 2) && !leads_to(&shown, 4), "{shown}");

        let table = office.page(&href).await;
        assert_eq!(table.status, StatusCode::OK);
        let lines: Vec<&str> = table.body.lines().collect();
        assert_eq!(lines.len(), BAD + 1, "{}", table.body);
        assert!(lines[0].ends_with("行号,列,原因,表中内容,应为"), "{}", lines[0]);
        assert!(lines[BAD].starts_with("251,第 1 列（处罚日期）,"), "{}", lines[BAD]);
        assert!(lines[BAD].contains("第249天"), "{}", lines[BAD]);
        office.submit("/do/locale", &[("lang", "en")]).await;
        let table = office.page(&href).await;
        assert!(table.body.contains("Row,Column,Reason,Found,Expected"), "{}", table.body);
    })
    .await;
}

/// What the select of that name stands at.
fn chosen<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, select) = body.split_once(&format!("name=\"{name}\""))?;
    let (options, _) = select.split_once("</select>")?;
    let option = options.split("<option").find(|option| {
        let (tag, _) = option.split_once('>').unwrap_or_default();
        tag.split_whitespace().any(|part| part == "selected" || part.starts_with("selected="))
    })?;
    option.split('"').nth(1)
}

/// Whether the box of that name is ticked.
fn ticked(body: &str, name: &str) -> bool {
    let boxes = body.split("<input").filter_map(|input| input.split_once('>')).map(|(tag, _)| tag);
    boxes.filter(|tag| tag.contains(&format!("name=\"{name}\""))).any(|tag| tag.contains(" checked"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_what_was_chosen_stays_while_the_faults_are_leafed_through() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let mut table = "处罚日期,处罚机关,类别,当事人,案由,居委会,其他\n".to_owned();
        for n in 0..250 {
            table.push_str(&format!("第{n}天,区消防救援支队,消防,公司{n},占用疏散通道,{COMMITTEE},备注\n"));
        }
        let file = Part::bytes(table.into_bytes()).file_name("处罚.csv");
        let answer = send(&office, Form::new().text("what", "penalties").part("file", file)).await;
        let columns = answer.location().to_owned();
        let id = columns.split('=').nth(1).unwrap().to_owned();
        let as_read = office.page(&columns).await.body;
        assert_eq!((chosen(&as_read, "column_0"), chosen(&as_read, "column_6")), (Some("decided_on"), None));
        assert!(!ticked(&as_read, "skip_bad"));
        // the buttons below belong to the form
        for part in ["id=\"import-columns\"", "form=\"import-columns\""] {
            assert!(as_read.contains(part), "{part}: {as_read}");
        }

        // two columns that say the same are told of when they are read, and not before
        let typed = [
            ("column_0", ""),
            ("column_1", "body"),
            ("column_2", "category"),
            ("column_3", "party"),
            ("column_4", "reason"),
            ("column_5", "area"),
            ("column_6", "reason"),
            ("skip_bad", "on"),
        ];
        let sent = format!("/do/imports/{id}/columns");
        for (page, there, elsewhere) in [("3", "第249天", "第199天"), ("2", "第199天", "第249天")] {
            let answer = office.submit(&sent, &[&typed[..], &[("page", page)]].concat()).await;
            let to = format!("{columns}&step=columns&page={page}");
            assert_eq!(answer.location(), format!("{to}#import-faults"));
            let shown = office.page(&to).await.body;
            for (name, said) in &typed[..7] {
                let said = Some(*said).filter(|said| !said.is_empty());
                assert_eq!(chosen(&shown, name), said, "{name} on page {page}");
            }
            assert!(ticked(&shown, "skip_bad"), "page {page}");
            assert!(shown.contains(there) && !shown.contains(elsewhere), "page {page}: {shown}");
            assert!(!shown.contains("form-errors"), "{shown}");
        }
        // nothing was read meanwhile, and what was sent stands on the page that follows only
        let again = office.page(&columns).await.body;
        assert_eq!((chosen(&again, "column_0"), ticked(&again, "skip_bad")), (Some("decided_on"), false));
        let colleague = stage.enter(&stage.world.colleague).await;
        let theirs = colleague.submit_json(&sent, &[("page", "2")]).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "the import of somebody else");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_too_large_or_missing_is_refused() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let large = vec![b'a'; 16 * 1024 * 1024 + 1];
        let answer = upload(&office, "大.csv", large, Some("wgs84")).await;
        assert_eq!(answer.location(), PAGE);
        assert!(office.page(PAGE).await.body.contains("form-errors"));
        let none = office.submit_json("/do/imports", &[("datum", "wgs84")]).await;
        assert_eq!(none.fields(), ["file: required"]);
    })
    .await;
}
