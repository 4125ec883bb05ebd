//! Signing in and out, and what ends a session.

use crate::{
    stage::{Answer, JSON, Stage, Visitor, play, play_with},
    support::world::PASSWORD,
};
use backend::{entities::session, people};
use chrono::{TimeDelta, Utc};
use domain::fault::Code;
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, COOKIE, RETRY_AFTER, SET_COOKIE},
};
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use std::time::Duration;

const ME: &str = "/api/v1/me";

/// The session that an answer sets, as `name=value`.
pub fn session_of(answer: &Answer) -> Option<String> {
    let mut cookies = answer.headers.get_all(SET_COOKIE).iter().map(|c| c.to_str().unwrap());
    let cookie = cookies.rfind(|c| c.starts_with("xunan_session="))?;
    cookie.split(';').next().map(str::to_owned)
}

/// Whether a session, named by its cookie, is somebody's.
async fn is_signed_in(visitor: &Visitor, cookie: &str) -> bool {
    let request = visitor.bare(Method::GET, ME).header(ACCEPT, JSON).header(COOKIE, cookie);
    match Answer::of(request).await.status {
        StatusCode::OK => true,
        StatusCode::UNAUTHORIZED => false,
        other => panic!("{other}"),
    }
}

async fn sessions(stage: &Stage) -> u64 {
    session::Entity::find().count(stage.world.state.db.read()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_password_opens_and_a_wrong_one_tells_nothing() {
    play(async |stage| {
        stage.give_password(&stage.world.office).await;
        people::service::disable(&stage.world.state, "colleague").await.unwrap();
        let visitor = stage.stranger();
        let mut told = Vec::new();
        // a wrong password, a login that does not exist, one that is disabled, one without a password
        for (login, password) in [
            ("office", "wrong"),
            ("nobody", PASSWORD),
            ("colleague", PASSWORD),
            ("leader", PASSWORD),
            ("", ""),
        ] {
            let fields = [("login", login), ("password", password)];
            let answer = visitor.submit_json("/do/sign-in", &fields).await;
            assert_eq!(answer.code(), Code::BadCredentials, "{login}");
            told.push(answer.body);
            let page = visitor.sign_in(login, password, "/").await;
            assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{login}");
            let page = visitor.page("/sign-in").await;
            assert!(
                page.body.contains(&format!("value=\"{login}\"")),
                "what was typed is kept: {}",
                page.body
            );
            assert!(!page.body.contains("wrong") && !page.body.contains(PASSWORD), "{}", page.body);
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(visitor.get(ME).await.code(), Code::Unauthenticated);
        let answer = visitor.sign_in(" Office ", PASSWORD, "").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
        assert_eq!(visitor.get(ME).await.json()["actor"]["login"], "office");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_tries_too_often_is_told_how_long_to_wait() {
    play_with(&[("sign_in.per_login_per_minute", "3")], async |stage| {
        stage.give_password(&stage.world.office).await;
        let visitor = stage.stranger();
        for _ in 0..3 {
            let fields = [("login", "office"), ("password", "wrong")];
            assert_eq!(visitor.submit_json("/do/sign-in", &fields).await.code(), Code::BadCredentials);
        }
        let before = sessions(stage).await;
        // also with the right password, and however the login is written
        let fields = [("login", "OFFICE "), ("password", PASSWORD)];
        let answer = visitor.submit_json("/do/sign-in", &fields).await;
        let fault = answer.fault();
        assert_eq!(fault.code, Code::TooManyAttempts);
        let seconds: u64 = fault.args["seconds"].parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert_eq!(answer.header(RETRY_AFTER), seconds.to_string());
        let page = visitor.sign_in("office", PASSWORD, "/hazards?q=a").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let to = page.location();
        assert!(to.starts_with("/sign-in?next=%2Fhazards%3Fq%3Da&fault=too_many_attempts&seconds="), "{to}");
        let page = visitor.page(to).await;
        assert!(page.body.contains("role=\"alert\"") && page.body.contains("秒"), "{}", page.body);
        assert_eq!(sessions(stage).await, before, "attempts fill no table");
        // another login is not concerned
        let fields = [("login", "leader"), ("password", "wrong")];
        assert_eq!(visitor.submit_json("/do/sign-in", &fields).await.code(), Code::BadCredentials);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_one_name_after_the_other_from_one_place_waits_too() {
    play_with(&[("sign_in.per_address_per_minute", "3")], async |stage| {
        stage.give_password(&stage.world.office).await;
        let visitor = stage.stranger();
        for login in ["a", "b", "c"] {
            let fields = [("login", login), ("password", "wrong")];
            assert_eq!(
                visitor.submit_json("/do/sign-in", &fields).await.code(),
                Code::BadCredentials,
                "{login}"
            );
        }
        let fields = [("login", "office"), ("password", PASSWORD)];
        let answer = visitor.submit_json("/do/sign-in", &fields).await;
        assert_eq!(answer.code(), Code::TooManyAttempts, "also with a right password under another name");
        assert!(!answer.header(RETRY_AFTER).is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_begins_a_new_session_and_signing_out_ends_it() {
    play(async |stage| {
        stage.give_password(&stage.world.office).await;
        let visitor = stage.stranger();
        let before = session_of(&visitor.sign_in("office", "wrong", "/").await).unwrap();
        let first = session_of(&visitor.sign_in("office", PASSWORD, "/").await).unwrap();
        assert_ne!(before, first, "a session that was there before the sign-in is not taken over");
        assert!(!is_signed_in(&stage.stranger(), &before).await);
        let second = session_of(&visitor.sign_in("office", PASSWORD, "/").await).unwrap();
        assert_ne!(first, second);
        assert!(!is_signed_in(&stage.stranger(), &first).await, "one browser, one session");
        assert!(is_signed_in(&stage.stranger(), &second).await);
        let out = visitor.submit("/do/sign-out", &[]).await;
        assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/sign-in"));
        assert!(!is_signed_in(&stage.stranger(), &second).await);
        assert_eq!(visitor.get(ME).await.code(), Code::Unauthenticated);
        assert!(visitor.page("/sign-in").await.body.contains("已退出"));
        // nothing to sign out of: no error
        assert_eq!(stage.stranger().submit_json("/do/sign-out", &[]).await.status, StatusCode::NO_CONTENT);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_or_the_end_of_an_account_ends_its_sessions() {
    play(async |stage| {
        let tablet = stage.enter(&stage.world.office).await;
        let colleague = stage.enter(&stage.world.colleague).await;
        let state = &stage.world.state;
        people::service::set_password(state, "office", "another horse 43".into()).await.unwrap();
        assert_eq!(tablet.get(ME).await.code(), Code::Unauthenticated);
        assert_eq!(tablet.page("/hazards").await.location(), "/sign-in?next=%2Fhazards");
        let old = tablet.submit_json("/do/sign-in", &[("login", "office"), ("password", PASSWORD)]).await;
        assert_eq!(old.code(), Code::BadCredentials);
        assert_eq!(tablet.sign_in("office", "another horse 43", "/").await.location(), "/");
        assert_eq!(tablet.get(ME).await.status, StatusCode::OK);

        assert_eq!(colleague.get(ME).await.status, StatusCode::OK, "others are not concerned");
        people::service::disable(state, "colleague").await.unwrap();
        assert_eq!(colleague.get(ME).await.code(), Code::Unauthenticated);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_session_is_none() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let state = &stage.world.state;
        let expire = async |at| {
            let write = state.db.write(move |tx| {
                Box::pin(async move {
                    session::Entity::update_many()
                        .col_expr(session::Column::ExpiresAt, Expr::value(at))
                        .exec(tx)
                        .await
                        .map(drop)
                })
            });
            write.await
        };
        expire(Utc::now() + TimeDelta::minutes(1)).await.unwrap();
        assert_eq!(office.get(ME).await.status, StatusCode::OK);
        // behind the server's back, so it may take the second for which a session is remembered
        expire(Utc::now() - TimeDelta::seconds(1)).await.unwrap();
        let ended = async {
            while office.get(ME).await.status == StatusCode::OK {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), ended).await.expect("the session ends");
        assert_eq!(office.get(ME).await.code(), Code::Unauthenticated);
        assert_eq!(office.page("/").await.location(), "/sign-in");
        // the form of a page that was open too long leads back to it
        let path = format!("/do/hazards/{}/add_note", uuid::Uuid::now_v7());
        let request =
            office.request(Method::POST, &path).header("referer", format!("{}/hazards/7", office.base));
        let answer = Answer::of(request.form(&[("note", "x")])).await;
        assert_eq!(answer.location(), "/sign-in?next=%2Fhazards%2F7");
        let purged =
            xunan_server::http::DbSessionStore::new(state.db.clone()).purge(Utc::now()).await.unwrap();
        assert!(purged >= 1);
        assert_eq!(sessions(stage).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_back_leads_to_this_site_only() {
    play(async |stage| {
        stage.give_password(&stage.world.office).await;
        for (next, to) in [
            ("/hazards?q=a&status=closed", "/hazards?q=a&status=closed"),
            ("/hazards?q=楼", "/hazards?q=%E6%A5%BC"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("\\\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("https:evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\t/evil.example", "/"),
            ("/\r\nSet-Cookie: a=b", "/"),
            (" //evil.example", "/"),
        ] {
            let visitor = stage.stranger();
            let answer = visitor.sign_in("office", PASSWORD, next).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{next:?}");
            // the same for somebody who is signed in already
            let query = reqwest::Url::parse_with_params("http://x/sign-in", [("next", next)]).unwrap();
            let path = format!("/sign-in?{}", query.query().unwrap());
            let answer = visitor.page(&path).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{next:?}");
            // and a wrong password keeps it only when it is one of ours
            let answer = stage.stranger().sign_in("office", "wrong", next).await;
            assert!(!answer.location().contains("evil") && !answer.location().contains("alert"), "{next:?}");
        }
    })
    .await;
}
