//! Several servers on one PostgreSQL: what one of them has changed counts at the others.

use crate::{
    sign_in::session_of,
    stage::{Another, Answer, HTML, JSON, Stage, Visitor},
    support::{TestDb, world::PASSWORD},
};
use backend::{
    ctx::{Limits, State},
    db::Db,
};
use domain::fault::Code;
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, COOKIE, REFERER},
};
use std::time::Duration;
use tokio::time::{sleep, timeout};

const ME: &str = "/api/v1/me";

/// Runs a story on two servers, when there is a PostgreSQL to test with.
async fn on_two(settings: &[(&str, &str)], story: impl AsyncFnOnce(&Stage, &Another)) {
    if let Some(db) = TestDb::postgres().await {
        db.tell(async |db: Db| {
            let stage = Stage::open(&db, settings).await;
            // another process with the same database and the same store of photos
            let state = State::new(db.clone(), stage.world.state.storage.clone(), Limits::default());
            let other = stage.another(state).await;
            story(&stage, &other).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_page_knows_what_the_form_before_it_came_to() {
    on_two(&[], async |stage, other| {
        let here = stage.enter(&stage.world.office).await;
        let there = other.reached_by(&here);
        for (at, then) in [(&here, &there), (&there, &here), (&here, &there)] {
            // it has read the session just now
            assert_eq!(then.page("/sites").await.status, StatusCode::OK);
            let form = at.request(Method::POST, "/do/sites").header(ACCEPT, HTML);
            let form = form.header(REFERER, format!("{}/sites?q=x", at.base)).form(&[("name", "")]);
            let refused = Answer::of(form).await;
            assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, "/sites?q=x"));
            let page = then.page(refused.location()).await;
            assert!(page.body.contains("有内容需要修改"), "{}", page.body);
            // and shows it once
            assert!(!at.page("/sites?q=x").await.body.contains("有内容需要修改"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempts_to_sign_in_are_counted_together() {
    on_two(&[("sign_in.per_login_per_minute", "2")], async |stage, other| {
        let here = stage.stranger();
        let there = other.reached_by(&here);
        let tried = async |at: &Visitor| {
            let fields = [("login", "nobody"), ("password", "a wrong one")];
            at.submit_json("/do/sign-in", &fields).await.code()
        };
        assert_eq!(tried(&here).await, Code::BadCredentials);
        assert_eq!(tried(&there).await, Code::BadCredentials);
        assert_eq!(tried(&here).await, Code::TooManyAttempts, "two in all, not two at each");
        assert_eq!(tried(&there).await, Code::TooManyAttempts);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_out_at_one_is_out_at_all() {
    on_two(&[], async |stage, other| {
        let here = stage.enter(&stage.world.office).await;
        // with the cookie that it had: a browser forgets it, a thief does not
        let again = here.sign_in("office", PASSWORD, "/").await;
        let cookie = session_of(&again).unwrap();
        let there = other.reached_by(&stage.stranger());
        let asked = async || {
            let request = there.bare(Method::GET, ME).header(ACCEPT, JSON);
            Answer::of(request.header(COOKIE, &cookie)).await.status
        };
        assert_eq!(asked().await, StatusCode::OK);
        here.submit("/do/sign-out", &[]).await;
        // a session is remembered for a second
        let ended = async {
            while asked().await == StatusCode::OK {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(5), ended).await.expect("the session ends");
        assert_eq!(asked().await, StatusCode::UNAUTHORIZED);
    })
    .await;
}
