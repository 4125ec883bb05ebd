//! How the routes of imports are asked.

use super::{
    super::scene::{Scene, data, form},
    new_id,
};
use crate::{stage::Visitor, support::world::COMMITTEE};
use reqwest::{
    Method, RequestBuilder,
    header::{ACCEPT, CONTENT_TYPE},
};

/// A form with a file. By hand, because a request that is sent several times needs its body in one piece.
pub(super) fn multipart(
    v: &Visitor,
    path: &str,
    fields: &[(&str, &str)],
    name: &str,
    file: &[u8],
) -> RequestBuilder {
    let (edge, mut body) = ("frontier", Vec::new());
    for (name, text) in fields {
        let part = format!("--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend(part.into_bytes());
    }
    let head = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
    body.extend(format!("--{edge}\r\n{head}\r\n\r\n").into_bytes());
    body.extend(file);
    body.extend(format!("\r\n--{edge}--\r\n").into_bytes());
    let kind = format!("multipart/form-data; boundary={edge}");
    v.request(Method::POST, path).header(ACCEPT, "application/json").header(CONTENT_TYPE, kind).body(body)
}

pub fn import_file(_: &Scene, v: &Visitor) -> RequestBuilder {
    let table = format!("名称,地址,类型,居委会\n新店,路9号,九小场所,{COMMITTEE}\n");
    multipart(v, "/do/imports", &[("what", "sites"), ("datum", "wgs84")], "a.csv", table.as_bytes())
}

pub fn import_outlines(_: &Scene, v: &Visitor) -> RequestBuilder {
    let file = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":"无此区域"},"geometry":null}]}"#;
    multipart(v, "/do/boundaries", &[("datum", "wgs84")], "a.geojson", file.as_bytes())
}

pub fn outlines_read(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/boundaries/{}/read", new_id()), &[("datum", "wgs84")])
}

pub fn outlines_confirmed(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/boundaries/{}/confirm", new_id()), &[("version", "1"), ("moving", "0")])
}

pub fn outlines_discarded(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/boundaries/{}/discard", new_id()), &[])
}

pub fn outlines_map(_: &Scene, v: &Visitor) -> RequestBuilder {
    data(v, &format!("/api/v1/boundary-imports/{}/map.geojson", new_id()))
}

pub fn import_stoves(_: &Scene, v: &Visitor) -> RequestBuilder {
    let table = "场所,器具,排摸日期\n某店,灶具,2023-05-04\n";
    multipart(v, "/do/imports", &[("what", "stoves")], "a.csv", table.as_bytes())
}

pub fn import_penalties(_: &Scene, v: &Visitor) -> RequestBuilder {
    let table = format!("处罚日期,处罚机关,类别,当事人,案由,居委会\n2023-06-01,甲,消防,乙,丙,{COMMITTEE}\n");
    multipart(v, "/do/imports", &[("what", "penalties")], "a.csv", table.as_bytes())
}

pub fn penalties_columns(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/imports/{}/columns", s.penalties_import), &[("go", "1")])
}

pub fn penalties_decisions(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/imports/{}/decisions", s.penalties_import), &[])
}

pub fn import_columns(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/imports/{}/columns", s.import), &[("datum", "wgs84"), ("go", "1")])
}

pub fn import_decisions(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/imports/{}/decisions", s.import), &[("likely", "new")])
}

pub fn import_discard(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/imports/{}/discard", s.loose_import), &[])
}
