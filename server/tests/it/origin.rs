//! Requests that other people's pages make a browser send: none of them changes anything.

use crate::{
    stage::{Answer, HTML, JSON, Stage, Visitor, play},
    support::world::noon,
};
use domain::{fault::Code, ids::HazardId};
use reqwest::{Method, StatusCode, header::ACCEPT};
use uuid::Uuid;
use xunan_server::http::table;

/// What a request says about where it comes from, and whether it is let through. `HERE` is our own address.
const SENDERS: &[(&[(&str, &str)], bool)] = &[
    (&[("sec-fetch-site", "cross-site")], false),
    (&[("sec-fetch-site", "same-site")], false),
    (&[("sec-fetch-site", "cross-site"), ("origin", "HERE")], false),
    (&[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")], false),
    (&[("origin", "http://evil.example")], false),
    (&[("origin", "null")], false),
    (&[("origin", "HERE.evil.example")], false),
    (&[("sec-fetch-site", "nonsense")], false),
    // programs must say which server they mean
    (&[], false),
    (&[("referer", "HERE/hazards")], false),
    (&[("sec-fetch-site", "same-origin")], true),
    (&[("sec-fetch-site", "same-origin"), ("origin", "HERE")], true),
    (&[("sec-fetch-site", "none")], true),
    (&[("origin", "HERE")], true),
];

async fn send(visitor: &Visitor, path: &str, accept: &str, sender: &[(&str, &str)]) -> Answer {
    let mut request = visitor.bare(Method::POST, path).header(ACCEPT, accept);
    for (name, value) in sender {
        request = request.header(*name, value.replace("HERE", &visitor.base));
    }
    let fields = [("id", Uuid::now_v7().to_string()), ("note", "看过".into()), ("reason", "联系".into())];
    Answer::of(request.form(&fields)).await
}

async fn events(stage: &Stage, hazard: HazardId) -> usize {
    let ctx = stage.world.ctx(&stage.world.office, chrono::Utc::now());
    backend::hazards::query::detail(&ctx, hazard).await.unwrap().events.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_that_changes_something_takes_it_from_another_site() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let hazard = stage.world.find(noon("2023-06-01"), |_| ()).await;
        let unsafe_routes: Vec<String> = table(&stage.web)
            .into_iter()
            .filter(|route| !route.method.is_safe())
            .map(|route| route.path.replace("{id}", &hazard.to_string()).replace("{action}", "add_note"))
            .collect();
        assert!(unsafe_routes.len() >= 10, "{unsafe_routes:?}");
        for path in unsafe_routes {
            for (sender, let_through) in SENDERS {
                for accept in [JSON, HTML] {
                    if path == "/do/sign-out" && *let_through {
                        continue;
                    }
                    let answer = send(&office, &path, accept, sender).await;
                    let refused = answer.status == StatusCode::FORBIDDEN
                        && answer.body.contains(Code::CrossSite.as_str());
                    assert_eq!(refused, !let_through, "{path} {sender:?}: {} {}", answer.status, answer.body);
                }
            }
        }
        // one note for each sender that was let through: by JSON and by HTML
        let let_through = SENDERS.iter().filter(|(_, ok)| *ok).count();
        assert_eq!(events(stage, hazard).await, 1 + 2 * let_through);
        // still signed in: nobody signed the office out from elsewhere
        assert_eq!(office.get("/api/v1/me").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_from_another_site_opens_and_other_methods_do_nothing() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let hazard = stage.world.find(noon("2023-06-01"), |_| ()).await;
        let path = format!("/hazards/{hazard}");
        let from_mail = office.bare(Method::GET, &path).header("sec-fetch-site", "cross-site");
        assert_eq!(Answer::of(from_mail.header(ACCEPT, HTML)).await.status, StatusCode::OK);
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            for path in [&path, "/api/v1/hazards", "/do/sign-out", "/no/such/page"] {
                let answer = Answer::of(office.request(method.clone(), path)).await;
                assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
            }
        }
        // a change is never a GET
        for path in ["/do/sign-out", &format!("/do/hazards/{hazard}/add_note"), "/do/locale"] {
            let answer = office.page(path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
        assert_eq!(events(stage, hazard).await, 1);
        assert_eq!(office.get("/api/v1/me").await.status, StatusCode::OK);
    })
    .await;
}
