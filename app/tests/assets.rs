//! The parts that the compiler does not see: colours that can be read, drawings that exist, markup the content
//! security policy lets through, sentences that say the same in both languages.

use app::ui::Icon;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

/// The package's folder as it is now: a kept build may have been made in another place.
fn package() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the package lies").into()
}

fn read(path: &str) -> String {
    let path = package().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

type Colours = BTreeMap<String, (f64, f64, f64)>;

/// The six-digit colours of the tokens: the light ones, and the dark ones on top of them.
fn themes() -> [(&'static str, Colours); 2] {
    let css = read("style/tokens.css");
    let (light, dark) = css.split_once("@media (prefers-color-scheme: dark)").expect("a dark theme");
    let colours = |part: &str| -> Colours {
        part.lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
            .filter_map(|(name, value)| {
                let value = value.trim_end_matches(';');
                let channel = |i: usize| u8::from_str_radix(value.get(i..i + 2)?, 16).ok().map(f64::from);
                Some((name.to_owned(), (channel(0)?, channel(2)?, channel(4)?)))
            })
            .collect()
    };
    let light = colours(light);
    let mut dark_too = light.clone();
    dark_too.extend(colours(dark));
    [("light", light), ("dark", dark_too)]
}

/// Relative luminance, WCAG 2.2.
fn luminance((r, g, b): (f64, f64, f64)) -> f64 {
    let linear = |c: f64| {
        let c = c / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[test]
fn texts_and_borders_stand_out_from_their_ground() {
    let text = 4.5;
    let border = 3.0;
    let pairs = [
        ("text", "ground", text),
        ("text", "surface", text),
        ("text", "surface-2", text),
        ("muted", "ground", text),
        ("muted", "surface", text),
        ("muted", "surface-2", text),
        ("link", "ground", text),
        ("link", "surface", text),
        ("link", "surface-2", text),
        ("on-primary", "primary", text),
        ("on-primary", "primary-strong", text),
        ("on-danger", "danger", text),
        ("danger", "surface", text),
        ("neutral-text", "neutral-ground", text),
        ("info-text", "info-ground", text),
        ("good-text", "good-ground", text),
        ("warn-text", "warn-ground", text),
        ("bad-text", "bad-ground", text),
        ("bad-text", "surface", text),
        ("warn-text", "surface", text),
        ("good-text", "surface", text),
        ("line-strong", "surface", border),
        ("focus", "ground", border),
        ("focus", "surface", border),
        ("primary", "surface", border),
    ];
    for (theme, colours) in themes() {
        for (front, back, least) in pairs {
            let (a, b) = (luminance(colours[front]), luminance(colours[back]));
            let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(ratio >= least, "{theme}: {front} on {back} is {ratio:.2}, needs {least}");
        }
    }
}

#[test]
fn every_icon_is_drawn() {
    let drawings = read("../public/icons.svg");
    for icon in Icon::ALL {
        let (file, id) = icon.href().split_once('#').expect("a part of the one file");
        assert!(file.starts_with("/pkg/icons.") && file.strip_suffix(".svg").is_some(), "{file}");
        assert!(drawings.contains(&format!("<symbol id=\"{id}\"")), "{id}");
    }
}

fn sources(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("folder").map(|e| e.expect("entry").path()) {
        if entry.is_dir() {
            sources(&entry, into);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            into.push((entry.display().to_string(), fs::read_to_string(&entry).expect("source")));
        }
    }
}

/// A script of a page carries the nonce of its answer, or the browser does not run it.
fn has_nonce(tag: &str) -> bool {
    tag.split('>').next().is_some_and(|tag| tag.contains(" nonce=use_nonce()"))
}

#[test]
fn no_inline_style_or_script() {
    let mut files = Vec::new();
    sources(&package().join("src"), &mut files);
    assert!(files.len() > 20);
    for (path, source) in files {
        for forbidden in [" style=", "<style", "onclick="] {
            assert!(!source.contains(forbidden), "{path} contains `{forbidden}`");
        }
        assert!(source.split("<script").skip(1).all(has_nonce), "{path} has a script without nonce");
        // `style:colour=…` of the view macro, not a field or an argument of that name
        let property = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
        assert!(!source.split(" style:").skip(1).any(property), "{path} sets a style property");
    }
}

/// The texts of a locale file with their dotted keys.
fn texts(language: &str, file: &str) -> BTreeMap<String, String> {
    fn walk(prefix: &str, value: &serde_json::Value, out: &mut BTreeMap<String, String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    walk(&format!("{prefix}.{key}"), value, out);
                }
            }
            serde_json::Value::String(text) => {
                out.insert(prefix.to_owned(), text.clone());
            }
            other => panic!("{prefix}: {other} is not a text"),
        }
    }
    let mut out = BTreeMap::new();
    let json = serde_json::from_str(&read(&format!("locales/{language}/{file}"))).expect(file);
    walk(file, &json, &mut out);
    out
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).map(str::trim).collect();
    found.sort_unstable();
    found
}

#[test]
fn both_languages_say_the_same_things() {
    let folder = package().join("locales/zh");
    for entry in fs::read_dir(folder).expect("locales") {
        let file = entry.expect("entry").file_name().into_string().expect("name");
        let (zh, en) = (texts("zh", &file), texts("en", &file));
        assert!(zh.keys().eq(en.keys()), "{file}: not the same keys");
        for (key, text) in &zh {
            assert!(!text.trim().is_empty() && !en[key].trim().is_empty(), "{key} is empty");
            assert_eq!(placeholders(text), placeholders(&en[key]), "{key}");
            let chinese = |s: &str| s.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!chinese(&en[key]) || key.ends_with("switch_to"), "{key} is Chinese in the English file");
        }
    }
}
