//! The checklist editor by plain forms alone, and how a draft looks before any program runs.

use crate::{
    forms::hidden,
    stage::{Answer, HTML, Visitor, play},
};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, REFERER},
};

const DRAFT: &str = "/checklists/shed_check/draft";

/// Fills in the form on a page and sends it; the page that follows.
pub async fn send(person: &Visitor, page: &str, action: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = hidden(&person.page(page).await, action);
    fields.retain(|(name, _)| !typed.iter().any(|(other, _)| other == name));
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let request = person.request(Method::POST, action).header(ACCEPT, HTML);
    let request = request.header(REFERER, format!("{}{page}", person.base)).form(&fields);
    let sent = Answer::of(request).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let next = sent.location().split('#').next().unwrap().to_owned();
    person.page(&next).await
}

fn step(step: &str) -> String {
    format!("/do/checklists/shed_check/{step}")
}

pub fn assert_says(page: &Answer, words: &str) {
    assert!(page.body.contains(words), "{words:?} is not in {}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checklist_is_written_and_published_by_forms_alone() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let new = [("code", "shed_check"), ("title_zh", "车棚检查"), ("title_en", "Bike sheds")];
        let page = send(&office, "/checklists", "/do/checklists", &new).await;
        assert_says(&page, "车棚检查（草稿）");

        // what is wrong is told at its field, beside what was typed
        let wrong = [("key", "Bad"), ("label_zh", "出口㐂畅通"), ("label_en", "Exits"), ("type", "check")];
        let page = send(&office, DRAFT, &step("item"), &wrong).await;
        assert_says(&page, "checklist-item-key-problem");
        assert_says(&page, "value=\"出口㐂畅通\"");

        let kinds = [("key", "fuel"), ("label_zh", "用火"), ("label_en", "Fuel"), ("type", "choice")];
        let options = [("options", "none | 不用 | None\nlpg | 瓶装气 | LPG")];
        let page = send(&office, DRAFT, &step("item"), &[&kinds[..], &options[..]].concat()).await;
        assert_says(&page, "id=\"item-fuel\"");
        let asked = [
            ("key", "hose"),
            ("label_zh", "软管完好"),
            ("label_en", "Hose"),
            ("type", "check"),
            ("required", "on"),
            ("standard", "GAS-03"),
            ("when_item", "fuel"),
            ("when_options", "lpg"),
        ];
        let page = send(&office, DRAFT, &step("item"), &asked).await;
        assert_says(&page, "仅当“用火”为 瓶装气");

        // above what it depends on: told at the item, and not published
        let up = [("part", "item"), ("key", "hose"), ("up", "1")];
        let page = send(&office, DRAFT, &step("move"), &up).await;
        assert_says(&page, "请先把它移到前面");
        let page = send(&office, DRAFT, &step("publish"), &[("reason", "办公会")]).await;
        assert_says(&page, "有内容需要修改");
        let down = [("part", "item"), ("key", "hose"), ("up", "0")];
        send(&office, DRAFT, &step("move"), &down).await;

        // as a visit shows it: what depends on an answer is not there yet
        let preview = office.page("/checklists/shed_check/preview").await;
        assert_says(&preview, "check-item");
        assert_says(&preview, "瓶装气");
        assert!(!preview.body.contains("<h4>软管完好"), "{}", preview.body);

        let page = send(&office, DRAFT, &step("publish"), &[("reason", "办公会决定")]).await;
        assert_says(&page, "办公会决定");
        assert_says(&page, "第 1 版");
        // a number of the page before it was published names no draft any more
        assert_eq!(office.page(DRAFT).await.status, StatusCode::NOT_FOUND);
        let form = office.get("/api/v1/visit-form").await.json();
        let lists = form["checklists"].as_array().unwrap();
        assert!(lists.iter().any(|list| list["title"] == "车棚检查" && list["version"] == 1));
    })
    .await;
}
