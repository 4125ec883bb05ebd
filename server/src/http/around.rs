//! What stands around every route, one within the other. All of it is one layer: each layer is a box around the service
//! and another around its answer, made for every request and gone through whenever the answer has come a step further.

use super::{
    Web,
    answer::Refusal,
    crash::{self, catch},
    headers::secure,
    hear_out::hear_out,
    observe::Seen,
    origin,
    session::{is_about_forms, store::as_it_is},
    squeeze::{is_taken, squeezed},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::fault::{Code, Fault};
use std::time::Duration;

/// A request that takes longer is given up: 60 s, enough for a form with photos over a slow line.
const PATIENCE: Duration = Duration::from_mins(1);

/// Leads a request to the routes, and their answer out.
pub async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    let asked = web.clone();
    let (seen, is_page) = (Seen::of(&request), crash::is_page(&request));
    let taken = is_taken(request.headers());
    let current = is_about_forms(request.uri().path());
    let answer = hear_out(request, move |request| async move {
        let refused = origin::refusal(&asked, &request);
        match refused {
            Some(refusal) => refusal.into_response(),
            None => squeezed(as_it_is(current, next.run(request)).await, taken).await,
        }
    });
    let mut response = seen.answered(catch(is_page, in_time(answer))).await;
    secure(&web, &mut response);
    response
}

async fn in_time(answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(response) => response,
        Err(_) => Refusal(Fault::new(Code::Busy)).into_response(),
    }
}
