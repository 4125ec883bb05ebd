//! The base map's own file, and outlines that come in by forms.

use crate::{
    stage::{Answer, HTML, Visitor, play, play_with},
    support::world::{COMMITTEE, HERE, OTHER_COMMITTEE},
};
use backend::{base_tiles::BaseTiles, entities::site};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use reqwest::{
    Method, StatusCode,
    header::{
        ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        ETAG, IF_NONE_MATCH,
    },
    multipart::{Form, Part},
};
use sea_orm::EntityTrait;
use std::{fs::File, path::Path};

const PAGE: &str = "/boundaries";

/// An archive with the one tile of the whole world.
fn archive(folder: &Path, kind: TileType, content: &[u8]) -> std::path::PathBuf {
    let path = folder.join("base.pmtiles");
    let writer = PmTilesWriter::new(kind).max_zoom(0).metadata(r#"{"attribution":"© 测绘院"}"#);
    let mut writer = writer.create(File::create(&path).unwrap()).unwrap();
    writer.add_tile(TileCoord::new(0, 0, 0).unwrap(), content).unwrap();
    writer.finalize().unwrap();
    path
}

/// Where a policy lets a page load from, one kind of thing.
fn sources(policy: &str, kind: &str) -> Vec<String> {
    let part = policy.split(';').map(str::trim).find(|part| part.split(' ').next() == Some(kind));
    part.unwrap_or_default().split_whitespace().skip(1).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_configured_map_lets_a_page_load_from_elsewhere_and_never_the_field_app() {
    let url = "https://{s}.tiles.example/{z}/{x}/{y}.png";
    for (kind, elsewhere) in [
        ("schematic", None),
        ("raster", Some("https://*.tiles.example")),
        ("vector", Some("https://*.tiles.example")),
    ] {
        let settings = [
            ("map.base_kind", kind),
            ("map.base_url", url),
            ("map.base_datum", "gcj02"),
            ("map.base_attribution", "© 图商"),
        ];
        play_with(&settings, async |stage| {
            let office = stage.enter(&stage.world.office).await;
            let page = office.page("/sites").await;
            let own = |more: &[&str]| {
                let all = ["'self'"].iter().chain(more).copied().chain(elsewhere);
                all.map(str::to_owned).collect::<Vec<_>>()
            };
            let policy = page.header(CONTENT_SECURITY_POLICY);
            assert_eq!(sources(policy, "connect-src"), own(&[]), "{kind}");
            assert_eq!(sources(policy, "img-src"), own(&["data:", "blob:"]), "{kind}");
            // the map is told where its tiles are and how its numbers count; a schematic one has no tiles
            assert!(page.body.contains("gcj02") && page.body.contains(kind), "{kind}");
            for visitor in [&office, &stage.stranger()] {
                let field = visitor.page("/field").await;
                let policy = field.header(CONTENT_SECURITY_POLICY);
                assert!(!policy.is_empty() && !policy.contains("://"), "{policy}");
                for (what, from) in [
                    ("default-src", vec!["'self'"]),
                    ("connect-src", vec!["'self'"]),
                    ("img-src", vec!["'self'", "data:", "blob:"]),
                    ("worker-src", vec!["'self'"]),
                    ("font-src", vec!["'self'"]),
                    ("manifest-src", vec!["'self'"]),
                ] {
                    assert_eq!(sources(policy, what), from, "{what}");
                }
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tiles_of_an_own_file_go_out_to_whoever_is_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), TileType::Mvt, b"water");
    let settings = [("map.base_kind", "pmtiles"), ("map.base_file", path.to_str().unwrap())];
    play_with(&settings, async |stage| {
        let base = BaseTiles::open(&path).await.unwrap();
        let tag = format!("\"{}\"", base.tag());
        let own = stage.another(stage.world.state.clone().with_base_tiles(base)).await;
        let office = own.reached_by(&stage.enter(&stage.world.office).await);
        // no page names another server, and the map is told where the tiles are
        let page = office.page("/sites").await;
        assert!(page.body.contains("/api/v1/base-tiles/{z}/{x}/{y}?v="), "{}", page.body);
        assert!(page.body.contains("© 测绘院"));
        let policy = page.header(CONTENT_SECURITY_POLICY);
        assert!(!policy.is_empty() && !policy.contains("://"), "{policy}");

        let plain = ask(&office, "/api/v1/base-tiles/0/0/0", &[(ACCEPT_ENCODING.as_str(), "identity")]).await;
        assert_eq!((plain.status, plain.body.as_str()), (StatusCode::OK, "water"));
        assert_eq!(plain.header(CONTENT_TYPE), "application/vnd.mapbox-vector-tile");
        assert_eq!((plain.header(ETAG), plain.header(CACHE_CONTROL)), (&*tag, "private, max-age=604800"));
        let packed = ask(&office, "/api/v1/base-tiles/0/0/0", &[(ACCEPT_ENCODING.as_str(), "gzip")]).await;
        assert_eq!(packed.header(CONTENT_ENCODING), "gzip", "as it lies in the file");
        let known = ask(&office, "/api/v1/base-tiles/0/0/0", &[(IF_NONE_MATCH.as_str(), &tag)]).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        for (tile, status) in
            [("1/0/0", 204_u16), ("0/5/5", 204), ("40/0/0", 204), ("a/0/0", 404), ("0/-1/0", 404)]
        {
            let answer = office.get(&format!("/api/v1/base-tiles/{tile}")).await;
            assert_eq!(answer.status, status, "{tile}");
        }
        let stranger = own.reached_by(&stage.stranger());
        assert_eq!(stranger.get("/api/v1/base-tiles/0/0/0").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

async fn ask(who: &Visitor, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = who.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request).await
}

fn outlines() -> Vec<u8> {
    let square = |west: f64, south: f64| {
        let (east, north) = (west + 0.01, south + 0.01);
        // not closed, as some programs write it
        format!("[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}]]")
    };
    let feature = |code: &str, ring: String| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let features = [
        feature(COMMITTEE, square(121.40, 31.18)),
        feature(OTHER_COMMITTEE, square(HERE.0 - 0.004, HERE.1 - 0.004)),
        feature("310105008999", square(121.40, 31.18)),
    ];
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",")).into_bytes()
}

async fn upload(person: &Visitor, file: Vec<u8>, datum: Option<&str>) -> Answer {
    let mut form = Form::new().part("file", Part::bytes(file).file_name("居委.geojson"));
    if let Some(datum) = datum {
        form = form.text("datum", datum.to_owned());
    }
    Answer::of(person.request(Method::POST, "/do/boundaries").header(ACCEPT, HTML).multipart(form)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outlines_come_in_by_plain_forms() {
    play(async |stage| {
        let admin = stage.enter(&stage.world.admin).await;
        assert!(admin.page("/import").await.body.contains(&format!("href=\"{PAGE}\"")));
        let office = stage.enter(&stage.world.office).await;
        assert!(!office.page("/import").await.body.contains(&format!("href=\"{PAGE}\"")));

        let answer = upload(&admin, outlines(), None).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, PAGE));
        assert!(admin.page(PAGE).await.body.contains("href=\"#boundaries-begin-datum\""));
        upload(&admin, b"PK\x03\x04 nothing".to_vec(), Some("wgs84")).await;
        assert!(admin.page(PAGE).await.body.contains("文件已损坏"));

        let answer = upload(&admin, outlines(), Some("wgs84")).await;
        let here = answer.location().to_owned();
        assert!(here.starts_with("/boundaries?job="), "{here}");
        let id = here.split('=').nth(1).unwrap().to_owned();
        let shown = admin.page(&here).await;
        for words in ["未闭合", "data-code=\"unknown_area\"", "2 个场所将改属其他居委会", "老王面馆"]
        {
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        assert!(admin.page(PAGE).await.body.contains(&here), "it is found again");
        let map = admin.get(&format!("/api/v1/boundary-imports/{id}/map.geojson")).await;
        assert!(map.body.contains("\"layer\":\"committee\""), "{}", map.body);
        assert_eq!(office.page(&here).await.status, StatusCode::FORBIDDEN);

        // a feature that fits no area keeps all out until it is said to be left out
        let send = |step: &str| format!("/do/boundaries/{id}/{step}");
        let version = |body: &str| {
            let at = body.split("name=\"version\" value=\"").nth(1).unwrap();
            at.split('"').next().unwrap().to_owned()
        };
        let first = version(&shown.body);
        let refused = admin.submit_json(&send("confirm"), &[("version", &first), ("moving", "2")]).await;
        assert_eq!(refused.fields(), ["skip_bad: required"]);
        let read = [("datum", "wgs84"), ("property", "code"), ("skip_bad", "on")];
        assert_eq!(admin.submit(&send("read"), &read).await.location(), here);
        let stale = admin.submit_json(&send("confirm"), &[("version", &first), ("moving", "2")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
        let now = version(&admin.page(&here).await.body);
        let sent = admin.submit(&send("confirm"), &[("version", &now), ("moving", "2")]).await;
        assert_eq!(sent.location(), here);
        let done = admin.page(&here).await;
        assert!(done.body.contains("边界已替换"), "{}", done.body);
        let row =
            site::Entity::find_by_id(stage.world.shop.0).one(stage.world.state.db.read()).await.unwrap();
        assert_eq!(row.unwrap().committee_code, OTHER_COMMITTEE);
        // pressed again nothing happens twice
        let again = admin.submit_json(&send("confirm"), &[("version", &now), ("moving", "2")]).await;
        assert_eq!(again.json()["moved"], 2, "{}", again.body);
        // the base map has the new outlines
        assert!(admin.get("/api/v1/base.geojson").await.body.contains("121.41"));
        assert_eq!(admin.submit_json(&send("burn"), &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
