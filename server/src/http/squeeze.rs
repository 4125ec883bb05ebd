//! Compression of answers, cheaply: an answer is compressed again for every request, and for a page of a list brotli takes
//! longer than all the rest of the work without making it smaller. Files are compressed, with brotli, when they are built.
//!
//! An answer that lies in memory as a whole is compressed in one go, with tables that its thread keeps for that: they have
//! some hundred kilobytes, and making them anew takes longer than compressing a hazard. Its length is then known, so that
//! it is not sent in pieces. What is still being made is compressed as it comes.

use super::answer::{Refusal, told};
use axum::{
    body::{Body, HttpBody, to_bytes},
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, VARY},
    },
    response::{IntoResponse, Response},
};
use backend::error::Error;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use std::cell::RefCell;
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
};

/// Longest answer that is compressed in one go, bytes; a longer one would hold up what its thread does besides.
const MOST: usize = 512 * 1024;

/// How hard is worked at what lies in memory, of nine: the fastest takes as long and leaves a fifth more.
const QUICK: u32 = 2;

/// How hard is worked at what is still being made. Those are the pages, up to 400 kB of tables and charts, and whoever waits for
/// one often has a slow line: a quarter less to come over it costs a fraction of what making the page does.
const CAREFUL: i32 = 6;

/// The head of a gzip file (RFC 1952): deflate, no name, no time, neither the fastest way nor the best, from no system in
/// particular.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// Compresses what is still being made.
pub fn layer() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().no_br().quality(CompressionLevel::Precise(CAREFUL)).compress_when(AsItComes)
}

/// What [`layer`] compresses.
#[derive(Clone, Copy)]
struct AsItComes;

impl Predicate for AsItComes {
    fn should_compress<B: HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        !is_whole(response.body()) && worth_it(response)
    }
}

/// Whether a body lies in memory.
fn is_whole(body: &impl HttpBody) -> bool {
    body.size_hint().exact().is_some_and(|bytes| bytes <= MOST as u64)
}

/// Whether there is something to gain: pictures and fonts are compressed already.
fn worth_it<B: HttpBody>(response: &axum::http::Response<B>) -> bool {
    DefaultPredicate::new().and(NotForContentType::const_new("font/")).should_compress(response)
}

/// Whether the asker takes gzip.
pub fn is_taken(headers: &HeaderMap) -> bool {
    let named = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|q| q > 0.0)
    })
}

/// Compresses an answer that lies in memory, when its asker takes that.
pub async fn squeezed(response: Response, taken: bool) -> Response {
    let headers = response.headers();
    let plain = !headers.contains_key(CONTENT_ENCODING) && !headers.contains_key(CONTENT_RANGE);
    if !plain || !is_whole(response.body()) || !worth_it(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // who keeps it must not hand it to one who asks in another way
    parts.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    if !taken {
        return Response::from_parts(parts, body);
    }
    let plain = match to_bytes(body, MOST).await {
        Ok(plain) => plain,
        Err(error) => return Refusal(told(Error::internal(error))).into_response(),
    };
    let Some(small) = gzip(&plain) else { return Response::from_parts(parts, Body::from(plain)) };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(ACCEPT_RANGES);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Response::from_parts(parts, Body::from(small))
}

thread_local! {
    /// What compresses, with its tables.
    static DEFLATE: RefCell<Compress> = RefCell::new(tables());
}

fn tables() -> Compress {
    Compress::new(Compression::new(QUICK), false)
}

/// The same as a gzip file; `None` when that is no smaller.
fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    // room for what becomes longer too, nine bits for each byte: tables whose work was broken off are not good again
    let mut small = Vec::with_capacity(HEAD.len() + plain.len() / 8 * 9 + 128);
    small.extend_from_slice(&HEAD);
    let done = DEFLATE.with_borrow_mut(|deflate| {
        deflate.reset();
        let done = deflate.compress_vec(plain, &mut small, FlushCompress::Finish);
        if !matches!(done, Ok(Status::StreamEnd)) {
            *deflate = tables();
        }
        done
    });
    if !matches!(done, Ok(Status::StreamEnd)) {
        return None;
    }
    let mut sum = Crc::new();
    sum.update(plain);
    small.extend_from_slice(&sum.sum().to_le_bytes());
    small.extend_from_slice(&u32::try_from(plain.len()).ok()?.to_le_bytes());
    (small.len() < plain.len()).then_some(small)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    fn unpacked(small: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        GzDecoder::new(small).read_to_end(&mut plain).unwrap();
        plain
    }

    #[test]
    fn what_comes_out_is_a_gzip_file_of_what_went_in() {
        for rows in [1_usize, 2, 50, 5_000] {
            let row = r#"{"number":"310105008-2026-000123","status":"registered","overdue":false},"#;
            let plain = row.repeat(rows);
            // twice: nothing of one answer is left for the next
            let (first, second) = (gzip(plain.as_bytes()), gzip(plain.as_bytes()));
            assert_eq!(first, second, "{rows}");
            match first {
                Some(small) => assert_eq!(unpacked(&small), plain.as_bytes(), "{rows}"),
                None => assert_eq!(rows, 1, "only what is short cannot be made shorter"),
            }
        }
    }

    /// Bytes in which nothing comes again.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .take(length)
        .collect()
    }

    #[test]
    fn what_came_before_does_no_harm() {
        for length in (1..400).chain([5_000, 70_000, MOST]) {
            assert_eq!(gzip(&noise(length)), None, "{length}");
            let text = "隐患整改 ".repeat(length.min(2_000) + 20);
            assert_eq!(unpacked(&gzip(text.as_bytes()).unwrap()), text.as_bytes(), "{length}");
        }
    }

    #[test]
    fn what_cannot_be_made_smaller_is_left_alone() {
        assert_eq!(gzip(&noise(10_000)), None);
        assert_eq!(gzip(b""), None);
        let text = "a".repeat(10_000);
        assert_eq!(unpacked(&gzip(text.as_bytes()).unwrap()), text.as_bytes());
    }

    #[test]
    fn who_takes_gzip_says_so() {
        let taken = |said: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(said));
            is_taken(&headers)
        };
        for said in ["gzip", "gzip, deflate, br", "br;q=1.0, GZIP;q=0.5", "deflate,gzip; q=0.001"] {
            assert!(taken(said), "{said}");
        }
        for said in ["", "identity", "br, deflate", "gzip;q=0", "gzip; q=0.000", "gzipped"] {
            assert!(!taken(said), "{said}");
        }
        assert!(!is_taken(&HeaderMap::new()));
    }
}
