//! A register is brought in by plain forms: the file, its columns, what is known already, the result.

use crate::{
    stage::{Answer, HTML, Visitor, play},
    support::{
        workbook::{Cell, workbook},
        world::COMMITTEE,
    },
};
use backend::entities::site;
use reqwest::{
    Method, StatusCode,
    header::ACCEPT,
    multipart::{Form, Part},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const PAGE: &str = "/sites/import";

async fn upload(person: &Visitor, name: &str, file: Vec<u8>, datum: Option<&str>) -> Answer {
    let mut form = Form::new().text("kind", "").part("file", Part::bytes(file).file_name(name.to_owned()));
    if let Some(datum) = datum {
        form = form.text("datum", datum.to_owned());
    }
    let sent = person.request(Method::POST, "/do/sites/imports").header(ACCEPT, HTML).multipart(form);
    Answer::of(sent).await
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
        assert!(office.page("/sites").await.body.contains(&format!("href=\"{PAGE}\"")));
        let first = office.page(PAGE).await;
        assert_eq!(first.status, StatusCode::OK);
        assert!(first.body.contains("action=\"/do/sites/imports\""), "{}", first.body);

        // without a datum nothing is read, and the page says which field
        let answer = upload(&office, "台账.xlsx", register(), None).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, PAGE));
        assert!(office.page(PAGE).await.body.contains("href=\"#import-begin-datum\""));
        let answer = upload(&office, "台账.xlsx", b"PK\x03\x04 nothing".to_vec(), Some("wgs84")).await;
        assert_eq!(answer.location(), PAGE);
        assert!(office.page(PAGE).await.body.contains("文件已损坏"));

        let answer = upload(&office, "台账.xlsx", register(), Some("wgs84")).await;
        let columns = answer.location().to_owned();
        assert!(columns.starts_with("/sites/import?job="), "{columns}");
        let id = columns.split('=').nth(1).unwrap().to_owned();
        // it is there after a reload, and in the list of what is unfinished
        for page in [&columns, &columns] {
            let shown = office.page(page).await;
            assert!(shown.body.contains("name=\"column_4\""), "{}", shown.body);
            assert!(shown.body.contains("data-code=\"not_allowed\""), "{}", shown.body);
            assert!(shown.body.contains("新开面馆"));
        }
        assert!(office.page(PAGE).await.body.contains(&columns));

        let send = format!("/do/sites/imports/{id}/columns");
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
        let send = format!("/do/sites/imports/{id}/decisions");
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
async fn a_file_that_is_too_large_or_missing_is_refused() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let large = vec![b'a'; 16 * 1024 * 1024 + 1];
        let answer = upload(&office, "大.csv", large, Some("wgs84")).await;
        assert_eq!(answer.location(), PAGE);
        assert!(office.page(PAGE).await.body.contains("form-errors"));
        let none = office.submit_json("/do/sites/imports", &[("datum", "wgs84")]).await;
        assert_eq!(none.fields(), ["file: required"]);
    })
    .await;
}
