//! Headers that protect the browser: the content policy with its nonces, cookies, what is kept.

use crate::stage::{Answer, HTML, JSON, Visitor, play, play_with};
use flate2::read::GzDecoder;
use reqwest::{
    Method, StatusCode,
    header::{
        ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
        REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
        X_FRAME_OPTIONS,
    },
};
use std::{collections::BTreeSet, io::Read};

const PAGES: [&str; 14] = [
    "/",
    "/hazards",
    "/hazards/new",
    "/inspections",
    "/sites",
    "/visit/new",
    "/rates",
    "/dashboard",
    "/dashboard/wall",
    "/devices",
    "/reminders",
    "/deliveries",
    "/set-aside",
    "/no/such/page",
];

/// The nonce of an answer's policy.
fn nonce(answer: &Answer) -> String {
    let policy = answer.header(CONTENT_SECURITY_POLICY);
    let (_, rest) = policy.split_once("'nonce-").unwrap_or_else(|| panic!("no nonce: {policy}"));
    rest.split('\'').next().unwrap().to_owned()
}

/// Everything a policy says about one kind of source.
fn sources<'a>(policy: &'a str, kind: &str) -> &'a str {
    policy.split(';').map(str::trim).find(|part| part.split(' ').next() == Some(kind)).unwrap_or_default()
}

/// The opening tags of that name.
fn tags<'a>(html: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let opening = format!("<{name}");
    html.match_indices(&opening)
        .map(|(at, _)| html[at..].split('>').next().unwrap())
        .filter(move |tag| tag[name.len() + 1..].starts_with([' ', '\n']) || tag.len() == name.len() + 1)
        .collect::<Vec<_>>()
        .into_iter()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_script_of_a_page_has_the_nonce_of_that_answer() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let stranger = stage.stranger();
        let mut nonces = BTreeSet::new();
        let mut answers = vec![stranger.page("/sign-in").await, stranger.page("/sign-in").await];
        for path in PAGES.iter().chain(&PAGES) {
            answers.push(office.page(path).await);
        }
        let number = answers.len();
        for page in answers {
            let policy = page.header(CONTENT_SECURITY_POLICY);
            let nonce = nonce(&page);
            assert!(nonce.len() >= 16, "{nonce}");
            for script in tags(&page.body, "script") {
                assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{script}");
            }
            assert!(tags(&page.body, "script").count() > 0);
            assert_eq!(tags(&page.body, "style").count(), 0, "styles stand in files");
            for attribute in [" style=\"", " onclick=", " onload=", " onsubmit=", "javascript:"] {
                assert!(!page.body.contains(attribute), "{attribute}");
            }
            let scripts = sources(policy, "script-src");
            assert_eq!(scripts, format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'"));
            assert_eq!(sources(policy, "style-src"), "style-src 'self'");
            assert_eq!(sources(policy, "object-src"), "object-src 'none'");
            assert_eq!(sources(policy, "base-uri"), "base-uri 'none'");
            assert_eq!(sources(policy, "form-action"), "form-action 'self'");
            assert_eq!(sources(policy, "frame-ancestors"), "frame-ancestors 'none'");
            nonces.insert(nonce);
        }
        assert_eq!(nonces.len(), number, "a nonce is used once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_what_protects_it() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        // the first request of a new session writes down when it was last seen
        office.get("/api/v1/me").await;
        let hazard = stage.world.find(crate::support::world::noon("2023-06-01"), |_| ()).await;
        for path in [
            "/",
            "/sign-in",
            "/hazards",
            "/no/such/page",
            "/healthz",
            "/api/v1/me",
            "/api/v1/nothing",
            "/api/v1/hazards/x",
            "/files/x",
            &format!("/api/v1/hazards/{hazard}"),
        ] {
            for visitor in [&office, &stage.stranger()] {
                let answer = visitor.page(path).await;
                assert_eq!(answer.header(X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
                assert_eq!(answer.header(X_FRAME_OPTIONS), "DENY", "{path}");
                assert_eq!(answer.header(REFERRER_POLICY), "same-origin", "{path}");
                assert!(answer.header(CONTENT_SECURITY_POLICY).contains("frame-ancestors 'none'"), "{path}");
                assert_eq!(answer.header(CACHE_CONTROL), "no-store", "{path}");
                assert_eq!(answer.header(STRICT_TRANSPORT_SECURITY), "", "not without https");
                assert!(
                    !answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by")
                );
                assert_eq!(
                    answer.headers.get_all(SET_COOKIE).iter().count(),
                    0,
                    "looking sets no cookie: {path}"
                );
            }
        }
        let data = office.get("/api/v1/me").await;
        assert_eq!(data.header(CONTENT_SECURITY_POLICY), "default-src 'none'; frame-ancestors 'none'");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    play(async |stage| {
        stage.give_password(&stage.world.office).await;
        let answer = stage.stranger().sign_in("office", crate::support::world::PASSWORD, "/").await;
        let cookie = answer.header(SET_COOKIE);
        assert!(cookie.starts_with("xunan_session="), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{flag}: {cookie}");
        }
        assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
        let language = stage.stranger().submit("/do/locale", &[("lang", "en")]).await;
        let cookie = language.header(SET_COOKIE);
        assert!(cookie.starts_with("lang=en;") && cookie.contains("SameSite=Lax"), "{cookie}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_https_cookies_and_pages_stay_there() {
    play_with(&[("server.public_url", "https://xunan.example")], async |stage| {
        stage.give_password(&stage.world.office).await;
        let fields = [("login", "office"), ("password", crate::support::world::PASSWORD)];
        let request =
            stage.stranger().bare(Method::POST, "/do/sign-in").header("origin", "https://xunan.example");
        let answer = Answer::of(request.header(ACCEPT, HTML).form(&fields)).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
        let cookie = answer.header(SET_COOKIE);
        assert!(cookie.starts_with("__Host-xunan_session="), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
            assert!(cookie.contains(flag), "{flag}: {cookie}");
        }
        assert!(answer.header(STRICT_TRANSPORT_SECURITY).starts_with("max-age="));
    })
    .await;
}

/// An answer to a browser, which takes gzip, and what it says unpacked.
async fn packed(visitor: &Visitor, path: &str, accepted: &str) -> (Answer, Vec<u8>) {
    let request = visitor.request(Method::GET, path).header(ACCEPT, accepted);
    let answer = Answer::of(request.header(ACCEPT_ENCODING, "gzip, deflate, br")).await;
    assert_eq!(answer.header(CONTENT_ENCODING), "gzip", "{path}");
    let mut plain = Vec::new();
    GzDecoder::new(answer.bytes.as_slice()).read_to_end(&mut plain).unwrap();
    (answer, plain)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_compressed_for_who_takes_that() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let plain = office.get("/api/v1/library").await;
        assert_eq!((plain.status, plain.header(CONTENT_ENCODING)), (StatusCode::OK, ""));
        let (small, unpacked) = packed(&office, "/api/v1/library", JSON).await;
        assert_eq!(unpacked, plain.bytes);
        assert_eq!(small.header(CONTENT_LENGTH), small.bytes.len().to_string(), "its length is known");
        assert!(small.bytes.len() < plain.bytes.len());
        for answer in [&plain, &small] {
            assert_eq!(answer.header(VARY), "accept-encoding");
        }
        // a page is still being made when its head goes out
        let (page, html) = packed(&office, "/hazards", HTML).await;
        assert_eq!(page.header(VARY), "accept-encoding");
        assert!(String::from_utf8(html).unwrap().contains("</html>"));
    })
    .await;
}
