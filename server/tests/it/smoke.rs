//! The shortest way through the server, on both databases: sign in, register, find it in the list, change it.

use crate::{stage::Stage, support::world::noon};
use domain::{
    hazards::{Change, HazardCommand, HazardState, HazardSummary, Status},
    ids::EventId,
    listing::Page,
};
use reqwest::StatusCode;
use uuid::Uuid;

db_test!(a_finding_goes_from_the_form_to_the_list, |db| async {
    let stage = Stage::open(&db, &[]).await;
    let office = stage.enter(&stage.world.office).await;
    let finding = stage.world.finding(noon("2023-06-01"));
    let saved = office.post("/api/v1/hazards", &finding).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.body);
    let number = saved.json()["number"].as_str().unwrap().to_owned();
    assert_eq!(number, "310105008-2023-000001");

    let list: Page<HazardSummary> = office.get("/api/v1/hazards?q=楼道&status=registered").await.data();
    assert_eq!(list.rows.iter().map(|r| &r.number).collect::<Vec<_>>(), [&number]);

    let assignee = stage.world.inspector.user;
    let change = Change {
        id: EventId(Uuid::now_v7()),
        hazard: finding.id,
        base_version: Some(1),
        device_at: None,
        position: None,
        command: HazardCommand::Assign { assignee, note: None },
    };
    let path = format!("/api/v1/hazards/{}/changes", finding.id);
    let state: HazardState = office.post(&path, &change).await.data();
    assert_eq!((state.status, state.assignee), (Status::Assigned, Some(assignee)));
    let page = office.page(&format!("/hazards/{}", finding.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&number), "{}", page.body);
    let list = office.page("/hazards?status=assigned").await;
    assert!(list.body.contains(&number), "{}", list.body);
});
