//! What the service worker keeps, so that the field app starts without network: every file of the site that the field app
//! can ask for, each with the digest of its content. Whatever the server hands out under one of these names meanwhile,
//! the browser takes it only when it is that content. What only pages with a line ask for comes from the network.

use super::stamp::{Digest, files};
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Not for browsers, or never asked for by the program.
const LEFT_OUT: [&str; 3] = ["hash.txt", "live-reload.txt", "sw.js"];

/// How the name of the program's part with the field app begins; a number follows. See `app/src/parts.rs`.
pub const FIELD_PART: &str = "field_";

/// The list.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Precache {
    /// Changes with any of the files.
    pub version: String,
    /// Address and SHA-256 in hex.
    pub files: Vec<(String, String)>,
}

/// The list of a site whose files have their final names.
///
/// # Errors
/// When a file cannot be read.
pub fn of(site: &Path) -> Result<Precache> {
    let mut listed = Vec::new();
    let mut version = Digest::default();
    let files = files(site)?;
    let mut named = Vec::with_capacity(files.len());
    for file in files {
        let name = file.strip_prefix(site)?.to_str().context("a name is text")?.replace('\\', "/");
        named.push((name, file));
    }
    let manifest = named.iter().find(|(name, _)| is_manifest(name));
    let others = manifest.map(|(_, file)| parts_of_others(file)).transpose()?.unwrap_or_default();
    for (name, file) in named {
        if is_left_out(&name) || others.contains(&name) {
            continue;
        }
        let content = fs::read(&file).with_context(|| format!("{name} cannot be read"))?;
        let sha256 = format!("{:x}", Sha256::digest(&content));
        version = version.text(&name).text(&sha256);
        listed.push((format!("/{name}"), sha256));
    }
    let mut version = version.hex();
    version.truncate(16);
    Ok(Precache { version, files: listed })
}

/// Bytes that a browser fetches to keep all of it: as compressed as the server has them.
///
/// # Errors
/// When a file cannot be read.
pub fn bytes_on_the_wire(site: &Path, list: &Precache) -> Result<u64> {
    list.files.iter().try_fold(0, |sum, (address, _)| {
        let path = site.join(address.trim_start_matches('/'));
        let plain = fs::metadata(&path).with_context(|| format!("{} is gone", path.display()))?.len();
        let packed = fs::metadata(format!("{}.br", path.display())).map_or(plain, |m| m.len());
        Ok(sum + packed)
    })
}

fn is_left_out(name: &str) -> bool {
    let path = Path::new(name);
    let compressed = path.extension().is_some_and(|extension| extension == "br" || extension == "gz");
    let licence = path.file_stem().is_some_and(|stem| stem == "LICENSE");
    // the device takes these when the app is put on its first screen, and keeps them itself
    let icon = name.starts_with("icon-");
    compressed || licence || icon || is_manifest(name) || LEFT_OUT.contains(&name)
}

/// Whether this is the list of the program's parts. It is for the server, which writes preload links from it.
fn is_manifest(name: &str) -> bool {
    let is_json = Path::new(name).extension().is_some_and(|it| it == "json");
    name.starts_with("pkg/") && is_json && name.contains("_manifest.")
}

/// The files of the program's parts that the field app never loads: its own part is one, with what it shares with others.
fn parts_of_others(manifest: &Path) -> Result<BTreeSet<String>> {
    let parts: BTreeMap<String, Vec<String>> = serde_json::from_slice(&fs::read(manifest)?)?;
    let (field, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        parts.into_iter().partition(|(part, _)| part.starts_with(FIELD_PART));
    ensure!(others.is_empty() || !field.is_empty(), "the program has no part for the field app");
    let needed: BTreeSet<String> = field.into_values().flatten().collect();
    let unneeded = others.into_values().flatten().filter(|stem| !needed.contains(stem));
    Ok(unneeded.map(|stem| format!("pkg/{stem}.wasm")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        dir
    }

    const FILES: [(&str, &str); 17] = [
        ("hash.txt", "js: 1"),
        ("icon.svg", "<svg/>"),
        ("icon.svg.br", "packed"),
        ("manifest.webmanifest", "{}"),
        ("sw.js", "itself"),
        ("js/field/index.js", "field"),
        ("js/field/index.js.gz", "packed"),
        ("pkg/app.1.js", "glue"),
        ("pkg/split_field_7.1.wasm", "a lazy part"),
        ("pkg/__wasm_split_manifest.1.json", MANIFEST),
        ("pkg/worker.1.wasm", "rules"),
        ("vendor/maplibre-gl/maplibre-gl.mjs", "map"),
        ("vendor/maplibre-gl/LICENSE.txt", "terms"),
        ("icon-512.png", "picture"),
        ("pkg/split_looking_7.1.wasm", "pages of the office"),
        ("pkg/chunk_1.1.wasm", "shared with the field app"),
        ("pkg/chunk_2.1.wasm", "shared by others"),
    ];

    const MANIFEST: &str = r#"{"field_7": ["chunk_1.1", "split_field_7.1"],
        "looking_7": ["chunk_1.1", "chunk_2.1", "split_looking_7.1"], "recording_7": ["chunk_2.1"]}"#;

    #[test]
    fn everything_that_the_field_app_can_ask_for_is_kept_and_nothing_else() {
        let list = of(site(&FILES).path()).unwrap();
        let names: Vec<&str> = list.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "/icon.svg",
                "/js/field/index.js",
                "/manifest.webmanifest",
                "/pkg/app.1.js",
                "/pkg/chunk_1.1.wasm",
                "/pkg/split_field_7.1.wasm",
                "/pkg/worker.1.wasm",
                "/vendor/maplibre-gl/maplibre-gl.mjs",
            ]
        );
        // the digest that every browser knows: SHA-256 of "glue"
        let glue = &list.files[3].1;
        assert_eq!(glue.len(), 64);
        assert!(glue.bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn the_version_changes_with_any_content_and_name_and_with_nothing_else() {
        let version = |files: &[(&str, &str)]| of(site(files).path()).unwrap().version;
        let first = version(&FILES);
        assert_eq!(first, version(&FILES));
        let with = |i: usize, file| {
            let mut files = FILES;
            files[i] = file;
            version(&files)
        };
        assert_ne!(
            first,
            with(5, ("js/field/index.js", "other")),
            "a script without its content in its name"
        );
        assert_ne!(first, with(8, ("pkg/split_field_7.2.wasm", "a lazy part")));
        assert_ne!(first, with(1, ("icon.svg", "<svg></svg>")));
        assert_eq!(first, with(2, ("icon.svg.br", "packed otherwise")));
        assert_eq!(first, with(0, ("hash.txt", "js: 2")));
    }

    #[test]
    fn a_program_that_was_split_without_the_field_app_is_noticed() {
        let manifest = r#"{"looking_7": ["split_looking_7.1"]}"#;
        assert!(of(site(&[("pkg/__wasm_split_manifest.1.json", manifest)]).path()).is_err());
        assert!(of(site(&[("pkg/__wasm_split_manifest.1.json", "{}")]).path()).is_ok());
    }

    #[test]
    fn what_is_fetched_counts_as_compressed() {
        let dir = site(&FILES);
        let list = of(dir.path()).unwrap();
        let plain: usize = FILES
            .iter()
            .filter(|(name, _)| list.files.iter().any(|(address, _)| *address == format!("/{name}")))
            .map(|(_, content)| content.len())
            .sum();
        // only the icon is there in a smaller form ("packed" is six bytes, as is "<svg/>")
        assert_eq!(bytes_on_the_wire(dir.path(), &list).unwrap(), plain as u64);
        fs::write(dir.path().join("pkg/app.1.js.br"), "g").unwrap();
        assert_eq!(bytes_on_the_wire(dir.path(), &list).unwrap(), plain as u64 - 3);
    }
}
