//! What a request says about the program that sent it. Nothing here is to be believed for rights.

use super::Web;
use axum::{
    extract::{ConnectInfo, Request},
    http::{
        HeaderMap, Uri,
        header::{ACCEPT, REFERER},
    },
};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Whether the sender is a program that wants data, rather than a browser that shows pages.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("application/json") && !accepted.contains("text/html")
}

/// The network address a request came from. Behind our own proxy it is the last one the proxy added: those before
/// it were written by whoever sent the request.
pub fn address(web: &Web, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = web.config.server.trusted_proxy.then(|| forwarded_for(request.headers())).flatten();
    forwarded.or(peer).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)).to_canonical()
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    // some proxies add the port
    last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

/// Path and query of a page of this site, from an absolute address.
pub fn path_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    local(&rest[rest.find('/')?..])
}

/// The page that a form was sent from.
pub fn referring_page(headers: &HeaderMap) -> Option<String> {
    path_of(headers.get(REFERER)?.to_str().ok()?)
}

/// The text as the address of a page of this site, when it is one: neither another host nor something that a
/// browser would take for one (`//host`, `/\host`). What is not ASCII comes out escaped.
pub fn local(path: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => return None,
            byte if byte.is_ascii_graphic() => out.push(char::from(byte)),
            byte if byte.is_ascii() => return None,
            byte => out.extend(format!("%{byte:02X}").chars()),
        }
    }
    let sound = out.starts_with('/') && !out.starts_with("//") && out.parse::<Uri>().is_ok();
    sound.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_paths_of_this_site_lead_on() {
        for good in ["/", "/hazards?status=registered&q=%E6%A5%BC", "/hazards/0190a-b", "/a/b//c"] {
            assert_eq!(local(good).as_deref(), Some(good));
        }
        assert_eq!(local("/hazards?q=楼").as_deref(), Some("/hazards?q=%E6%A5%BC"));
        for bad in [
            "",
            "hazards",
            "//evil.example",
            "/\\evil.example",
            "/a\\b",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\tx",
            "/\r\nSet-Cookie: a=b",
            "/a b",
            " /",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_path_of_a_referer() {
        assert_eq!(path_of("http://127.0.0.1:3000/hazards?x=1"), Some("/hazards?x=1".to_owned()));
        assert_eq!(path_of("http://127.0.0.1:3000"), None);
        assert_eq!(path_of("http://a.example//evil.example"), None);
        assert_eq!(path_of("about:blank"), None);
    }

    #[test]
    fn only_what_our_proxy_added_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("1.2.3.4, 10.0.0.7"));
        assert_eq!(forwarded_for(&headers), Some([10, 0, 0, 7].into()));
        headers.append("x-forwarded-for", HeaderValue::from_static("192.0.2.9:4711"));
        assert_eq!(forwarded_for(&headers), Some([192, 0, 2, 9].into()));
        headers.insert("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(forwarded_for(&headers), None);
    }

    #[test]
    fn a_browser_gets_pages() {
        let mut headers = HeaderMap::new();
        assert!(!wants_json(&headers));
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("text/html,application/xhtml+xml,application/json;q=0.9"),
        );
        assert!(!wants_json(&headers));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        assert!(wants_json(&headers));
    }
}
