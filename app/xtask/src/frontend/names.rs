//! Names that carry the content, so that a browser may keep a file for ever and never has an old one.

use super::{
    OUTPUT_NAME,
    stamp::{Digest, files},
    wasm::{LOADER, MANIFEST, RULES},
};
use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// As long as the placeholder in [`LOADER`].
const HASH_LEN: usize = 22;

/// The hashes that stand in the names.
#[derive(Debug)]
pub struct Names {
    program: String,
    style: String,
}

impl Names {
    /// The file by which Leptos finds the names again.
    pub fn hash_file(&self) -> String {
        let Self { program, style } = self;
        format!("js: {program}\nwasm: {program}\ncss: {style}\nmanifest: {program}\nsplit: {program}\n")
    }
}

/// Renames the files of `pkg` and changes every mention of them.
///
/// The program's files share one hash over all of them: glue, loader and parts fit only each other, and each names
/// some of the others, so a hash of its own for each would either run in circles or miss a change elsewhere.
///
/// # Errors
/// When a file is missing or cannot be written.
pub fn put_content_into_names(pkg: &Path) -> Result<Names> {
    let glue = format!("{OUTPUT_NAME}.js");
    let wasm: Vec<String> = list(pkg)?.into_iter().filter(|name| has_extension(name, "wasm")).collect();
    let mut digest = Digest::default();
    for name in wasm.iter().chain([&glue]).map(String::as_str).chain([LOADER, MANIFEST]) {
        digest = digest.text(name).file(&pkg.join(name))?;
    }
    let program = short(digest);
    let loader = LOADER.replace(&"_".repeat(HASH_LEN), &program);

    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for name in wasm.iter().chain([&glue]) {
        renamed.insert(name.clone(), with_hash(name, &program)?);
    }
    renamed.insert(LOADER.to_owned(), loader.clone());
    let mut mentions: Vec<(String, String)> = renamed.clone().into_iter().collect();
    mentions.push((format!("{OUTPUT_NAME}_bg.wasm"), with_hash(&format!("{OUTPUT_NAME}.wasm"), &program)?));

    for name in [glue.as_str(), LOADER] {
        let path = pkg.join(name);
        fs::write(&path, replace_names(&fs::read_to_string(&path)?, &mentions))?;
    }
    for name in &wasm {
        let path = pkg.join(name);
        let mut bytes = fs::read(&path)?;
        if replace_same_length(&mut bytes, LOADER.as_bytes(), loader.as_bytes()) {
            fs::write(&path, bytes)?;
        }
    }
    write_manifest(pkg, &program)?;
    for (old, new) in &renamed {
        fs::rename(pkg.join(old), pkg.join(new))?;
    }

    let css = format!("{OUTPUT_NAME}.css");
    let style = short(Digest::default().file(&pkg.join(&css))?);
    fs::rename(pkg.join(&css), pkg.join(with_hash(&css, &style)?))?;
    Ok(Names { program, style })
}

/// Puts the wasm of the rules into `pkg` under a name with its content. Gives its address.
///
/// # Errors
/// When it cannot be copied.
pub fn put_rules(wasm: &Path, pkg: &Path) -> Result<String> {
    let name = with_hash(&format!("{RULES}.wasm"), &short(Digest::default().file(wasm)?))?;
    fs::copy(wasm, pkg.join(&name))?;
    Ok(format!("/pkg/{name}"))
}

/// The manifest names the files of each part without their extension.
fn write_manifest(pkg: &Path, hash: &str) -> Result<()> {
    let path = pkg.join(MANIFEST);
    let mut manifest: BTreeMap<String, Vec<String>> = serde_json::from_slice(&fs::read(&path)?)?;
    for stem in manifest.values_mut().flatten() {
        *stem = format!("{stem}.{hash}");
    }
    fs::write(pkg.join(with_hash(MANIFEST, hash)?), serde_json::to_vec(&manifest)?)?;
    Ok(fs::remove_file(path)?)
}

/// Replaces file names in a script, but only whole ones: behind a quote or a slash.
fn replace_names(script: &str, names: &[(String, String)]) -> String {
    let mut script = script.to_owned();
    for (old, new) in names {
        for before in ['/', '"', '\'', '`'] {
            script = script.replace(&format!("{before}{old}"), &format!("{before}{new}"));
        }
    }
    script
}

/// Replaces bytes by as many others; says whether there were any.
fn replace_same_length(bytes: &mut [u8], old: &[u8], new: &[u8]) -> bool {
    debug_assert_eq!(old.len(), new.len());
    let mut found = false;
    let mut at = 0;
    while at + old.len() <= bytes.len() {
        let window = &mut bytes[at..at + old.len()];
        if window == old {
            window.copy_from_slice(new);
            found = true;
            at += old.len();
        } else {
            at += 1;
        }
    }
    found
}

fn with_hash(name: &str, hash: &str) -> Result<String> {
    let (stem, extension) = name.rsplit_once('.').with_context(|| format!("{name} has no extension"))?;
    Ok(format!("{stem}.{hash}.{extension}"))
}

fn short(digest: Digest) -> String {
    let mut hex = digest.hex();
    hex.truncate(HASH_LEN);
    hex
}

fn has_extension(name: &str, wanted: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == wanted)
}

/// The names directly in a folder, sorted; folders only where there are no files.
fn list(dir: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for path in files(dir)? {
        let inside: PathBuf = path.strip_prefix(dir)?.to_path_buf();
        if let Some(first) = inside.iter().next() {
            names.push(first.to_string_lossy().into_owned());
        }
    }
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        write("app.css", "body{}");
        write("app.wasm", "main");
        write("chunk_1.wasm", &format!("\0./{LOADER}\0"));
        write("chunk_11.wasm", "eleven");
        write("app.js", &format!("import*as x from'./{LOADER}';new URL('app_bg.wasm',u)"));
        write(LOADER, r#"import{initSync}from"./app.js";f("./chunk_1.wasm");f("./chunk_11.wasm")"#);
        write(MANIFEST, r#"{"page":["chunk_1","chunk_11"]}"#);
        dir
    }

    fn named(dir: &Path) -> (Names, Vec<String>) {
        let names = put_content_into_names(dir).unwrap();
        (names, list(dir).unwrap())
    }

    #[test]
    fn every_mention_is_of_a_file_that_exists() {
        let dir = site();
        let (names, listed) = named(dir.path());
        let hash = &names.program;
        for name in [
            format!("app.{hash}.js"),
            format!("app.{hash}.wasm"),
            format!("chunk_1.{hash}.wasm"),
            format!("chunk_11.{hash}.wasm"),
            format!("__wasm_split.{hash}.js"),
            format!("__wasm_split_manifest.{hash}.json"),
            format!("app.{}.css", names.style),
        ] {
            assert!(listed.contains(&name), "{name} in {listed:?}");
        }
        let read = |name: String| fs::read_to_string(dir.path().join(name)).unwrap();
        let loader = read(format!("__wasm_split.{hash}.js"));
        assert!(
            loader.contains(&format!("\"./app.{hash}.js\""))
                && loader.contains(&format!("./chunk_11.{hash}.wasm"))
        );
        let glue = read(format!("app.{hash}.js"));
        assert!(
            glue.contains(&format!("'./__wasm_split.{hash}.js'"))
                && glue.contains(&format!("'app.{hash}.wasm'"))
        );
        assert!(read(format!("chunk_1.{hash}.wasm")).contains(&format!("./__wasm_split.{hash}.js")));
        assert_eq!(
            read(format!("__wasm_split_manifest.{hash}.json")),
            format!(r#"{{"page":["chunk_1.{hash}","chunk_11.{hash}"]}}"#)
        );
    }

    #[test]
    fn a_changed_script_changes_the_name_of_the_program() {
        let (first, second) = (site(), site());
        let glue = second.path().join("app.js");
        fs::write(&glue, format!("{}const map=2", fs::read_to_string(&glue).unwrap())).unwrap();
        let (a, _) = named(first.path());
        let (b, _) = named(second.path());
        assert_ne!(a.program, b.program);
        assert_eq!(a.style, b.style);
    }

    #[test]
    fn the_same_files_get_the_same_names() {
        let (first, second) = (site(), site());
        assert_eq!(named(first.path()).0.hash_file(), named(second.path()).0.hash_file());
    }
}
