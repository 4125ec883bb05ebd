//! Texts and days of all kinds on their way through the server: what is taken comes back as it was, what is not
//! is refused with the field and the reason.

use crate::{
    stage::{Answer, Stage, Visitor, play},
    support::world::{date, noon},
};
use domain::{
    fault::Code,
    hazards::{Change, HazardCommand, HazardDetail, HazardSummary, RegisterHazard},
    ids::{EventId, HazardId},
    listing::Page,
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

/// Rare characters (outside of the basic plane too), joined emoji, marks that combine, and what looks like markup.
const RARE: [&str; 6] =
    ["㐂记面馆", "𠮷野家门口", "👩‍🚒到场", "电动车🔥飞线", "e\u{301}tage", "<b>&amp;\"引号'"];

async fn register(person: &Visitor, command: &RegisterHazard) -> Answer {
    person.post("/api/v1/hazards", command).await
}

fn note(hazard: HazardId, note: &str) -> Change {
    Change {
        id: EventId(Uuid::now_v7()),
        hazard,
        base_version: None,
        device_at: None,
        position: None,
        command: HazardCommand::AddNote { note: note.into(), photos: vec![] },
    }
}

async fn detail(person: &Visitor, hazard: HazardId) -> HazardDetail {
    person.get(&format!("/api/v1/hazards/{hazard}")).await.data()
}

/// How a page writes the text.
fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

db_test!(rare_characters_come_back_as_they_were, |db| async {
    let stage = Stage::open(&db, &[]).await;
    let office = stage.enter(&stage.world.office).await;
    for text in RARE {
        let mut command = stage.world.finding(noon("2023-06-15"));
        command.description = format!("{text}\n第二行\t完");
        command.location = text.into();
        let saved = register(&office, &command).await;
        assert_eq!(saved.status, StatusCode::CREATED, "{text}: {}", saved.body);
        let path = format!("/api/v1/hazards/{}/changes", command.id);
        assert_eq!(office.post(&path, &note(command.id, text)).await.status, StatusCode::OK);

        let read = detail(&office, command.id).await;
        assert_eq!(read.summary.description, command.description);
        assert_eq!(read.summary.location, text);
        assert_eq!(read.events.last().unwrap().note.as_deref(), Some(text));
        let page = office.page(&format!("/hazards/{}", command.id)).await;
        assert!(page.body.contains(&in_html(text)), "{text} is not on its page");
    }
    for (words, found) in [("㐂记", 0), ("𠮷野", 1), ("飞线", 3), ("到场", 2), ("𠮷野家㐂", usize::MAX)]
    {
        let query: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let list: Page<HazardSummary> = office.get(&format!("/api/v1/hazards?q={query}")).await.data();
        let texts: Vec<_> = list.rows.iter().map(|row| row.location.as_str()).collect();
        let expected: Vec<_> = RARE.get(found).copied().into_iter().collect();
        assert_eq!(texts, expected, "looking for {words}");
    }
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_of_ten_thousand_characters_is_told_how_long_it_may_be() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await;
        let path = format!("/api/v1/hazards/{hazard}/changes");
        let answer = office.post(&path, &note(hazard, &"𠮷".repeat(10_000))).await;
        assert_eq!(answer.fields(), ["note: too_long"]);
        let fault = answer.fault();
        assert_eq!(
            (fault.fields[0].args["max"].as_str(), fault.fields[0].args["is"].as_str()),
            ("2000", "10000")
        );
        assert_eq!(detail(&office, hazard).await.events.len(), 1);
        // as long as it may be, in characters and not in bytes
        let longest = "𠮷".repeat(2_000);
        assert_eq!(office.post(&path, &note(hazard, &longest)).await.status, StatusCode::OK);
        assert_eq!(detail(&office, hazard).await.events[1].note.as_deref(), Some(longest.as_str()));

        let mut command = stage.world.finding(noon("2023-06-15"));
        command.description = "字".repeat(10_000);
        command.location = "字".repeat(201);
        let answer = register(&office, &command).await;
        assert_eq!(answer.fields(), ["description: too_long", "location: too_long"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_characters_are_refused_by_name_of_the_field() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await;
        let path = format!("/api/v1/hazards/{hazard}/changes");
        for bad in ["a\0b", "a\u{1b}[31mb", "a\u{7f}b", "a\u{85}b"] {
            let answer = office.post(&path, &note(hazard, bad)).await;
            assert_eq!(answer.fields(), ["note: control_character"], "{bad:?}");
            let mut command = stage.world.finding(noon("2023-06-15"));
            command.party_name = Some(bad.into());
            command.location = bad.into();
            let answer = register(&office, &command).await;
            assert_eq!(answer.fields(), ["location: control_character", "party_name: control_character"]);
        }
        let answer = office.post(&path, &note(hazard, " \u{3000}\n")).await;
        assert_eq!(answer.fields(), ["note: required"]);
        assert_eq!(detail(&office, hazard).await.events.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_before_the_finding_is_refused() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let mut command = stage.world.finding(noon("2023-06-15"));
        command.due = Some(date("2023-06-14"));
        let answer = register(&office, &command).await;
        assert_eq!((answer.code(), answer.fields()), (Code::Invalid, vec!["due: before_found".to_owned()]));
        let visit = json!({
            "id": Uuid::now_v7(), "site": {"known": stage.world.shop}, "kind": "routine",
            "nature": "grid_patrol", "outcome": "done", "started_at": noon("2023-06-15"),
            "finished_at": noon("2023-06-15"), "hazards": [command],
        });
        let answer = office.post("/api/v1/inspections", &visit).await;
        assert_eq!(answer.fields(), ["hazards[0].due: before_found"]);
        // the day of the finding itself is a deadline; nothing of the refused ones is left
        command.due = Some(date("2023-06-15"));
        assert_eq!(register(&office, &command).await.status, StatusCode::CREATED);
        let list: Page<HazardSummary> = office.get("/api/v1/hazards").await.data();
        assert_eq!(list.rows.len(), 1);
    })
    .await;
}

/// One day nobody means would otherwise be stored and break every list it is in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_beyond_any_calendar_are_refused() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let right = serde_json::to_value(stage.world.finding(noon("2023-06-15"))).unwrap();
        for (field, value, told) in [
            ("found_at", "-262143-01-01T00:00:00Z", "found_at: out_of_range"),
            ("found_at", "0001-01-01T00:00:00Z", "found_at: out_of_range"),
            ("found_at", "+262142-12-31T23:59:59Z", "found_at: in_future"),
            ("due", "+262142-12-31", "due: out_of_range"),
            ("due", "9999-12-31", "due: out_of_range"),
            ("due", "-262143-01-01", "due: out_of_range"),
        ] {
            let mut command: Value = right.clone();
            command[field] = value.into();
            let answer = office.post("/api/v1/hazards", &command).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}: {}", answer.body);
            assert!(answer.fields().contains(&told.to_owned()), "{field} {value}: {}", answer.body);
        }
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await;
        let mut change = serde_json::to_value(note(hazard, "看过")).unwrap();
        change["device_at"] = "-262143-01-01T00:00:00Z".into();
        let answer = office.post(&format!("/api/v1/hazards/{hazard}/changes"), &change).await;
        assert_eq!(answer.fields(), ["device_at: out_of_range"]);
        assert_eq!(office.get("/api/v1/hazards").await.status, StatusCode::OK);
    })
    .await;
}
