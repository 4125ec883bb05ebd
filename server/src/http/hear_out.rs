//! Hearing out a sender whose request is refused before all of it has arrived.
//!
//! A server that answers and hangs up while a photo is still on its way takes the answer away from most senders:
//! the browser says "no connection" instead of "sign in again". So what nobody wanted to read is read and thrown
//! away before the answer goes out.

use super::body::THROWN_AWAY;
use axum::{
    body::{Body, BodyDataStream, HttpBody},
    extract::Request,
    response::Response,
};
use futures::{
    StreamExt,
    stream::{Fuse, poll_fn},
};
use std::sync::{Arc, Mutex, PoisonError};

/// What arrives, still there when whoever was to read it has let it go.
type Arriving = Arc<Mutex<Fuse<BodyDataStream>>>;

/// A body of what is still to arrive.
fn body(arriving: &Arriving) -> Body {
    let arriving = Arc::clone(arriving);
    Body::from_stream(poll_fn(move |cx| {
        arriving.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(cx)
    }))
}

/// Lets the answer wait until the request has arrived, as far as that is worth waiting for.
pub async fn hear_out<F: Future<Output = Response>>(
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    if request.body().is_end_stream() {
        return answer(request).await;
    }
    let (parts, whole) = request.into_parts();
    let arriving: Arriving = Arc::new(Mutex::new(whole.into_data_stream().fuse()));
    let response = answer(Request::from_parts(parts, body(&arriving))).await;
    let mut rest = body(&arriving).into_data_stream();
    let mut read = 0;
    // an error means that the sender went away
    while let Some(Ok(piece)) = rest.next().await
        && read <= THROWN_AWAY
    {
        read += piece.len();
    }
    response
}
