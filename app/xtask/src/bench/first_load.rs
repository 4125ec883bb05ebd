//! What a browser that comes for the first time fetches for the list of hazards.
//!
//! Found as a browser finds it: what the page names, what its scripts import before they run, and what the list asks for
//! because a map stands beside it. Of the program its first part counts and the one that the page's head names; the loader
//! names the others too and fetches one when its page is opened. Likewise a script names others that it imports should they be
//! needed. That a browser fetches no more than this is told by the story `first-load`.

use super::http::{Answer, Client};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The page.
const PAGE: &str = "/hazards";
/// What is fetched for the map once the program runs: `app/js/map.js` and `app/js/map/library.js` say which, and the
/// map asks for its data.
const MAP: [&str; 9] = [
    "/js/map/view.js",
    "/vendor/maplibre-gl/maplibre-gl.mjs",
    "/vendor/maplibre-gl/maplibre-gl-worker.mjs",
    "/vendor/maplibre-gl/maplibre-gl.css",
    "/api/v1/base.geojson",
    // the four tiles around the subdistrict at the zoom that shows all of it
    "/api/v1/map/tiles/hazards/13/6857/3347.mvt",
    "/api/v1/map/tiles/hazards/13/6858/3347.mvt",
    "/api/v1/map/tiles/hazards/13/6857/3348.mvt",
    "/api/v1/map/tiles/hazards/13/6858/3348.mvt",
];
/// What an address may end in.
const KINDS: [&str; 9] = [".js", ".mjs", ".css", ".wasm", ".json", ".svg", ".png", ".woff2", ".webmanifest"];

/// One thing that is fetched.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Piece {
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes of the body as sent, and unpacked.
    pub sent: usize,
    pub plain: usize,
}

/// What a piece is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Page,
    Style,
    Script,
    Program,
    Picture,
    Data,
    /// Does not count: the map library.
    MapLibrary,
}

/// Fetches it all.
///
/// # Errors
/// When the page or something of its map cannot be fetched.
pub fn look(client: &Client) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut waiting: VecDeque<String> = [PAGE].into_iter().chain(MAP).map(str::to_owned).collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut part = None;
    while let Some(path) = waiting.pop_front() {
        let answer = client.get(&path)?;
        if !answer.is_ok() {
            // one that was moved must not make the load smaller
            if path == PAGE || MAP.contains(&path.as_str()) {
                bail!("{path} answers {}", answer.status);
            }
            continue; // a text that only looks like an address
        }
        let piece = piece(&path, &answer)?;
        let next = match piece.kind {
            Kind::Page => {
                let text = answer.text()?;
                part = part_of(&text);
                named(&path, &text)
            }
            Kind::Style => named(&path, &answer.text()?),
            Kind::Script => {
                let mut found = imported(&path, &answer.text()?);
                if let (Some(part), Some(manifest)) = (&part, manifest_beside(&path)) {
                    found.extend(files_of(&client.get(&manifest)?.text()?, part)?);
                }
                found
            }
            // its page's and its worker's part import what they share
            Kind::MapLibrary if path.rsplit_once('.').is_some_and(|(_, kind)| kind == "mjs") => {
                imported(&path, &answer.text()?)
            }
            Kind::Program | Kind::Picture | Kind::Data | Kind::MapLibrary => BTreeSet::new(),
        };
        for found in next {
            if known.insert(found.clone()) {
                waiting.push_back(found);
            }
        }
        pieces.push(piece);
    }
    pieces.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
    Ok(pieces)
}

fn piece(path: &str, answer: &Answer) -> Result<Piece> {
    let kind = if path.starts_with("/vendor/") {
        Kind::MapLibrary
    } else if path.starts_with("/api/") {
        Kind::Data
    } else {
        match path.rsplit_once('.') {
            None => Kind::Page,
            Some((_, "css")) => Kind::Style,
            Some((_, "js" | "mjs")) => Kind::Script,
            Some((_, "wasm")) => Kind::Program,
            Some((_, "json" | "webmanifest")) => Kind::Data,
            Some(_) => Kind::Picture,
        }
    };
    let plain = if answer.headers.contains_key("content-encoding") {
        answer.unpacked()?.len()
    } else {
        answer.body.len()
    };
    Ok(Piece { path: path.to_owned(), kind, sent: answer.body.len(), plain })
}

/// The part of the program that a page names in its head.
fn part_of(page: &str) -> Option<String> {
    let (_, behind) = page.split_once("name=\"program-part\"")?;
    let (tag, _) = behind.split_once('>')?;
    let (_, content) = tag.split_once("content=\"")?;
    content.split_once('"').map(|(part, _)| part.to_owned())
}

/// The list of the files of each part, when a script is the loader: it has that one's hash.
fn manifest_beside(script: &str) -> Option<String> {
    let hash = script.strip_prefix("/pkg/__wasm_split.")?.strip_suffix(".js")?;
    Some(format!("/pkg/__wasm_split_manifest.{hash}.json"))
}

/// The addresses of the files of a part, by that list.
fn files_of(manifest: &str, part: &str) -> Result<Vec<String>> {
    let parts: BTreeMap<String, Vec<String>> = serde_json::from_str(manifest)?;
    let own = parts.into_iter().find(|(name, _)| name.rsplit_once('_').is_some_and(|(name, _)| name == part));
    let (_, files) = own.with_context(|| format!("there is no part {part}"))?;
    Ok(files.into_iter().map(|file| format!("/pkg/{file}.wasm")).collect())
}

/// The addresses of files in a page or a style sheet: what stands between quotes and ends like a file.
fn named(here: &str, text: &str) -> BTreeSet<String> {
    ['"', '\'', '`']
        .into_iter()
        .flat_map(|quote| text.split(quote))
        .filter_map(|word| address(here, word))
        .collect()
}

/// The scripts that a script imports before it runs. What it imports by `import(…)` it asks for later, if ever.
fn imported(here: &str, text: &str) -> BTreeSet<String> {
    ["from", "import"]
        .into_iter()
        .flat_map(|keyword| text.match_indices(keyword).map(|(at, keyword)| at + keyword.len()))
        .filter_map(|end| {
            let after = text.get(end..)?.trim_start();
            let quote = after.chars().next().filter(|first| ['"', '\''].contains(first))?;
            let (word, _) = after.get(1..)?.split_once(quote)?;
            address(here, word)
        })
        .collect()
}

/// The address of a file, should a word be one.
fn address(here: &str, word: &str) -> Option<String> {
    let word = word.split(['?', '#']).next()?;
    let sound = word.len() < 200 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    // icons for a home screen are fetched when the page is put there
    let wanted = sound && KINDS.iter().any(|kind| word.ends_with(kind)) && !word.contains("icon-");
    if wanted { absolute(here, word) } else { None }
}

/// The address as the server knows it; `None` for what is neither absolute nor relative, such as a mere name.
fn absolute(here: &str, word: &str) -> Option<String> {
    if word.starts_with('/') {
        return (!word.starts_with("//")).then(|| word.to_owned());
    }
    let mut folders: Vec<&str> = here.split('/').skip(1).collect();
    folders.pop();
    let mut rest = word;
    if !rest.starts_with('.') {
        return None;
    }
    loop {
        if let Some(r) = rest.strip_prefix("./") {
            rest = r;
        } else if let Some(r) = rest.strip_prefix("../") {
            folders.pop();
            rest = r;
        } else {
            break;
        }
    }
    folders.push(rest);
    Some(format!("/{}", folders.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"<link href="/pkg/app.1.css"><script>import("/pkg/app.1.js")</script><a href="/hazards?x=1">
        import{a}from"./snippets/x/map.js";import '../js/view.js'; "app.js" "https://a.example/b.js" "/icon-180.png""#;

    #[test]
    fn a_page_fetches_the_files_that_it_names() {
        let found: Vec<String> = named("/pkg/app.1.js", TEXT).into_iter().collect();
        assert_eq!(found, ["/js/view.js", "/pkg/app.1.css", "/pkg/app.1.js", "/pkg/snippets/x/map.js"]);
    }

    #[test]
    fn a_script_fetches_what_it_imports_before_it_runs() {
        let found: Vec<String> = imported("/pkg/app.1.js", TEXT).into_iter().collect();
        assert_eq!(found, ["/js/view.js", "/pkg/snippets/x/map.js"]);
        let later = r#"import{initSync as p}from"./app.1.js";fetch(new URL("./chunk_4.1.wasm",import.meta.url));
            const t="/js/field/index.js";function e(){return import(t)}import("/js/map/view.js");"from"+"./no.js";"#;
        let found: Vec<String> = imported("/pkg/__wasm_split.1.js", later).into_iter().collect();
        assert_eq!(found, ["/pkg/app.1.js"]);
    }

    #[test]
    fn a_page_fetches_the_part_that_its_head_names() {
        let page = r#"<head><meta name="viewport" content="width=1"><meta name="program-part" content="beginning"></head>"#;
        assert_eq!(part_of(page).as_deref(), Some("beginning"));
        assert_eq!(part_of("<head></head>"), None);
        let manifest = manifest_beside("/pkg/__wasm_split.1a.js");
        assert_eq!(manifest.as_deref(), Some("/pkg/__wasm_split_manifest.1a.json"));
        assert_eq!(manifest_beside("/pkg/app.1a.js"), None);
        let list = r#"{"beginning_7": ["chunk_6.1a", "split_beginning_7.1a"], "looking_7": ["chunk_6.1a"]}"#;
        assert_eq!(
            files_of(list, "beginning").unwrap(),
            ["/pkg/chunk_6.1a.wasm", "/pkg/split_beginning_7.1a.wasm"]
        );
        assert!(files_of(list, "begin").is_err());
    }
}
