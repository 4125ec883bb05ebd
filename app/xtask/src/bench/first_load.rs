//! What a browser that comes for the first time fetches for the list of hazards.
//!
//! Found as a browser finds it: from the page on, every address in it and in the scripts that it names. An address
//! that is used only later counts too, so this is rather too much than too little.

use super::http::{Answer, Client};
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// The page.
const PAGE: &str = "/hazards";
/// Data that the map asks for.
const MAP_DATA: [&str; 2] =
    ["/api/v1/base.geojson", "/api/v1/map/hazards?bbox=121.36,31.19,121.41,31.23&zoom=14"];
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
/// When the page cannot be fetched.
pub fn look(client: &Client) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::from([PAGE.to_owned()]);
    let mut waiting = VecDeque::from([PAGE.to_owned()]);
    while let Some(path) = waiting.pop_front() {
        let answer = client.get(&path)?;
        if !answer.is_ok() {
            if path == PAGE {
                bail!("{PAGE} answers {}", answer.status);
            }
            continue; // a text that only looks like an address
        }
        let piece = piece(&path, &answer)?;
        // what the map library needs beside what is known of it is its own affair
        if piece.kind != Kind::MapLibrary && piece.kind != Kind::Program {
            for found in addresses(&path, &answer.text()?) {
                if known.insert(found.clone()) {
                    waiting.push_back(found);
                }
            }
        }
        pieces.push(piece);
    }
    for path in MAP_DATA {
        let answer = client.get(path)?;
        if answer.is_ok() {
            pieces.push(Piece { kind: Kind::Data, ..piece(path, &answer)? });
        }
    }
    pieces.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
    Ok(pieces)
}

fn piece(path: &str, answer: &Answer) -> Result<Piece> {
    let kind = if path.starts_with("/vendor/") {
        Kind::MapLibrary
    } else {
        match path.split('?').next().unwrap_or_default().rsplit_once('.') {
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

/// The addresses of files in a text: what stands between quotes and ends like a file.
fn addresses(here: &str, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for quote in ['"', '\'', '`'] {
        for word in text.split(quote) {
            let word = word.split(['?', '#']).next().unwrap_or_default();
            let sound =
                word.len() < 200 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
            // icons for a home screen are fetched when the page is put there
            if sound && KINDS.iter().any(|kind| word.ends_with(kind)) && !word.contains("icon-") {
                found.extend(absolute(here, word));
            }
        }
    }
    found
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

    #[test]
    fn addresses_are_found_in_pages_and_scripts() {
        let text = r#"<link href="/pkg/app.1.css"><script>import("/pkg/app.1.js")</script><a href="/hazards?x=1">
            import{a}from"./snippets/x/map.js";import '../js/view.js'; "app.js" "https://a.example/b.js" "/icon-180.png""#;
        let found: Vec<String> = addresses("/pkg/app.1.js", text).into_iter().collect();
        assert_eq!(found, ["/js/view.js", "/pkg/app.1.css", "/pkg/app.1.js", "/pkg/snippets/x/map.js"]);
    }
}
