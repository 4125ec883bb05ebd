//! What vendors' platforms tell: with their token alone, once, and not without end.

use crate::{
    stage::{Answer, JSON, Stage, play, play_with},
    support::world::{FAR_SUBDISTRICT, SUBDISTRICT, noon},
};
use backend::{
    entities::vendor_event,
    programmes::{devices::query, vendors},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    fault::Code,
    programmes::device::{DeviceKind, Intake, Serial, Taken, VendorEvent, VendorEventKind},
};
use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use secrecy::ExposeSecret;
use uuid::Uuid;

const PATH: &str = "/api/v1/intake";

/// A request of a program: it has no session and says nothing about where it comes from.
fn asks(stage: &Stage) -> RequestBuilder {
    stage.stranger().bare(Method::POST, PATH).header(ACCEPT, JSON)
}

async fn tells(stage: &Stage, token: &str, events: &[VendorEvent]) -> Answer {
    let sent = Intake { events: events.to_vec() };
    Answer::of(asks(stage).bearer_auth(token).json(&sent)).await
}

/// Makes a vendor for an area and answers its token.
async fn vendor(stage: &Stage, name: &str, area: &str) -> String {
    let token = vendors::add(&stage.world.state, name, area.parse().unwrap(), Utc::now()).await.unwrap();
    token.expose_secret().to_owned()
}

fn event(id: &str, serial: &str, kind: VendorEventKind, at: DateTime<Utc>) -> VendorEvent {
    VendorEvent { id: id.into(), serial: Serial::read(serial).unwrap(), kind, at, detail: None }
}

async fn kept(stage: &Stage) -> u64 {
    vendor_event::Entity::find().count(stage.world.state.db.read()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_platform_tells_again_is_not_counted_again() {
    play(async |stage| {
        let (world, now) = (&stage.world, Utc::now());
        let hung = noon("2023-06-01");
        let detector = world.planned(DeviceKind::SmokeDetector, world.shop, hung).await;
        world.put_in_service(detector, hung, "SD-0001").await;
        let token = vendor(stage, "烟感云", SUBDISTRICT).await;
        let heard = now - TimeDelta::minutes(1);
        let events = [
            event("1", "SD-0001", VendorEventKind::Heartbeat, now - TimeDelta::minutes(3)),
            event("2", "SD-0001", VendorEventKind::Alarm, heard),
            event("3", "NOBODY-1", VendorEventKind::Heartbeat, heard),
            // wrong by itself, it keeps nobody else's out
            event("4", "SD-0001", VendorEventKind::Heartbeat, now + TimeDelta::days(1)),
        ];
        let first: Taken = tells(stage, &token, &events).await.data();
        assert_eq!((first.taken, first.known), (3, 0));
        assert_eq!(first.unknown_devices, [Serial::read("NOBODY-1").unwrap()]);
        let refused: Vec<_> = first.refused.iter().map(|(id, fault)| (id.as_str(), fault.code)).collect();
        assert_eq!(refused, [("4", Code::Invalid)]);

        // its answer was lost
        let again: Taken = tells(stage, &token, &events).await.data();
        assert_eq!((again.taken, again.known, again.refused.len()), (0, 3, 1));
        assert_eq!(kept(stage).await, 3);
        let page = query::detail(&world.ctx(&world.office, now), detector).await.unwrap();
        let said = page.summary.said;
        assert!(said.alarming, "{said:?}");
        assert_eq!(said.last_heard.map(|at| at.timestamp_millis()), Some(heard.timestamp_millis()));

        // the desk leads to it, and its page says what it told
        let office = stage.enter(&world.office).await;
        let desk = office.page("/desk").await.body;
        assert!(desk.contains("href=\"/detectors?says=alarming\""), "{desk}");
        let own = format!("href=\"/detectors/{detector}\"");
        assert!(office.page("/detectors?says=alarming").await.body.contains(&own));
        assert!(!office.page("/detectors?says=low_battery").await.body.contains(&own));
        let shown = office.page(&format!("/detectors/{detector}")).await.body;
        assert!(shown.contains("设备上报记录") && shown.contains("烟感云"), "{shown}");
        // whoever has seen to it says what was done, and it is over
        let seen_to = format!("/do/detectors/{detector}/seen-to");
        let id = Uuid::now_v7().to_string();
        let silent = office.submit_json(&seen_to, &[("id", &id), ("note", " ")]).await;
        assert_eq!(silent.fields(), ["note: required"]);
        let answer = office.submit(&seen_to, &[("id", &id), ("note", "误报，已复位")]).await;
        assert_eq!(answer.location(), format!("/detectors/{detector}"));
        assert!(!office.page("/detectors?says=alarming").await.body.contains(&own));

        // the same id of another vendor is another event
        let other = vendor(stage, "别家", FAR_SUBDISTRICT).await;
        let told: Taken = tells(stage, &other, &events[..2]).await.data();
        assert_eq!((told.taken, told.known, told.unknown_devices.len()), (2, 0, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_taken_without_a_token_that_is_in_use() {
    play(async |stage| {
        let token = vendor(stage, "烟感云", SUBDISTRICT).await;
        let beat = [event("1", "SD-0001", VendorEventKind::Heartbeat, Utc::now())];
        let sent = Intake { events: beat.to_vec() };
        let without = asks(stage).json(&sent);
        let other_scheme = asks(stage).basic_auth("vendor", Some(&token)).json(&sent);
        // nor is a session a token
        let office = stage.enter(&stage.world.office).await;
        let of_a_page = office.request(Method::POST, PATH).header(ACCEPT, JSON).json(&sent);
        for request in [other_scheme, of_a_page] {
            assert_eq!(Answer::of(request).await.code(), Code::BadCredentials);
        }
        // as what a page of another site sends
        assert_eq!(Answer::of(without).await.code(), Code::CrossSite);
        for wrong in ["not-a-token", &token[1..], &format!("{token}x")] {
            assert_eq!(tells(stage, wrong, &beat).await.code(), Code::BadCredentials, "{wrong}");
        }
        assert_eq!(kept(stage).await, 0);
        assert_eq!(tells(stage, &token, &beat).await.status, StatusCode::OK);
        vendors::disable(&stage.world.state, "烟感云", Utc::now()).await.unwrap();
        assert_eq!(tells(stage, &token, &beat).await.code(), Code::BadCredentials);
        assert_eq!(kept(stage).await, 1, "what it told stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_refused_by_its_place() {
    play(async |stage| {
        let token = vendor(stage, "烟感云", SUBDISTRICT).await;
        let send = async |media_type: &str, body: &'static str| {
            let request = asks(stage).bearer_auth(&token).header(CONTENT_TYPE, media_type).body(body);
            Answer::of(request).await
        };
        for (body, place) in [
            ("", "body: malformed"),
            ("{", "body: malformed"),
            (r#"{"events":[]} and more"#, "body: malformed"),
            (r#"{"events":{}}"#, "events: malformed"),
            (
                r#"{"events":[{"id":"1","serial":"SD-0001","kind":"explosion","at":"2023-06-01T00:00:00Z"}]}"#,
                "events[0].kind: malformed",
            ),
            (
                r#"{"events":[{"id":"1","serial":"SD-0001","kind":"alarm","at":"yesterday"}]}"#,
                "events[0].at: malformed",
            ),
        ] {
            let answer = send("application/json", body).await;
            assert_eq!((answer.code(), answer.fields()), (Code::Invalid, vec![place.to_owned()]), "{body}");
        }
        let answer = send("text/plain", r#"{"events":[]}"#).await;
        assert_eq!(answer.fields(), ["content-type: malformed"]);
        assert_eq!(kept(stage).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_that_sends_without_end_is_told_to_wait() {
    play_with(&[("intake.per_vendor_per_minute", "2")], async |stage| {
        let (token, other) =
            (vendor(stage, "烟感云", SUBDISTRICT).await, vendor(stage, "别家", FAR_SUBDISTRICT).await);
        let beat = |n: u32| [event(&n.to_string(), "SD-0001", VendorEventKind::Heartbeat, Utc::now())];
        for n in 1..=2 {
            assert_eq!(tells(stage, &token, &beat(n)).await.status, StatusCode::OK, "{n}");
        }
        let answer = tells(stage, &token, &beat(3)).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::TOO_MANY_REQUESTS, Code::TooManyAttempts));
        assert!(answer.header(RETRY_AFTER).parse::<u64>().is_ok_and(|seconds| seconds > 0), "{answer:?}");
        assert_eq!(kept(stage).await, 2);
        assert_eq!(tells(stage, &other, &beat(1)).await.status, StatusCode::OK, "nobody else waits for it");
    })
    .await;
    // whoever tries tokens is stopped by the address
    play_with(&[("intake.per_address_per_minute", "2")], async |stage| {
        let token = vendor(stage, "烟感云", SUBDISTRICT).await;
        for wrong in ["one", "two"] {
            assert_eq!(tells(stage, wrong, &[]).await.code(), Code::BadCredentials);
        }
        assert_eq!(tells(stage, &token, &[]).await.code(), Code::TooManyAttempts);
    })
    .await;
}
