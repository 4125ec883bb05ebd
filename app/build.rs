//! Turns `locales/<language>/<namespace>.json` into the `i18n` module. A key that one language lacks stops
//! the build, so no screen can show half of one language and half of the other. And tells the program where its drawings
//! are, as `ICONS`.

mod icons_name;

use leptos_i18n_parser::parse_locales::{
    ParsedLocales,
    options::{Config, ParseOptions},
    parse_locales,
};
use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// The drawings, from this package on.
const DRAWINGS: &str = "../public/icons.svg";

const DEFAULT: &str = "zh";
const SECOND: &str = "en";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=icons_name.rs");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed={DRAWINGS}");
    println!("cargo::rustc-env=ICONS=/pkg/{}", icons_name::icons_name(&fs::read(DRAWINGS)?));
    let config = Config::new(DEFAULT)?
        .add_locale(SECOND)?
        .add_namespaces(namespaces(&Path::new("locales").join(DEFAULT))?)?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let parsed = parse_locales(None, config)?;
    refuse_gaps(&parsed)?;
    let attributes = "#![allow(clippy::all, clippy::pedantic, missing_docs, unused)]".parse()?;
    let code = leptos_i18n_codegen::gen_code(&parsed, None, false, Some(&attributes), false)?;
    // in lines: where something stands is counted from the beginning of its line, and a lint asks that for each item; in a
    // single line of megabytes this was most of what the package took to compile
    let code = prettyplease::unparse(&syn::parse2(code)?);
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("i18n.rs"), code)?;
    Ok(())
}

/// The namespaces are the files of the default language.
fn namespaces(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            names.extend(path.file_stem().map(|s| s.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

/// The parser only warns of a missing or a surplus key.
fn refuse_gaps(parsed: &ParsedLocales) -> Result<(), Box<dyn Error>> {
    let (errors, warnings) = parsed.diag.borrow();
    for problem in errors.iter().map(ToString::to_string).chain(warnings.iter().map(ToString::to_string)) {
        println!("cargo::error={problem}");
    }
    if errors.is_empty() && warnings.is_empty() {
        Ok(())
    } else {
        Err("the locale files do not agree".into())
    }
}
