//! What of the map library is left out: whatever no map of ours uses would be fetched and kept by every tablet.

use super::{assets::copy_tree, left_out::leave_out, stamp::files};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// The file that names what pages import, in the folder that [`prepare`] fills.
pub const ENTRY: &str = "used.ts";
/// The library's worker, there.
pub const WORKER: &str = "src/source/worker.ts";

/// What the scripts of `app/js/map` ask of `maplibre`.
const USED: [&str; 3] = ["Map", "Marker", "setWorkerUrl"];
/// What the library takes in of its own `package.json` as a whole: its version, and what bundling has to know.
const ABOUT: [&str; 4] = ["name", "version", "type", "sideEffects"];
/// How the classes of its controls begin. Our maps have buttons of their own.
const CONTROL: &str = "maplibregl-ctrl";

/// Copies the library's sources from `package` into the empty folder `work`, as they are put together: elsewhere, because
/// what esbuild is told about TypeScript does not hold for what lies among the packages.
///
/// # Errors
/// When the package has other files than this version expects.
pub fn prepare(package: &Path, work: &Path) -> Result<()> {
    let sources = work.join("src");
    copy_tree(&package.join("src"), &sources)?;
    for file in files(&sources)? {
        if file.extension().is_some_and(|extension| extension == "ts") {
            let source = fs::read_to_string(&file)?;
            let lean = with_matrices_one_by_one(&source);
            if lean != source {
                fs::write(&file, lean)?;
            }
        }
    }
    leave_out(&sources)?;
    let entry = format!("export {{ {} }} from \"./src/index.ts\";\n", USED.join(", "));
    fs::write(work.join(ENTRY), entry)?;
    let package = fs::read_to_string(package.join("package.json"));
    let about = about(&package.context("the map library has no package.json")?)?;
    Ok(fs::write(work.join("package.json"), about)?)
}

/// What the library needs to know of itself.
fn about(package: &str) -> Result<String> {
    let mut all: BTreeMap<String, Value> = serde_json::from_str(package)?;
    all.retain(|name, _| ABOUT.contains(&name.as_str()));
    Ok(serde_json::to_string(&all)?)
}

/// A source that takes each kind of matrix from its own file. From the one that names them all each comes with everything
/// that can be done with it.
fn with_matrices_one_by_one(source: &str) -> String {
    source.split_inclusive('\n').map(|line| one_by_one(line).unwrap_or_else(|| line.to_owned())).collect()
}

fn one_by_one(line: &str) -> Option<String> {
    let names = line.trim_end().strip_prefix("import {")?.strip_suffix("} from 'gl-matrix';")?;
    let imports = names.split(',').map(str::trim).map(|name| match name.strip_prefix("type ") {
        Some(name) => format!("import type {{{name}}} from 'gl-matrix';"),
        None => format!("import * as {name} from 'gl-matrix/esm/{name}.js';"),
    });
    // in one line: the others keep their numbers
    Some(imports.collect::<Vec<_>>().join(" ") + "\n")
}

/// A style sheet without the rules for the library's own controls, which are nine tenths of it: their drawings.
pub fn without_controls(style: &str) -> String {
    let mut kept = String::new();
    let mut rest = style;
    while let Some((rule, after)) = first_rule(rest) {
        kept.push_str(&without_its_controls(rule));
        rest = after;
    }
    kept + rest
}

/// The first rule with all that stands in it, and what follows.
fn first_rule(style: &str) -> Option<(&str, &str)> {
    let (mut open, mut quote) = (0_usize, None::<char>);
    for (at, c) in style.char_indices() {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '{' => open += 1,
            None if c == '}' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return Some(style.split_at(at + 1));
                }
            }
            None => {}
        }
    }
    None
}

fn without_its_controls(rule: &str) -> String {
    let Some((head, body)) = rule.split_once('{') else { return rule.to_owned() };
    if head.trim_start().starts_with("@media") {
        let inside = without_controls(body.strip_suffix('}').unwrap_or(body));
        return if inside.trim().is_empty() { String::new() } else { format!("{head}{{{inside}}}") };
    }
    if head.trim_start().starts_with('@') {
        return rule.to_owned();
    }
    let left: Vec<&str> = selectors(head).filter(|selector| !selector.contains(CONTROL)).collect();
    if left.is_empty() { String::new() } else { format!("{}{{{body}", left.join(",")) }
}

/// What stands between commas, other than those inside brackets.
fn selectors(head: &str) -> impl Iterator<Item = &str> {
    let mut open = 0_i32;
    head.split(move |c: char| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        c == ',' && open == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, env, path::PathBuf};

    #[test]
    fn what_our_maps_use_is_named() {
        let package: PathBuf = env::var_os("CARGO_MANIFEST_DIR").unwrap().into();
        let mut used = BTreeSet::new();
        for script in files(&package.join("../js/map")).unwrap() {
            let text = fs::read_to_string(script).unwrap();
            for rest in text.split("maplibre.").skip(1) {
                used.insert(rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
            }
        }
        let named: BTreeSet<String> = USED.map(str::to_owned).into();
        assert_eq!(used, named);
    }

    #[test]
    fn each_kind_of_matrix_comes_from_its_own_file() {
        let source =
            "import {a} from './a.ts';\nimport {mat4, type vec4} from 'gl-matrix';\nlet m = mat4.create();\n";
        let lean = "import {a} from './a.ts';\nimport * as mat4 from 'gl-matrix/esm/mat4.js'; import type {vec4} from \
                    'gl-matrix';\nlet m = mat4.create();\n";
        assert_eq!(with_matrices_one_by_one(source), lean);
        let types = "import type {mat4} from 'gl-matrix';\nimport {b} from 'b';";
        assert_eq!(with_matrices_one_by_one(types), types);
    }

    #[test]
    fn a_package_says_little_of_itself() {
        let package =
            r#"{"name":"m","version":"6.1.0","scripts":{"build":"…"},"sideEffects":["src/**/*.ts"]}"#;
        assert_eq!(
            about(package).unwrap(),
            r#"{"name":"m","sideEffects":["src/**/*.ts"],"version":"6.1.0"}"#
        );
    }

    #[test]
    fn rules_for_controls_are_left_out_and_no_others() {
        let style = ".maplibregl-map{a:b}.maplibregl-ctrl-zoom{background:url(\"data:{'}'\")}\
                     .maplibregl-marker,.maplibregl-ctrl button:not(:disabled,.maplibregl-ctrl){cursor:grab}\
                     @keyframes spin{0%{a:b}to{a:c}}@media(hover){.maplibregl-ctrl{a:b}}\
                     @media(hover:none),(pointer:coarse){.maplibregl-ctrl{a:b}.maplibregl-popup:is(a,b){a:c}}/* end */";
        assert_eq!(
            without_controls(style),
            ".maplibregl-map{a:b}.maplibregl-marker{cursor:grab}@keyframes spin{0%{a:b}to{a:c}}\
             @media(hover:none),(pointer:coarse){.maplibregl-popup:is(a,b){a:c}}/* end */"
        );
    }
}
