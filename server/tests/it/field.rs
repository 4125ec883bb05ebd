//! The shell of the field app: one kept copy must serve every address, everybody, in every language.

use crate::stage::{Answer, HTML, Visitor, play};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, COOKIE, SET_COOKIE},
};

const PLACES: [&str; 5] = [
    "/field",
    "/field/ready",
    "/field/hazards?q=x",
    "/field/visit/0190b1f2-0000-7000-8000-000000000001",
    "/field/conflict/0190b1f2-0000-7000-8000-000000000002",
];

/// The page with the nonce taken out of it and its policy.
fn without_nonce(answer: &Answer) -> (String, String) {
    let policy = answer.header(CONTENT_SECURITY_POLICY);
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    let nonce = rest.split('\'').next().unwrap();
    assert!(nonce.len() >= 16);
    (answer.body.replace(nonce, "NONCE"), policy.replace(nonce, "NONCE"))
}

async fn in_english(visitor: &Visitor, path: &str) -> Answer {
    let asked = visitor.request(Method::GET, path).header(ACCEPT, HTML);
    Answer::of(asked.header(ACCEPT_LANGUAGE, "en").header(COOKIE, "lang=en")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_copy_of_the_shell_fits_every_address_and_everybody() {
    play(async |stage| {
        let stranger = stage.stranger();
        let inspector = stage.enter(&stage.world.inspector).await;
        let office = stage.enter(&stage.world.office).await;
        let first = stranger.page("/field").await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        let (page, policy) = without_nonce(&first);
        assert!(page.contains("field-wait"), "{page}");
        for path in PLACES {
            for (who, answer) in [
                ("a stranger", stranger.page(path).await),
                ("an inspector", inspector.page(path).await),
                ("the office", office.page(path).await),
                ("a stranger in English", in_english(&stranger, path).await),
            ] {
                assert_eq!(answer.status, StatusCode::OK, "{path} by {who}");
                assert_eq!(without_nonce(&answer), (page.clone(), policy.clone()), "{path} by {who}");
                assert_eq!(answer.header(SET_COOKIE), "", "{path} by {who}");
            }
        }
        let actor = &stage.world.inspector;
        assert!(!page.contains(&actor.name) && !page.contains(&actor.login), "it names somebody");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_no_place_of_it_is_a_page_like_any_other() {
    play(async |stage| {
        let answer = stage.stranger().page("/fields").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in?next=%2Ffields"));
    })
    .await;
}
