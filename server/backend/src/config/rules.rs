//! What each key may hold, as one table, and the check of a whole configuration against it.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use config::{Value, ValueKind};

use domain::reminders::{Clock, settings::is_mail};

use super::Problem;
use crate::storage;

/// What a key may hold.
pub(super) enum Rule {
    /// A whole number from … to ….
    Whole(i64, i64),
    /// A number from … to ….
    Real(f64, f64),
    /// true or false.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A text for which the function is true; else the message, which says what is allowed.
    Text(fn(&str) -> bool, &'static str),
    /// As `Text`, but the value must not be repeated in messages.
    Secret(fn(&str) -> bool, &'static str),
}

use Rule::{Flag, OneOf, Real, Secret, Text, Whole};

const NOT_EMPTY: Rule = Text(|text| !text.trim().is_empty(), "must not be empty");

/// Every key there is.
pub(super) const RULES: &[(&str, Rule)] = &[
    (
        "server.listen",
        Text(
            |text| text.parse::<SocketAddr>().is_ok(),
            "must be an IP address and a port, such as 127.0.0.1:3000 or [::]:3000",
        ),
    ),
    ("server.public_url", Text(is_empty_or_origin, "must be empty or http(s):// and a host, without a path")),
    ("server.site_root", NOT_EMPTY),
    ("server.data_dir", NOT_EMPTY),
    ("server.log", NOT_EMPTY),
    ("server.log_format", OneOf(&["text", "json"])),
    ("server.trusted_proxy", Flag),
    (
        "database.url",
        Secret(is_empty_or_database, "must start with sqlite:// or postgres:// and name a database"),
    ),
    ("database.readers", Whole(1, 64)),
    ("database.reader_cache_mib", Whole(1, 1024)),
    ("database.writer_cache_mib", Whole(1, 1024)),
    ("database.pg_pool", Whole(2, 500)),
    ("database.synchronous", OneOf(&["full", "normal"])),
    (
        "storage.url",
        Text(is_empty_or_place, "must be a folder, file:///absolute/folder or s3://bucket/prefix"),
    ),
    ("storage.endpoint", Text(is_empty_or_origin, "must be empty or http(s):// and a host, without a path")),
    ("storage.region", Text(|text| !text.contains(['/', ':', ' ']), "must be empty or the name of a region")),
    ("storage.bucket_in", OneOf(&["path", "host"])),
    ("storage.access_key", Secret(|_| true, "")),
    ("storage.secret_key", Secret(|_| true, "")),
    ("storage.allow_http", Flag),
    ("storage.signed_links", Flag),
    ("session.max_age_hours", Whole(1, 24 * 366)),
    ("session.secure_cookie", OneOf(&["auto", "true", "false"])),
    ("sign_in.per_address_per_minute", Whole(1, 100_000)),
    ("sign_in.per_login_per_minute", Whole(1, 100_000)),
    ("photos.max_bytes", Whole(10_000, 100_000_000)),
    ("photos.max_pixels", Whole(10_000, 100_000_000)),
    ("field.idle_minutes", Whole(1, 24 * 60)),
    ("field.late_hours", Whole(1, 24 * 31)),
    ("programmes.silent_hours", Whole(1, 24 * 31)),
    ("programmes.expiring_months", Whole(1, 36)),
    ("intake.per_address_per_minute", Whole(1, 100_000)),
    ("intake.per_vendor_per_minute", Whole(1, 100_000)),
    (
        "reminders.digest_at",
        Text(|text| text.parse::<Clock>().is_ok(), "must be a time of the day, such as 08:30"),
    ),
    ("reminders.office_after_days", Whole(1, 60)),
    ("reminders.leader_after_days", Whole(1, 60)),
    ("mail.server", Text(|text| !text.contains(['/', ':', ' ']), "must be empty or the name of a host")),
    ("mail.port", Whole(1, 65_535)),
    ("mail.security", OneOf(&["tls", "starttls", "none"])),
    ("mail.login", Text(|_| true, "")),
    ("mail.password", Secret(|_| true, "")),
    ("mail.from", Text(|text| text.is_empty() || is_mail(text), "must be empty or the address of a sender")),
    ("robot.kind", OneOf(&["wecom", "dingtalk", "plain"])),
    (
        "robot.url",
        Secret(is_empty_or_address, "must be empty or an address that starts with https:// or http://"),
    ),
    ("robot.secret", Secret(|_| true, "")),
    ("robot.keyword", Text(|text| text.chars().count() <= 20, "must be one word of at most 20 characters")),
    (
        "webhook.url",
        Secret(is_empty_or_address, "must be empty or an address that starts with https:// or http://"),
    ),
    ("webhook.secret", Secret(|_| true, "")),
    ("papers.font_folder", Text(|_| true, "")),
    ("papers.body_font", NOT_EMPTY),
    ("papers.heading_font", NOT_EMPTY),
    ("papers.title_font", NOT_EMPTY),
    ("party.per_address_per_minute", Whole(1, 100_000)),
    ("party.per_link_per_minute", Whole(1, 100_000)),
    ("party.sends_per_minute", Whole(1, 100_000)),
    ("map.base_kind", OneOf(&["schematic", "raster", "vector", "pmtiles"])),
    (
        "map.base_url",
        Text(
            is_empty_or_tiles,
            "must be empty or an address starting with http://, https:// or / that holds {z}, {x} and {y}",
        ),
    ),
    ("map.base_file", Text(|_| true, "")),
    ("map.base_datum", OneOf(&["wgs84", "gcj02"])),
    ("map.base_attribution", Text(|_| true, "")),
    ("map.centre_lon", Real(-180.0, 180.0)),
    ("map.centre_lat", Real(-85.0, 85.0)),
    ("map.zoom", Real(0.0, 22.0)),
    ("display.office_name_zh", NOT_EMPTY),
    ("display.office_name_en", NOT_EMPTY),
    ("display.default_locale", OneOf(&["zh", "en"])),
    (
        "display.area_root",
        Text(
            |text| matches!(text.len(), 2 | 6 | 9) && text.bytes().all(|b| b.is_ascii_digit()),
            "must be an area code of 2, 6 or 9 digits",
        ),
    ),
    ("limits.page_size", Whole(10, 500)),
    ("limits.total_cap", Whole(100, 1_000_000)),
    ("limits.form_bytes", Whole(65_536, 16_777_216)),
    ("limits.json_bytes", Whole(65_536, 67_108_864)),
    ("limits.upload_bytes", Whole(65_536, 1_073_741_824)),
];

/// What a form with one photo holds besides the photo.
const FORM_AROUND_PHOTO_BYTES: i64 = 65_536;

fn is_empty_or_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    text.is_empty()
        || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ', '\\']))
}

/// A text without a scheme is a folder.
fn is_empty_or_place(text: &str) -> bool {
    match text.split_once("://") {
        None => true,
        Some(("file", folder)) => folder.starts_with('/'),
        Some(_) => storage::bucket_of(text).is_some(),
    }
}

/// Whether an address is one of this machine: what is said there passes no line.
fn is_loopback(address: &str) -> bool {
    let url = reqwest::Url::parse(address);
    let host = url.as_ref().ok().and_then(|url| url.host_str());
    host.is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

fn is_empty_or_address(text: &str) -> bool {
    let after = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    text.is_empty() || after.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

fn is_empty_or_database(text: &str) -> bool {
    let named =
        ["sqlite://", "postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    text.is_empty() || named.is_some_and(|rest| !rest.is_empty())
}

fn is_empty_or_tiles(text: &str) -> bool {
    let starts = ["http://", "https://", "/"];
    let starts_well = starts.iter().any(|start| text.starts_with(start));
    let has_parts = ["{z}", "{x}", "{y}"].iter().all(|part| text.contains(part));
    text.is_empty() || (starts_well && has_parts)
}

/// The leaves of a configuration by dotted key.
pub(super) type Leaves = BTreeMap<String, Value>;

/// Flattens a tree of tables; an empty table vanishes.
pub(super) fn leaves(table: impl IntoIterator<Item = (String, Value)>) -> Leaves {
    let mut found = Leaves::new();
    let mut waiting: Vec<(String, Value)> = table.into_iter().collect();
    while let Some((key, value)) = waiting.pop() {
        match value.kind {
            ValueKind::Table(table) => {
                let inner = table.into_iter().map(|(k, v)| (format!("{key}.{k}"), v));
                waiting.extend(inner);
            }
            _ => drop(found.insert(key, value)),
        }
    }
    found
}

/// Everything that is wrong, in the order of the keys.
pub(super) fn check(leaves: &Leaves) -> Vec<Problem> {
    let unknown = leaves
        .iter()
        .filter(|(key, _)| RULES.iter().all(|(known, _)| known != key))
        .map(|(key, value)| problem(key, value, unknown_key(key)));
    let known = RULES.iter().filter_map(|(key, rule)| {
        let value = leaves.get(*key)?;
        let message = rule.broken_by(value)?;
        Some(problem(key, value, message))
    });
    let mut problems: Vec<Problem> = known.chain(unknown).collect();
    if problems.is_empty() {
        problems = check_together(leaves);
    }
    problems
}

fn problem(key: &str, value: &Value, message: String) -> Problem {
    Problem { key: key.to_owned(), message, origin: value.origin().map(str::to_owned) }
}

fn unknown_key(key: &str) -> String {
    let keys_of = |section: &str| {
        let keys = RULES.iter();
        let keys = keys.filter_map(|(known, _)| known.strip_prefix(section)?.strip_prefix('.'));
        keys.collect::<Vec<_>>().join(", ")
    };
    let section = key.split_once('.').map_or(key, |(section, _)| section);
    let keys = keys_of(section);
    if keys.is_empty() {
        let sections = RULES.iter();
        let mut sections: Vec<&str> =
            sections.filter_map(|(known, _)| Some(known.split_once('.')?.0)).collect();
        sections.dedup();
        format!("there is no such section; there are {}", sections.join(", "))
    } else if section == key {
        format!("is a section, not a key; it has {keys}")
    } else {
        format!("there is no such key; [{section}] has {keys}")
    }
}

impl Rule {
    /// What is wrong with the value, or `None`.
    fn broken_by(&self, value: &Value) -> Option<String> {
        let text = value.clone().into_string();
        let is = match (&text, self) {
            (_, Secret(..)) => String::new(),
            (Ok(text), _) => format!(", not {text:?}"),
            (Err(_), _) => ", not a list".to_owned(),
        };
        match self {
            Whole(least, most) => {
                let number = text.ok().and_then(|text| text.parse().ok());
                let fits = number.is_some_and(|n: i64| (*least..=*most).contains(&n));
                (!fits).then(|| format!("must be a whole number from {least} to {most}{is}"))
            }
            Real(least, most) => {
                let number = text.ok().and_then(|text| text.parse().ok());
                let fits = number.is_some_and(|n: f64| (*least..=*most).contains(&n));
                (!fits).then(|| format!("must be a number from {least} to {most}{is}"))
            }
            Flag => {
                let fits = value.clone().into_bool().is_ok();
                (!fits).then(|| format!("must be true or false{is}"))
            }
            OneOf(words) => {
                let fits = text.is_ok_and(|text| words.contains(&text.as_str()));
                (!fits).then(|| format!("must be {}{is}", words.join(" or ")))
            }
            Text(allowed, message) | Secret(allowed, message) => {
                let fits = text.is_ok_and(|text| allowed(&text));
                (!fits).then(|| format!("{message}{is}"))
            }
        }
    }
}

/// Rules about several keys, asked only when each is right by itself.
fn check_together(leaves: &Leaves) -> Vec<Problem> {
    let mut problems = Vec::new();
    let text = |key: &str| {
        let value = leaves.get(key).cloned();
        value.and_then(|value| value.into_string().ok()).unwrap_or_default()
    };
    let number = |key: &str| {
        let value = leaves.get(key).cloned();
        value.and_then(|value| value.into_int().ok()).unwrap_or_default()
    };
    let mut add = |key: &str, message: String| {
        if let Some(value) = leaves.get(key) {
            problems.push(problem(key, value, message));
        }
    };
    let kind = text("map.base_kind");
    let needed: &[&str] = match kind.as_str() {
        "schematic" => &[],
        // the file says itself whom it credits
        "pmtiles" => &["map.base_file"],
        _ => &["map.base_url", "map.base_attribution"],
    };
    for key in needed {
        if text(key).is_empty() {
            add(key, format!("must be set, because map.base_kind is {kind}"));
        }
    }
    if !text("mail.server").is_empty() {
        if text("mail.from").is_empty() {
            add("mail.from", "must be set, because mail.server is".to_owned());
        }
        if text("mail.login").is_empty() != text("mail.password").is_empty() {
            add("mail.login", "must be set together with mail.password, or neither".to_owned());
        }
    }
    let flag = |key: &str| {
        let value = leaves.get(key).cloned();
        value.and_then(|value| value.into_bool().ok()).unwrap_or_default()
    };
    if text("storage.url").starts_with("s3://") {
        for (key, alias) in
            [("storage.access_key", "AWS_ACCESS_KEY_ID"), ("storage.secret_key", "AWS_SECRET_ACCESS_KEY")]
        {
            if text(key).is_empty() {
                add(key, format!("must be set (or {alias}), because storage.url is a bucket"));
            }
        }
        let endpoint = text("storage.endpoint");
        if endpoint.is_empty() && text("storage.region").is_empty() {
            add("storage.region", "must be set, because storage.endpoint is not".to_owned());
        }
        if endpoint.starts_with("http://") && !is_loopback(&endpoint) && !flag("storage.allow_http") {
            add(
                "storage.endpoint",
                "must be https://, because it is not on this machine and storage.allow_http is false"
                    .to_owned(),
            );
        }
    } else if flag("storage.signed_links") {
        add("storage.signed_links", "needs a bucket in storage.url: a folder gives no links".to_owned());
    }
    if number("reminders.leader_after_days") < number("reminders.office_after_days") {
        add(
            "reminders.leader_after_days",
            "must not be less than reminders.office_after_days: the ladder goes up".to_owned(),
        );
    }
    let needed = number("photos.max_bytes") + FORM_AROUND_PHOTO_BYTES;
    if number("limits.upload_bytes") < needed {
        add(
            "limits.upload_bytes",
            format!("must be at least {needed}, so that a photo of photos.max_bytes fits"),
        );
    }
    problems
}
