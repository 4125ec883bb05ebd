//! Links for leaders: the issued summary behind a token without an account, to be read and nothing else.

use crate::{
    stage::{Stage, play, play_with},
    support::{summaries::issued, world::noon},
};
use backend::{party, summary::links};
use chrono::{DateTime, Utc};
use domain::{
    ids::{PartyLinkId, SummaryId, SummaryLinkId},
    party::{LinkScope, MakeLink},
    summary::links::MakeSummaryLink,
};
use reqwest::{
    StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE,
    },
};
use secrecy::ExposeSecret;
use uuid::Uuid;

/// June 2023, issued, with one hazard found and closed in it.
async fn june(stage: &Stage) -> SummaryId {
    let hazard = stage.world.find(noon("2023-06-05"), |_| ()).await;
    stage.world.close(noon("2023-06-10"), hazard).await;
    issued(&stage.world, "2023-06", noon("2023-07-03")).await.id
}

/// A link to a summary, made at that time.
async fn link(stage: &Stage, summary: SummaryId, at: DateTime<Utc>) -> (SummaryLinkId, String) {
    let id = SummaryLinkId(Uuid::now_v7());
    let ctx = stage.world.ctx(&stage.world.office, at);
    let link = links::make(&ctx, MakeSummaryLink { id, summary }).await.unwrap();
    (id, format!("/s/{}", link.token.expose_secret()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_shows_the_issued_summary_and_nothing_to_press() {
    play(async |stage| {
        let june = june(stage).await;
        let (_, page) = link(stage, june, Utc::now()).await;
        let leader = stage.stranger();
        let shown = leader.page(&page).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        for text in ["2023年6月安全工作小结", "安结〔2023〕1号", "查出隐患", "继续开展消防专项检查。"]
        {
            assert!(shown.body.contains(text), "{text}\n{}", shown.body);
        }
        for nothing in ["<script", "<form", "style=", "/summaries/"] {
            assert!(!shown.body.contains(nothing), "{nothing}\n{}", shown.body);
        }
        let file = leader.page(&format!("{page}/pdf")).await;
        assert_eq!((file.status, file.header(CONTENT_TYPE)), (StatusCode::OK, "application/pdf"));
        for answer in [&shown, &file] {
            assert_eq!(answer.header(REFERRER_POLICY), "strict-origin");
            assert_eq!(answer.header(CACHE_CONTROL), "no-store");
            assert!(!answer.headers.contains_key(SET_COOKIE), "looking sets no cookie");
        }
        assert!(shown.header(CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"));
        assert!(leader.page(&format!("{page}?lang=en")).await.body.contains("June 2023"));

        // life goes on, what was issued does not change
        stage.world.find(noon("2023-06-20"), |_| ()).await;
        assert_eq!(leader.page(&page).await.body, shown.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_nothing_else_and_not_for_ever() {
    play(async |stage| {
        let june = june(stage).await;
        let (id, page) = link(stage, june, Utc::now()).await;
        let (_, old) = link(stage, june, noon("2023-07-04")).await;
        let hazard = stage.world.find(noon("2023-06-06"), |_| ()).await;
        let make =
            MakeLink { id: PartyLinkId(Uuid::now_v7()), scope: LinkScope::Notice, hazards: vec![hazard] };
        let party = party::make(&stage.world.ctx(&stage.world.office, Utc::now()), make).await.unwrap();
        let leader = stage.stranger();
        let token = page.strip_prefix("/s/").unwrap();
        for nowhere in [
            old.clone(),
            format!("{old}/pdf"),
            "/s/AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            page[..page.len() - 1].to_owned(),
            format!("/s/{id}"),
            format!("/s/{june}"),
            // each kind of link opens its own kind of page
            format!("/s/{}", party.token.expose_secret()),
            format!("/p/{token}"),
            // beside the page, where the program's own pages are looked for
            format!("{page}/"),
            format!("{page}/docx"),
        ] {
            let answer = leader.page(&nowhere).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
            assert_eq!(answer.header(REFERRER_POLICY), "strict-origin", "{nowhere}");
            assert!(!answer.body.contains("安结"), "{nowhere}");
        }
        for shut in [format!("/api/v1/summaries/{june}/pdf"), format!("/api/v1/summaries/{june}/docx")] {
            assert_eq!(leader.get(&shut).await.status, StatusCode::UNAUTHORIZED, "{shut}");
        }
        // a link that was taken back is shut at once
        let office = stage.enter(&stage.world.office).await;
        let back = office.submit_json(&format!("/do/summary-links/{id}/revoke"), &[]).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.body);
        for shut in [page.clone(), format!("{page}/pdf")] {
            assert_eq!(leader.page(&shut).await.status, StatusCode::NOT_FOUND, "{shut}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_link_is_shown_once_and_never_kept() {
    play(async |stage| {
        let june = june(stage).await;
        let office = stage.enter(&stage.world.office).await;
        let fields = [("id", &*Uuid::now_v7().to_string()), ("summary", &*june.to_string())];
        let made = office.submit("/do/summary-links", &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        assert_eq!(made.header(CACHE_CONTROL), "no-store");
        let at = made.body.find("/s/").unwrap();
        let path = made.body[at..at + 25].to_owned();
        assert!(made.body.contains(&format!("{}{path}", stage.base)), "the whole address");
        assert_eq!(stage.stranger().page(&path).await.status, StatusCode::OK);
        let page = office.page(&format!("/summaries/{june}")).await;
        assert!(page.body.contains("给领导的链接") && page.body.contains("收回链接"), "{}", page.body);
        assert!(!page.body.contains(&path[3..]), "the link, not its token");
        let again = office.submit_json("/do/summary-links", &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        // a leader with an account reads the page, and makes no links
        let leader = stage.enter(&stage.world.leader).await;
        assert!(!leader.page(&format!("/summaries/{june}")).await.body.contains("给领导的链接"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_too_often_waits() {
    play_with(&[("party.per_address_per_minute", "5")], async |stage| {
        let (_, page) = link(stage, june(stage).await, Utc::now()).await;
        let leader = stage.stranger();
        for n in 0..20 {
            let guess = leader.page(&format!("/s/guess{n}")).await.status;
            assert!([StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS].contains(&guess), "{guess}");
        }
        let answer = leader.page(&page).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "the address has had its five");
        assert!(answer.header(RETRY_AFTER).parse::<u64>().unwrap() > 0);
        assert!(!answer.body.contains("安结"));
    })
    .await;
}
