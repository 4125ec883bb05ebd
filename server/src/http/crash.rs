//! A defect in a handler: the others go on, the person is told without internals, the log has the rest.

use super::answer::Refusal;
use axum::{
    extract::Request,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use backend::error::{Error, caught};
use domain::fault::{Code, Fault};

/// Whether the sender waits for a page, rather than for data.
pub fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    !["/api/", "/do/", "/files/"].iter().any(|data| path.starts_with(data))
}

/// Turns a panic into an answer.
pub async fn catch(is_page: bool, answer: impl Future<Output = Response>) -> Response {
    match caught(async { Ok::<_, Error>(answer.await) }).await {
        Ok(response) => response,
        Err(panic) => {
            let reference = backend::error::log(&panic);
            if is_page {
                (StatusCode::INTERNAL_SERVER_ERROR, Html(page(&reference))).into_response()
            } else {
                Refusal(Fault::new(Code::Internal).with("reference", reference)).into_response()
            }
        }
    }
}

/// In both languages: whatever knows the person's language may be what broke. `reference` is letters and digits.
fn page(reference: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>500</title>\
         <h1>系统出错</h1><p>请稍后再试；若再次出现，请报告编号 <code>{reference}</code>。<a href=\"/\">返回首页</a></p>\
         <div lang=\"en\"><h1>Something went wrong</h1><p>Please try again; if it happens again, quote \
         <code>{reference}</code>. <a href=\"/\">Home</a></p></div></html>"
    )
}
