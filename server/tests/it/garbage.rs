//! Whatever is sent, the answer is a refusal or an answer, never a failure of ours: nasty values in every path,
//! query and body, first those that have broken programs before, then random ones.

use crate::{
    stage::{Answer, JSON, Stage, Visitor, play},
    support::{tablet, world::noon},
};
use domain::sync::{Command, Sealed};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde_json::{Value, json};
use uuid::Uuid;
use xunan_server::http::{Route, table};

/// Names of everything that any route takes in its query or form.
const NAMES: &[&str] = &[
    "q",
    "area",
    "from",
    "to",
    "bbox",
    "zoom",
    "in_map",
    "no_position",
    "sort",
    "after",
    "before",
    "status",
    "category",
    "severity",
    "overdue",
    "assignee",
    "site",
    "figure",
    "kind",
    "outcome",
    "inspector",
    "lon",
    "lat",
    "id",
    "query",
    "next",
    "fault",
    "seconds",
    "lang",
    "login",
    "password",
    "reason",
    "note",
    "until",
    "due",
    "grant",
    "rectified",
    "photo_ids",
    "photo_marks",
    "base_version",
    "item_0_key",
    "item_0_passed",
    "duplicate_of",
    "duplicate_pick",
    "code",
    "preview",
    "name",
    "address",
    "accuracy_m",
    "source",
    "month",
    "on_the_spot",
    "campaign",
    "since",
    "sha256",
    "bytes",
    "offset",
    "datum",
    "sheet",
    "column_0",
    "column_1",
    "skip_bad",
    "go",
    "same",
    "likely",
    "row_2",
    "job",
    "page",
    "step",
    "month",
    "map",
    "datum",
    "heat",
];

/// Values that have broken programs before.
const NASTY: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "-0.0",
    "NaN",
    "inf",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999",
    "null",
    "true",
    "[]",
    "{}",
    "\0",
    "a\0b",
    "\u{7f}\u{80}",
    "\u{feff}",
    "\u{202e}abc",
    "楼道",
    "㐂𠮷👩‍🚒",
    "e\u{301}",
    "'",
    "\"",
    "\\",
    "%",
    "_",
    "*",
    "?",
    "$1",
    ";",
    "--",
    "' OR 1=1 --",
    "\" OR \"",
    "NEAR(a b)",
    "a AND",
    "^a",
    "a:b",
    "(",
    "../../etc/passwd",
    "..\\..",
    "<script>alert(1)</script>",
    "2023-02-30",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "-262143-01-01",
    "+262142-12-31",
    "31",
    "310105",
    "310105008",
    "310105008001",
    "310105999",
    "31010500800199",
    "3101050080019999999",
    "121,31,122,32",
    "-180,-90,180,90",
    "0,0,0,0",
    "inf,inf,inf,inf",
    "NaN,NaN,NaN,NaN",
    "122,32,121,31",
    "1,2,3",
    "fire",
    "fire,gas,fire",
    "registered",
    "newest",
    "due",
    "-262143-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "+262142-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "0_9999-12-31",
    "9223372036854775807_9999-12-31",
    "-9223372036854775808_-262143-01-01",
    "1_+262142-12-31",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "found",
    "overdue",
];

/// A request as garbage makes it; its form shows in the message of a failure.
#[derive(Clone, Debug)]
struct Garbage {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Garbage {
    async fn send(&self, visitor: &Visitor) -> Answer {
        let mut path = self.path.clone();
        if !self.query.is_empty() {
            path += "?";
            path += &form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        }
        let mut request = visitor.request(self.method.clone(), &path);
        if self.method == Method::POST {
            request = request.header(CONTENT_TYPE, self.content_type).body(self.body.clone());
        } else if path.starts_with("/api/") {
            request = request.header(ACCEPT, JSON);
        }
        Answer::of(request).await
    }
}

/// The routes that garbage is thrown at. Signing out would end the test's own session.
fn targets(stage: &Stage) -> Vec<Route> {
    table(&stage.web).into_iter().filter(|route| route.path != "/do/sign-out").collect()
}

/// The path with its parameters filled in.
fn filled(route: &Route, parameter: &str) -> String {
    let parameter: String = form_urlencoded::byte_serialize(parameter.as_bytes()).collect();
    let part = |part: &str| match part.starts_with(['{', ':']) {
        true => parameter.replace('+', "%20"),
        false => part.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn assert_no_failure(answer: &Answer, of: &impl std::fmt::Debug) {
    let start: String = answer.body.chars().take(400).collect();
    assert!(answer.status.as_u16() < 500, "{of:?}\nanswers {} {start}", answer.status);
}

/// Every route that reads, each of its parameters and all names of the query with each nasty value.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nasty_paths_and_queries_are_answered() {
    play(async |stage| {
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await.to_string();
        let office = stage.enter(&stage.world.office).await;
        for (at, route) in targets(stage).iter().filter(|route| route.method == Method::GET).enumerate() {
            let has_parameter = route.path.contains(['{', ':']);
            let is_page = !route.path.starts_with("/api/");
            for (i, value) in NASTY.iter().enumerate() {
                // a page takes long to render: they share the values among them
                if is_page && (i + at) % 5 != 0 {
                    continue;
                }
                let all = |name: &&str| ((*name).to_owned(), (*value).to_owned());
                let names: Vec<&str> = NAMES.iter().skip(i % 3).step_by(3).copied().collect();
                let parameter = if has_parameter && !value.is_empty() { value } else { hazard.as_str() };
                let mut garbage = Garbage {
                    method: Method::GET,
                    path: filled(route, parameter),
                    query: names.iter().map(all).collect(),
                    content_type: "",
                    body: Vec::new(),
                };
                assert_no_failure(&garbage.send(&office).await, &garbage);
                if has_parameter {
                    garbage.path = filled(route, &hazard);
                    assert_no_failure(&garbage.send(&office).await, &garbage);
                }
            }
        }
    })
    .await;
}

/// Each name alone, so that one refused value does not hide another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_filter_alone_with_each_nasty_value() {
    play(async |stage| {
        stage.world.find(noon("2023-06-15"), |_| {}).await;
        let office = stage.enter(&stage.world.office).await;
        let routes = [
            "hazards",
            "inspections",
            "sites",
            "rates",
            "dashboard",
            "map/hazards",
            "map/tiles/hazards/11/1714/836",
        ];
        for (n, name) in NAMES.iter().take(23).enumerate() {
            for (v, value) in NASTY.iter().enumerate() {
                let window = ("bbox".to_owned(), "121,31,122,32".to_owned());
                let garbage = Garbage {
                    method: Method::GET,
                    // each name meets each value once; the lists share them
                    path: format!("/api/v1/{}", routes[(n + v) % routes.len()]),
                    query: vec![((*name).to_owned(), (*value).to_owned()), window],
                    content_type: "",
                    body: Vec::new(),
                };
                assert_no_failure(&garbage.send(&office).await, &garbage);
            }
        }
    })
    .await;
}

/// Every route that changes something, with bodies that are not what it takes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nasty_bodies_are_answered() {
    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data; boundary=x";
    let deep = "[".repeat(100_000);
    let bodies: [(&str, &[u8]); 15] = [
        (JSON, b""),
        (JSON, b"null"),
        (JSON, b"{}"),
        (JSON, b"[1,2"),
        (JSON, b"\xff\xfe\0"),
        (JSON, deep.as_bytes()),
        (JSON, br#"{"id":"x","id":"y"}"#),
        ("", b"{}"),
        ("text/plain", b"hello"),
        (FORM, b"%FF%00=%&&==&id=%zz&note"),
        (FORM, b"\xff\xfe"),
        (PARTS, b""),
        (PARTS, b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nxyz"),
        (PARTS, b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--\r\n"),
        ("multipart/form-data", b"--x--"),
    ];
    play(async |stage| {
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await.to_string();
        let office = stage.enter(&stage.world.office).await;
        for route in targets(stage).iter().filter(|route| route.method == Method::POST) {
            for (content_type, body) in bodies {
                let garbage = Garbage {
                    method: Method::POST,
                    path: filled(route, &hazard)
                        .replace(&format!("{hazard}/{hazard}"), &format!("{hazard}/rectify")),
                    query: Vec::new(),
                    content_type,
                    body: body.to_vec(),
                };
                let answer = garbage.send(&office).await;
                assert_no_failure(&answer, &garbage);
                // nothing of this is a command; a form is sent back to its page
                let quiet = ["/do/sign-in", "/do/locale"].contains(&route.path.as_str());
                assert!(quiet || !answer.status.is_success(), "{garbage:?} was taken: {}", answer.body);
            }
        }
        let list = office.get("/api/v1/hazards").await.json();
        assert_eq!(list["rows"].as_array().unwrap().len(), 1, "nothing was registered");
    })
    .await;
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(NASTY).prop_map(str::to_owned),
        1 => vec(any::<char>(), 0..30).prop_map(String::from_iter),
        1 => any::<i64>().prop_map(|n| n.to_string()),
        1 => any::<f64>().prop_map(|n| n.to_string()),
        1 => (any::<i32>(), 0..14u8, 0..33u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
    ]
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    vec((select(NAMES).prop_map(str::to_owned), value()), 0..8)
}

/// Any JSON, not deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        value().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((select(NAMES).prop_map(str::to_owned), inner), 0..3)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A command that was right before some of its fields were replaced.
fn spoilt(command: Value) -> impl Strategy<Value = Vec<u8>> {
    let names: Vec<String> = command.as_object().unwrap().keys().cloned().collect();
    vec((select(names), any_json()), 0..4).prop_map(move |changes| {
        let mut command = command.clone();
        for (name, value) in changes {
            command[name] = value;
        }
        serde_json::to_vec(&command).unwrap()
    })
}

/// Commands as the JSON side takes them.
fn commands(stage: &Stage, hazard: &str) -> Vec<Value> {
    let finding = serde_json::to_value(stage.world.finding(noon("2023-06-20"))).unwrap();
    let id = Uuid::now_v7();
    let at = noon("2023-06-20");
    vec![
        json!({"id": id, "hazard": hazard, "base_version": 1, "device_at": at, "position": null,
            "command": {"do": "add_note", "note": "看过", "photos": []}}),
        json!({"id": id, "site": {"known": stage.world.shop}, "kind": "routine", "nature": "grid_patrol",
            "outcome": "done", "started_at": at, "finished_at": at, "answers": {}, "hazards": [finding.clone()],
            "campaign": null, "check_code": null, "checklist": null, "photos": [], "position": null}),
        json!({"id": id, "kind": "small_unit", "name": "新店", "address": "新路1号", "area": "310105008001",
            "position": {"point": {"lon": 121.4, "lat": 31.2}, "source": "gps", "accuracy_m": 5.0}, "estate": null}),
        json!({"device": id, "label": "平板", "api": 1, "sent_at": at}),
        batch(finding.clone(), at),
        finding,
    ]
}

/// What a tablet sends, with a finding in it.
fn batch(finding: Value, at: chrono::DateTime<chrono::Utc>) -> Value {
    let command = Command::RegisterHazard(serde_json::from_value(finding).unwrap());
    let mut sealed = vec![tablet::seal(command, at, vec![])];
    // and one that is none
    sealed.push(Sealed { id: Uuid::now_v7(), ..tablet::reseal("{\"kind\":\"save_visit\",\"command\":{}}") });
    serde_json::to_value(tablet::batch(tablet::new(), at, sealed)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_requests_are_answered() {
    play(async |stage| {
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await.to_string();
        let office = stage.enter(&stage.world.office).await;
        let (known, routes) = (hazard.clone(), targets(stage));
        let body =
            proptest::strategy::Union::new(commands(stage, &hazard).into_iter().map(|c| spoilt(c).boxed()));
        let fields = pairs().prop_map(|pairs| {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
        });
        let body = prop_oneof![
            4 => body.prop_map(|body| (JSON, body)),
            2 => fields.prop_map(|body| ("application/x-www-form-urlencoded", body)),
            1 => vec(any::<u8>(), 0..60).prop_map(|body| ("multipart/form-data; boundary=x", body)),
        ];
        let parameter = prop_oneof![3 => Just(known), 1 => value()];
        let request = (select(routes), parameter, pairs(), body).prop_map(
            |(route, parameter, query, (content_type, body))| Garbage {
                path: filled(&route, if parameter.is_empty() { "x" } else { &parameter }),
                method: route.method,
                query,
                content_type,
                body,
            },
        );
        let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let here = tokio::runtime::Handle::current();
        let answers_all = |runner: &mut TestRunner| {
            runner
                .run(&request, |garbage| {
                    let answer = here.block_on(garbage.send(&office));
                    prop_assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.body);
                    Ok(())
                })
                .unwrap();
        };
        tokio::task::block_in_place(|| answers_all(&mut runner));
        assert_eq!(office.get("/api/v1/me").await.status, 200, "and the server still lives");
    })
    .await;
}
