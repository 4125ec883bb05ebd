//! The page behind a token, tried by somebody who should not: other hazards, other photos, other tokens, old ones, guesses.

use crate::{
    pictures::jpeg,
    stage::{Answer, HTML, Stage, Visitor, play, play_with},
    support::world::noon,
};
use backend::{
    entities::{file, hazard_event, party_photo, party_submission},
    party,
};
use chrono::{DateTime, Days, Utc};
use domain::{
    calendar::local_date,
    hazards::{HazardDetail, Status},
    ids::{FileId, HazardId, PartyLinkId},
    party::{LinkScope, MakeLink, SubmissionPage},
};
use reqwest::{
    Method, StatusCode,
    header::{
        ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN, REFERRER_POLICY, RETRY_AFTER,
        SET_COOKIE,
    },
    multipart::{Form, Part},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use secrecy::ExposeSecret;
use uuid::Uuid;

/// A link of one notice, made at that time.
async fn link(stage: &Stage, hazards: Vec<HazardId>, at: DateTime<Utc>) -> (PartyLinkId, String) {
    let id = PartyLinkId(Uuid::now_v7());
    let command = MakeLink { id, scope: LinkScope::Notice, hazards };
    let link = party::make(&stage.world.ctx(&stage.world.office, at), command).await.unwrap();
    (id, format!("/p/{}", link.token.expose_secret()))
}

/// A hazard with a photo, assigned.
async fn hazard(stage: &Stage, text: &str) -> (HazardId, FileId) {
    let photo = stage.world.photo(&stage.world.office, noon("2023-06-01")).await;
    let hazard = stage
        .world
        .find(noon("2023-06-01"), |c| {
            c.description = text.into();
            c.photos_before = vec![photo];
        })
        .await;
    stage.world.assign(noon("2023-06-02"), hazard).await;
    (hazard, photo)
}

async fn report(visitor: &Visitor, page: &str, id: Uuid, hazard: HazardId, photo: Vec<u8>) -> Answer {
    let photo = Part::bytes(photo).file_name("after.jpg").mime_str("image/jpeg").unwrap();
    let form = Form::new()
        .text("id", id.to_string())
        .text("hazard", hazard.to_string())
        .text("kind", "rectified")
        .text("note", "已经清空 㐂𠮷")
        .part("photos", photo);
    Answer::of(visitor.request(Method::POST, page).header(ACCEPT, HTML).multipart(form)).await
}

async fn waiting(stage: &Stage) -> u64 {
    party_submission::Entity::find().count(stage.world.state.db.read()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_its_notice_and_tells_nobody_its_address() {
    play(async |stage| {
        let (mine, photo) = hazard(stage, "楼道堆放纸箱").await;
        let (_, page) = link(stage, vec![mine], Utc::now()).await;
        let party = stage.stranger();
        let shown = party.page(&page).await;
        assert_eq!(shown.status, StatusCode::OK);
        for text in ["楼道堆放纸箱", "2023-07-01", "老王面馆", &format!("{page}/photos/{photo}/thumb")]
        {
            assert!(shown.body.contains(text), "{text}\n{}", shown.body);
        }
        assert!(!shown.body.contains("<script"), "nothing runs on the page");
        let picture = party.page(&format!("{page}/photos/{photo}")).await;
        assert_eq!(picture.header(CONTENT_TYPE), "image/jpeg");
        for answer in [&shown, &picture] {
            assert_eq!(answer.header(REFERRER_POLICY), "strict-origin");
            assert_eq!(answer.header(CACHE_CONTROL), "no-store");
            assert!(!answer.headers.contains_key(SET_COOKIE), "looking sets no cookie");
        }
        let policy = shown.header(CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
        assert!(party.page(&format!("{page}?lang=en")).await.body.contains("Hazards to put right"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_nothing_else() {
    play(async |stage| {
        let (mine, photo) = hazard(stage, "楼道堆放纸箱").await;
        let (other, other_photo) = hazard(stage, "车棚私拉电线").await;
        let (id, page) = link(stage, vec![mine], Utc::now()).await;
        let (_, other_page) = link(stage, vec![other], Utc::now()).await;
        let (_, old_page) = link(stage, vec![mine], noon("2023-06-01")).await;
        let loose = stage.world.photo(&stage.world.office, noon("2023-06-01")).await;
        let party = stage.stranger();
        assert!(!party.page(&page).await.body.contains("车棚私拉电线"));
        let guessed = "/p/AAAAAAAAAAAAAAAAAAAAAA";
        let short = &page[..page.len() - 1];
        let swapped = format!("/p/{}", page[3..].chars().rev().collect::<String>());
        let nowhere = [
            format!("{page}/photos/{other_photo}"),
            format!("{page}/photos/{other_photo}/thumb"),
            format!("{page}/photos/{loose}"),
            format!("{page}/photos/{}", Uuid::now_v7()),
            format!("{page}/photos/{mine}"),
            format!("{other_page}/photos/{photo}"),
            format!("{guessed}/photos/{photo}"),
            format!("{old_page}/photos/{photo}"),
            old_page.clone(),
            guessed.to_owned(),
            short.to_owned(),
            swapped,
            format!("/p/{id}"),
            // beside the page, where the program's own pages are looked for
            format!("{page}/"),
            format!("{page}/photos"),
            format!("{page}/photos/{photo}/thumb/x"),
        ];
        for path in &nowhere {
            let answer = party.page(path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.header(REFERRER_POLICY), "strict-origin", "{path}");
            assert!(!answer.headers.contains_key(SET_COOKIE), "{path}");
            assert!(!answer.body.contains("楼道堆放纸箱") && !answer.body.contains("车棚私拉"), "{path}");
        }
        // the pages and data of the program stay shut
        for path in [format!("/files/{photo}"), format!("/api/v1/hazards/{mine}")] {
            assert_eq!(party.get(&path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        // nothing is sent about another hazard, nor by a token that opens nothing
        for (path, hazard) in [(&*page, other), (&*old_page, mine), (guessed, mine), (&*other_page, mine)] {
            let answer = report(&party, path, Uuid::now_v7(), hazard, jpeg(40, 30)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        // a link that was taken back is shut at once
        let office = stage.enter(&stage.world.office).await;
        let back = office.submit_json(&format!("/do/party-links/{id}/revoke"), &[]).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.body);
        assert_eq!(party.page(&page).await.status, StatusCode::NOT_FOUND);
        let answer = report(&party, &page, Uuid::now_v7(), mine, jpeg(40, 30)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(waiting(stage).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_party_sends_waits_for_the_office() {
    play(async |stage| {
        let (mine, _) = hazard(stage, "楼道堆放纸箱").await;
        let (_, page) = link(stage, vec![mine], Utc::now()).await;
        let party = stage.stranger();
        let id = Uuid::now_v7();
        // twice, as an impatient finger does
        for _ in 0..2 {
            let answer = report(&party, &page, id, mine, jpeg(400, 300)).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            assert_eq!(answer.location(), format!("{page}?sent=1"));
            assert_eq!(answer.header(REFERRER_POLICY), "strict-origin");
        }
        let again = report(&party, &page, Uuid::now_v7(), mine, jpeg(400, 300)).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.body.contains("role=\"alert\"") && again.body.contains("等待安全办核实"));
        assert_eq!(waiting(stage).await, 1);
        let office = stage.enter(&stage.world.office).await;
        let detail: HazardDetail = office.get(&format!("/api/v1/hazards/{mine}")).await.data();
        assert_eq!(detail.state.status, Status::Assigned, "nothing closes by itself");
        assert!(office.page("/submissions").await.body.contains("已经清空 㐂𠮷"));
        let ctx = stage.world.ctx(&stage.world.office, Utc::now());
        let queue: SubmissionPage = party::query::waiting(&ctx, None).await.unwrap();
        let (sent, photo) = (queue.rows[0].id, queue.rows[0].photos[0].id);
        assert_eq!(office.page(&format!("/files/{photo}/thumb")).await.header(CONTENT_TYPE), "image/jpeg");
        assert_eq!(party.get(&format!("/files/{photo}")).await.status, StatusCode::UNAUTHORIZED);
        // what was sent is not handed out again, not even to its sender
        assert_eq!(party.page(&format!("{page}/photos/{photo}")).await.status, StatusCode::NOT_FOUND);
        let path = format!("/do/submissions/{sent}/accept");
        let answer = office.submit_json(&path, &[("id", &Uuid::now_v7().to_string())]).await;
        assert_eq!(answer.json()["state"], "accepted");
        let detail: HazardDetail = office.get(&format!("/api/v1/hazards/{mine}")).await.data();
        assert_eq!((detail.state.status, detail.photos_after.len()), (Status::Rectified, 1));
        assert_eq!(party.page(&format!("{page}/photos/{photo}")).await.status, StatusCode::NOT_FOUND);
        assert!(!party.page(&page).await.body.contains("<form"), "there is nothing more to send");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_comes_back_and_leaves_nothing() {
    play(async |stage| {
        let (mine, _) = hazard(stage, "楼道堆放纸箱").await;
        let (_, page) = link(stage, vec![mine], Utc::now()).await;
        let party = stage.stranger();
        let files = stage.files();
        let answer = report(&party, &page, Uuid::now_v7(), mine, b"no picture".to_vec()).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(
            answer.body.contains("role=\"alert\"") && answer.body.contains("已经清空 㐂𠮷"),
            "{}",
            answer.body
        );
        let today = local_date(Utc::now()).to_string();
        let fields = [
            ("id", &*Uuid::now_v7().to_string()),
            ("hazard", &*mine.to_string()),
            ("kind", "extension"),
            ("until", &*today),
            ("reason", "等配件"),
        ];
        let early = party.submit(&page, &fields).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.body.contains("等配件"));
        // another site's page sends nothing
        let foreign = party.bare(Method::POST, &page).header(ORIGIN, "http://evil.example").form(&fields);
        assert_eq!(Answer::of(foreign).await.status, StatusCode::FORBIDDEN);
        let db = stage.world.state.db.read();
        let kept = (
            waiting(stage).await,
            party_photo::Entity::find().count(db).await.unwrap(),
            hazard_event::Entity::find().count(db).await.unwrap(),
            file::Entity::find().count(db).await.unwrap(),
        );
        assert_eq!((kept, stage.files()), ((0, 0, 2, 1), files));
        let later = (local_date(Utc::now()) + Days::new(40)).to_string();
        let asked = fields.map(|(name, value)| if name == "until" { (name, &*later) } else { (name, value) });
        assert_eq!(party.submit(&page, &asked).await.status, StatusCode::SEE_OTHER);
        assert_eq!(waiting(stage).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_link_is_shown_once_and_never_kept() {
    play(async |stage| {
        let (mine, _) = hazard(stage, "楼道堆放纸箱").await;
        let office = stage.enter(&stage.world.office).await;
        let fields =
            [("id", &*Uuid::now_v7().to_string()), ("scope", "notice"), ("hazard", &*mine.to_string())];
        let made = office.submit("/do/party-links", &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        assert_eq!(made.header(CACHE_CONTROL), "no-store");
        let at = made.body.find("/p/").unwrap();
        let path = made.body[at..at + 25].to_owned();
        assert!(made.body.contains(&format!("{}{path}", stage.base)), "the whole address");
        assert_eq!(stage.stranger().page(&path).await.status, StatusCode::OK);
        let page = office.page(&format!("/hazards/{mine}")).await;
        assert!(page.body.contains("一份告知") && !page.body.contains(&path[3..]), "the link, not its token");
        // the form sent again cannot tell the token again
        let again = office.submit_json("/do/party-links", &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_too_often_waits() {
    play_with(&[("party.per_address_per_minute", "5"), ("party.sends_per_minute", "1")], async |stage| {
        let (mine, _) = hazard(stage, "楼道堆放纸箱").await;
        let (_, page) = link(stage, vec![mine], Utc::now()).await;
        let party = stage.stranger();
        assert_eq!(
            report(&party, &page, Uuid::now_v7(), mine, jpeg(40, 30)).await.status,
            StatusCode::SEE_OTHER
        );
        let answer = report(&party, &page, Uuid::now_v7(), mine, jpeg(40, 30)).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        // a slow machine is given one more every twelve seconds
        for n in 0..20 {
            let guess = party.page(&format!("/p/guess{n}")).await.status;
            assert!([StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS].contains(&guess), "{guess}");
        }
        let answer = party.page(&page).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "the address has had its five");
        assert!(answer.header(RETRY_AFTER).parse::<u64>().unwrap() > 0);
        assert!(!answer.body.contains("楼道堆放纸箱"));
    })
    .await;
}
