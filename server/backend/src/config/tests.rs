use std::collections::BTreeSet;
use std::collections::HashMap;
use std::path::PathBuf;

use config::Source;
use secrecy::ExposeSecret;

use super::rules::{RULES, leaves};
use super::*;

fn from_environment(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_sources(Sources { environment: owned(variables), ..Sources::default() })
}

fn owned(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    let pairs = pairs.iter();
    pairs.map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// A file with this content; the folder must live as long as the test.
fn file(content: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mine.toml");
    std::fs::write(&path, content).unwrap();
    (dir, path)
}

fn from_file(content: &str) -> Result<Config, ConfigError> {
    let (_dir, path) = file(content);
    Config::from_sources(Sources { file: Some(path), ..Sources::default() })
}

fn problems(result: Result<Config, ConfigError>) -> Vec<(String, String)> {
    let error = result.expect_err("the configuration was accepted");
    let problems = error.problems.into_iter();
    problems.map(|p| (p.key, p.message)).collect()
}

#[test]
fn the_default_is_valid_and_complete() {
    let config = from_environment(&[]).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.server.public_url, None);
    assert!(!config.server.trusted_proxy);
    assert_eq!(config.database.url.expose_secret(), "sqlite://data/xunan.db");
    assert_eq!(config.database.synchronous, Synchronous::Full);
    let usual = crate::db::DbConfig::default();
    assert_eq!(config.database.readers, usual.readers);
    assert_eq!(config.database.reader_cache_mib, usual.reader_cache_mib);
    assert_eq!(config.database.writer_cache_mib, usual.writer_cache_mib);
    assert_eq!(config.storage.url, "data/files");
    assert!(!config.storage.signed_links && !config.storage.allow_http);
    assert_eq!(config.session.max_age_hours, 336);
    assert!(!config.cookie_is_secure());
    assert_eq!(config.photos.limits(), crate::photos::PhotoLimits::default());
    assert_eq!(config.map.base_kind, BaseKind::Schematic);
    assert_eq!(config.display.default_locale, Locale::Zh);
    assert_eq!((config.limits.page_size, config.limits.total_cap), (50, 10_000));
}

#[test]
fn every_key_of_the_default_has_a_rule_and_a_comment() {
    let default = config::File::from_str(Config::default_text(), config::FileFormat::Toml);
    let keys: BTreeSet<String> = leaves(default.collect().unwrap()).into_keys().collect();
    let ruled: BTreeSet<String> = RULES.iter().map(|(key, _)| (*key).to_owned()).collect();
    assert_eq!(keys, ruled);
    // each key, or the group of keys it stands in, follows a comment
    let mut explained = false;
    for line in Config::default_text().lines() {
        match line {
            line if line.starts_with('#') => explained = true,
            line if line.is_empty() || line.starts_with('[') => explained = false,
            line => assert!(explained, "no comment above: {line}"),
        }
    }
}

#[test]
fn a_file_changes_only_what_it_names() {
    let config = from_file(
        "[server]\nlisten = \"0.0.0.0:80\"\npublic_url = \"https://xunan.example.cn/\"\ndata_dir = \"/srv/xunan\"\n\
         [session]\nsecure_cookie = \"auto\"\n[map]\nzoom = 12\n",
    )
    .unwrap();
    assert_eq!(config.server.listen.port(), 80);
    assert_eq!(config.server.public_url.as_deref(), Some("https://xunan.example.cn"));
    assert!(config.cookie_is_secure());
    assert_eq!(config.database.url.expose_secret(), "sqlite:///srv/xunan/xunan.db");
    assert_eq!(config.storage.url, "/srv/xunan/files");
    assert!((config.map.zoom - 12.0).abs() < f64::EPSILON);
    assert_eq!(config.limits.page_size, 50);
}

#[test]
fn later_sources_win() {
    let (_dir, path) = file("[limits]\npage_size = 20\ntotal_cap = 2000\njson_bytes = 100_000\n");
    let config = Config::from_sources(Sources {
        file: Some(path),
        environment: owned(&[
            ("XUNAN__LIMITS__PAGE_SIZE", "30"),
            ("xunan__limits__total_cap", "3000"),
            ("PAGE_SIZE", "99"),
            ("XUNAN_LIMITS__PAGE_SIZE", "99"),
        ]),
        overrides: vec![("limits.page_size".to_owned(), "40".to_owned())],
    })
    .unwrap();
    assert_eq!(config.limits.page_size, 40);
    assert_eq!(config.limits.total_cap, 3000);
    assert_eq!(config.limits.json_bytes, 100_000);
}

#[test]
fn the_environment_is_text_of_every_type() {
    let config = from_environment(&[
        ("XUNAN__SERVER__TRUSTED_PROXY", "true"),
        ("XUNAN__SESSION__SECURE_COOKIE", "true"),
        ("XUNAN__MAP__CENTRE_LON", "121.4"),
        ("XUNAN__DATABASE__SYNCHRONOUS", "normal"),
        ("XUNAN__DISPLAY__OFFICE_NAME_ZH", "安全办"),
    ])
    .unwrap();
    assert!(config.server.trusted_proxy);
    assert!(config.cookie_is_secure());
    assert!((config.map.centre_lon - 121.4).abs() < 1e-9);
    assert_eq!(config.database.synchronous, Synchronous::Normal);
    assert_eq!(config.display.office_name_zh, "安全办");
}

#[test]
fn a_switch_may_be_written_as_a_switch() {
    let config = from_file("[session]\nsecure_cookie = true\n").unwrap();
    assert_eq!(config.session.secure_cookie, SecureCookie::Always);
    let config = from_file("[session]\nsecure_cookie = false\n").unwrap();
    assert_eq!(config.session.secure_cookie, SecureCookie::Never);
}

#[test]
fn database_url_is_another_name() {
    let url = |config: Config| config.database.url.expose_secret().to_owned();
    let alias = ("DATABASE_URL", "postgres://u:p@db/xunan");
    assert_eq!(url(from_environment(&[alias]).unwrap()), alias.1);
    let both = [alias, ("XUNAN__DATABASE__URL", "sqlite://x.db")];
    assert_eq!(url(from_environment(&both).unwrap()), "sqlite://x.db");
    let empty = from_environment(&[("DATABASE_URL", "")]).unwrap();
    assert_eq!(url(empty), "sqlite://data/xunan.db");
}

#[test]
fn all_problems_at_once_each_with_its_key() {
    let found = problems(from_file(
        "[server]\nlisten = \"somewhere\"\ntrusted_proxy = \"perhaps\"\n\
         [database]\nurl = \"mysql://root:hunter2@db/x\"\nreaders = 0\nreader_cache_mib = 0\nsynchronous = \"off\"\n\
         [limits]\npage_sise = 20\npage_size = \"many\"\n[map]\ncentre_lat = [1]\n[mapp]\nzoom = 1\n",
    ));
    let message = |key: &str| {
        let entry = found.iter().find(|(k, _)| k == key);
        entry.unwrap_or_else(|| panic!("{key} is not reported")).1.as_str()
    };
    assert_eq!(
        message("server.listen"),
        "must be an IP address and a port, such as 127.0.0.1:3000 or [::]:3000, not \"somewhere\""
    );
    assert_eq!(message("server.trusted_proxy"), "must be true or false, not \"perhaps\"");
    assert_eq!(message("database.url"), "must start with sqlite:// or postgres:// and name a database");
    assert_eq!(message("database.readers"), "must be a whole number from 1 to 64, not \"0\"");
    assert_eq!(message("database.reader_cache_mib"), "must be a whole number from 1 to 1024, not \"0\"");
    assert_eq!(message("database.synchronous"), "must be full or normal, not \"off\"");
    assert_eq!(message("limits.page_size"), "must be a whole number from 10 to 500, not \"many\"");
    assert_eq!(message("map.centre_lat"), "must be a number from -85 to 85, not a list");
    assert_eq!(
        message("limits.page_sise"),
        "there is no such key; [limits] has page_size, total_cap, form_bytes, json_bytes, upload_bytes"
    );
    assert!(message("mapp.zoom").starts_with("there is no such section; there are server, database"));
    assert_eq!(found.len(), 10);
}

#[test]
fn the_report_says_where_a_value_came_from() {
    let error = from_environment(&[("XUNAN__LIMITS__PAGE_SIZE", "0")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the configuration cannot be used:\n  limits.page_size: must be a whole number from 10 to 500, \
         not \"0\" (from the environment)"
    );
    let error = from_file("[limits]\npage_size = 0").unwrap_err();
    assert!(error.to_string().contains("mine.toml"), "{error}");
    let error = Config::from_sources(Sources {
        overrides: vec![("server.listen".to_owned(), "x".to_owned())],
        ..Sources::default()
    });
    assert!(error.unwrap_err().to_string().ends_with("(from the command line)"));
}

#[test]
fn ways_out_are_off_until_they_are_whole() {
    let config = from_environment(&[]).unwrap();
    let outgoing = crate::outgoing::Outgoing::open(&config).unwrap();
    assert_eq!(outgoing.ways(), domain::reminders::views::Ways::default());
    assert_eq!((config.reminders.digest_at.to_string().as_str(), config.mail.port), ("08:30", 465));
    assert_eq!(config.reminders.ladder(), domain::reminders::Ladder::default());
    let server = ("XUNAN__MAIL__SERVER", "smtp.office.example");
    let from = ("XUNAN__MAIL__FROM", "xunan@office.example");
    let found = problems(from_environment(&[server, ("XUNAN__MAIL__LOGIN", "xunan")]));
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["mail.from", "mail.login"]);
    let secret = ("XUNAN__MAIL__PASSWORD", "hush");
    let config = from_environment(&[server, from, ("XUNAN__MAIL__LOGIN", "xunan"), secret]).unwrap();
    assert!(!format!("{config:?}").contains("hush"));
    let outgoing = crate::outgoing::Outgoing::open(&config).unwrap();
    assert!(outgoing.ways().mail && !outgoing.ways().robot && !format!("{outgoing:?}").contains("hush"));
    for (key, value, problem) in [
        ("XUNAN__ROBOT__URL", "ftp://robot", "robot.url"),
        ("XUNAN__REMINDERS__DIGEST_AT", "25:00", "reminders.digest_at"),
        ("XUNAN__REMINDERS__LEADER_AFTER_DAYS", "1", "reminders.leader_after_days"),
        ("XUNAN__MAIL__FROM", "office", "mail.from"),
    ] {
        let found = problems(from_environment(&[(key, value)]));
        assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), [problem]);
    }
}

#[test]
fn unknown_variables_are_reported_too() {
    for (variable, key, message) in [
        ("XUNAN__DATABASE__UR", "database.ur", "there is no such key; [database] has url"),
        ("XUNAN__DATABASE", "database", "is a section, not a key; it has url"),
        ("XUNAN__COLOUR", "colour", "there is no such section; there are server"),
        ("XUNAN__", "", "there is no such section"),
    ] {
        let found = problems(from_environment(&[(variable, "x")]));
        assert_eq!(found.len(), 1, "{variable}");
        assert_eq!(found[0].0, key);
        assert!(found[0].1.starts_with(message), "{found:?}");
    }
}

#[test]
fn files_that_cannot_be_read() {
    let missing =
        Config::from_sources(Sources { file: Some("no/such/file.toml".into()), ..Sources::default() });
    let message = missing.unwrap_err().to_string();
    assert!(message.contains("no/such/file.toml"), "{message}");
    let message = from_file("[server\nlisten = 1").unwrap_err().to_string();
    assert!(message.contains("mine.toml") && message.contains('1'), "{message}");
}

#[test]
fn keys_that_depend_on_each_other() {
    let found = problems(from_environment(&[("XUNAN__MAP__BASE_KIND", "raster")]));
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["map.base_url", "map.base_attribution"]);
    let raster = from_environment(&[
        ("XUNAN__MAP__BASE_KIND", "raster"),
        ("XUNAN__MAP__BASE_URL", "https://tiles.example.cn/{z}/{x}/{y}.png"),
        ("XUNAN__MAP__BASE_DATUM", "gcj02"),
        ("XUNAN__MAP__BASE_ATTRIBUTION", "© Example"),
    ])
    .unwrap();
    assert_eq!(raster.map.base_datum, BaseDatum::Gcj02);
    let found = problems(from_environment(&[("XUNAN__MAP__BASE_KIND", "pmtiles")]));
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["map.base_file"]);
    let own = from_environment(&[
        ("XUNAN__MAP__BASE_KIND", "pmtiles"),
        ("XUNAN__MAP__BASE_FILE", "/srv/maps/shanghai.pmtiles"),
    ])
    .unwrap();
    assert_eq!(own.map.base_file.as_deref(), Some("/srv/maps/shanghai.pmtiles"));

    let found = problems(from_environment(&[("XUNAN__PHOTOS__MAX_BYTES", "90000000")]));
    assert_eq!(found[0].0, "limits.upload_bytes");
}

#[test]
fn addresses() {
    for (url, good) in [
        ("https://xunan.example.cn", true),
        ("http://10.0.0.5:3000/", true),
        ("xunan.example.cn", false),
        ("https://", false),
        ("https://host/path", false),
        ("https://user@host", false),
    ] {
        let result = from_environment(&[("XUNAN__SERVER__PUBLIC_URL", url)]);
        assert_eq!(result.is_ok(), good, "{url}");
    }
    for (url, good) in [
        ("/srv/files", true),
        ("file:///srv/files", true),
        ("file://relative", false),
        ("ftp://host/files", false),
        ("s3://bucket", true),
        ("s3://bucket/", true),
        ("s3://bucket/of/the/office", true),
        ("s3://", false),
        ("s3:///prefix", false),
        ("s3://ab", false),
        ("s3://Bucket", false),
        ("s3://bucket/a/../b", false),
        ("s3://bucket/a//b", false),
        ("s3://bucket/街道", false),
        ("s3://key:secret@bucket", false),
    ] {
        let result = from_environment(&[
            ("XUNAN__STORAGE__URL", url),
            ("XUNAN__STORAGE__ENDPOINT", "https://s3.example.cn"),
            ("XUNAN__STORAGE__ACCESS_KEY", "xunan"),
            ("XUNAN__STORAGE__SECRET_KEY", "hunter2"),
        ]);
        assert_eq!(result.is_ok(), good, "{url}");
    }
    for (code, good) in
        [("31", true), ("310105", true), ("310105008", true), ("3101", false), ("上海", false)]
    {
        let result = from_environment(&[("XUNAN__DISPLAY__AREA_ROOT", code)]);
        assert_eq!(result.is_ok(), good, "{code}");
    }
}

#[test]
fn a_bucket_needs_its_key_and_a_way_there() {
    let bucket = ("XUNAN__STORAGE__URL", "s3://xunan/office");
    let keys = |variables: &[(&str, &str)]| {
        let found = problems(from_environment(&[&[bucket][..], variables].concat()));
        found.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(keys(&[]), ["storage.access_key", "storage.secret_key", "storage.region"]);
    let (name, secret) = (("AWS_ACCESS_KEY_ID", "xunan"), ("AWS_SECRET_ACCESS_KEY", "hunter2"));
    assert_eq!(keys(&[name, ("XUNAN__STORAGE__REGION", "cn-north-1")]), ["storage.secret_key"]);
    for (endpoint, good) in [
        ("https://s3.example.cn", true),
        ("http://127.0.0.1:8333", true),
        ("http://[::1]:8333", true),
        ("http://localhost:8333", true),
        ("http://10.0.0.5:8333", false),
        ("http://localhost.example.cn", false),
    ] {
        let variables = [bucket, name, secret, ("XUNAN__STORAGE__ENDPOINT", endpoint)];
        let result = from_environment(&variables);
        assert_eq!(result.is_ok(), good, "{endpoint}");
        if let Err(error) = result {
            assert_eq!(error.problems[0].key, "storage.endpoint");
            let allowed =
                from_environment(&[&variables[..], &[("XUNAN__STORAGE__ALLOW_HTTP", "true")][..]].concat());
            assert!(allowed.is_ok());
        }
    }
    // links are given by buckets only
    let found = problems(from_environment(&[("XUNAN__STORAGE__SIGNED_LINKS", "true")]));
    assert_eq!(found[0].0, "storage.signed_links");
}

#[test]
fn a_file_wins_over_the_customary_names_of_the_key() {
    let aliases = owned(&[("AWS_ACCESS_KEY_ID", "theirs"), ("AWS_SECRET_ACCESS_KEY", "hunter2")]);
    let (_dir, path) = file(
        "[storage]\nurl = \"s3://xunan\"\nendpoint = \"https://s3.example.cn\"\nbucket_in = \"host\"\n\
         access_key = \"ours\"\n",
    );
    let config =
        Config::from_sources(Sources { file: Some(path), environment: aliases, ..Sources::default() })
            .unwrap();
    assert_eq!((config.storage.access_key.as_str(), config.storage.bucket_in), ("ours", BucketIn::Host));
    assert_eq!(config.storage.secret_key.expose_secret(), "hunter2");
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn the_password_is_never_shown() {
    let url = "postgres://xunan:hunter2@db/xunan";
    let config = from_environment(&[("DATABASE_URL", url)]).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    let wrong = from_environment(&[("DATABASE_URL", "mysql://xunan:hunter2@db/xunan")]);
    let error = wrong.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
