//! What the service worker keeps, so that the field app starts without network: every file of the site that a browser can
//! ask for, each with the digest of its content. Whatever the server hands out under one of these names meanwhile, the
//! browser takes it only when it is that content.

use super::stamp::{Digest, files};
use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{fs, path::Path};

/// Not for browsers, or never asked for by the program.
const LEFT_OUT: [&str; 4] = ["hash.txt", "live-reload.txt", "sw.js", "vendor/maplibre-gl/LICENSE.txt"];

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
    for file in files(site)? {
        let name = file.strip_prefix(site)?.to_str().context("a name is text")?.replace('\\', "/");
        if is_left_out(&name) {
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
    let compressed =
        Path::new(name).extension().is_some_and(|extension| extension == "br" || extension == "gz");
    // the list of parts is for the server, which writes preload links from it
    let manifest = name.starts_with("pkg/") && name.contains("_manifest.");
    compressed || manifest || LEFT_OUT.contains(&name)
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

    const FILES: [(&str, &str); 12] = [
        ("hash.txt", "js: 1"),
        ("icon.svg", "<svg/>"),
        ("icon.svg.br", "packed"),
        ("manifest.webmanifest", "{}"),
        ("sw.js", "itself"),
        ("js/field/index.js", "field"),
        ("js/field/index.js.gz", "packed"),
        ("pkg/app.1.js", "glue"),
        ("pkg/split_1.1.wasm", "a lazy part"),
        ("pkg/__wasm_split_manifest.1.json", "{}"),
        ("pkg/snippets/app-1/js/field.js", "door"),
        ("vendor/maplibre-gl/maplibre-gl.mjs", "map"),
    ];

    #[test]
    fn everything_that_a_browser_can_ask_for_is_kept() {
        let list = of(site(&FILES).path()).unwrap();
        let names: Vec<&str> = list.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "/icon.svg",
                "/js/field/index.js",
                "/manifest.webmanifest",
                "/pkg/app.1.js",
                "/pkg/snippets/app-1/js/field.js",
                "/pkg/split_1.1.wasm",
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
        assert_ne!(first, with(8, ("pkg/split_1.2.wasm", "a lazy part")));
        assert_ne!(first, with(1, ("icon.svg", "<svg></svg>")));
        assert_eq!(first, with(2, ("icon.svg.br", "packed otherwise")));
        assert_eq!(first, with(0, ("hash.txt", "js: 2")));
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
