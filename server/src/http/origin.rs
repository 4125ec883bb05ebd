//! Where a change comes from. A browser sends our cookie also with forms of other people's pages; it also says
//! which page a form came from, and scripts cannot forge that (Fetch Metadata, Origin).

use super::{Web, answer::Refusal};
use crate::api::v1::intake;
use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, Uri,
        header::{AUTHORIZATION, HOST, ORIGIN},
    },
};
use domain::fault::{Code, Fault};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses changes that another site's page asks for. What a vendor's platform sends is no page's: it brings a token, which
/// no browser adds by itself, and nothing else counts there.
pub fn refusal(web: &Web, request: &Request) -> Option<Refusal> {
    let public = web.config.server.public_url.as_deref();
    let brings_token = request.uri().path() == intake::PATH && request.headers().contains_key(AUTHORIZATION);
    let accepted =
        request.method().is_safe() || brings_token || is_ours(request.headers(), request.uri(), public);
    (!accepted).then(|| Refusal(Fault::new(Code::CrossSite)))
}

/// Whether the sender is a page of ours, or no page at all but says that it means us. `public` is the address
/// that people type, when a proxy stands between.
fn is_ours(headers: &HeaderMap, uri: &Uri, public: Option<&str>) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(&HOST).or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
    let origin = text(&ORIGIN).map(|origin| {
        let asked = origin.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
        public == Some(origin) || asked.is_some_and(|(_, asked)| Some(asked) == host)
    });
    match text(&SEC_FETCH_SITE) {
        Some("same-origin") => origin != Some(false),
        // typed or from a bookmark; such a request has no origin, or ours
        Some("none") => origin != Some(false),
        Some(_) => false,
        // older browsers, plain http in a local network, and programs: they must name our host
        None => origin == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn ours(pairs: &[(&'static str, &'static str)], public: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_ours(&headers, &Uri::from_static("/do/sign-in"), public)
    }

    #[test]
    fn fetch_metadata_decides_where_there_is_any() {
        let host = ("host", "xunan.example:3000");
        for (site, origin, answer) in [
            ("same-origin", "http://xunan.example:3000", true),
            ("same-origin", "http://evil.example", false),
            ("none", "http://xunan.example:3000", true),
            ("none", "null", false),
            ("cross-site", "http://xunan.example:3000", false),
            ("same-site", "http://xunan.example:3000", false),
            ("nonsense", "http://xunan.example:3000", false),
        ] {
            assert_eq!(
                ours(&[host, ("sec-fetch-site", site), ("origin", origin)], None),
                answer,
                "{site} {origin}"
            );
        }
        assert!(ours(&[host, ("sec-fetch-site", "same-origin")], None));
        assert!(ours(&[host, ("sec-fetch-site", "none")], None));
        assert!(!ours(&[host, ("sec-fetch-site", "cross-site")], None));
    }

    #[test]
    fn otherwise_the_origin_must_be_this_host() {
        let host = ("host", "xunan.example:3000");
        for (origin, answer) in [
            ("http://xunan.example:3000", true),
            ("https://xunan.example:3000", true),
            ("http://xunan.example", false),
            ("http://xunan.example:3001", false),
            ("http://evil.example", false),
            ("null", false),
            ("ftp://xunan.example:3000", false),
            ("xunan.example:3000", false),
        ] {
            assert_eq!(ours(&[host, ("origin", origin)], None), answer, "{origin}");
        }
        assert!(!ours(&[host], None), "who says nothing is refused");
        assert!(!ours(&[("origin", "http://xunan.example")], None));
    }

    #[test]
    fn behind_a_proxy_the_public_address_counts_too() {
        let inner = ("host", "127.0.0.1:3000");
        let public = Some("https://xunan.example");
        assert!(ours(&[inner, ("origin", "https://xunan.example")], public));
        assert!(ours(
            &[inner, ("sec-fetch-site", "same-origin"), ("origin", "https://xunan.example")],
            public
        ));
        assert!(!ours(&[inner, ("origin", "https://evil.example")], public));
    }
}
