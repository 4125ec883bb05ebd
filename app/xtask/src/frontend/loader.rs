//! The module that loads the split parts, as the splitter writes it, made quicker. It compiles the largest file of a part
//! when all others are there, and the first of them when the main program runs and asks for the part. Here each file is
//! compiled while it comes, and the part of the page that was opened begins beside the main program: what the page's head names
//! (`app::start::name_part`), or on a page of the field app, whose shell may be a kept one, that of the field app. Whoever opens such
//! a page needs it in any case.

use super::precache::FIELD_PART;
use anyhow::{Context, Result, ensure};

/// What stands in it for every file, and what takes its place.
const FILES: [(&str, &str); 2] = [
    ("src.catch(() => {});", "const part = WebAssembly.compileStreaming(src);\n    part.catch(() => {});"),
    ("WebAssembly.instantiateStreaming(src, imports)", "WebAssembly.instantiate(await part, imports)"),
];

/// What stands in it once.
const ONCE: [(&str, &str); 3] = [
    (
        "function makeLoad(fetcher, deps) {",
        "function makeLoad(fetchPart, deps) {
    let begun = undefined;
    // what was begun is taken once: a second try fetches anew
    const fetcher = () => {
        const part = begun ?? fetchPart();
        begun = undefined;
        return part;
    };",
    ),
    (
        "    return () => {
        if (loadingModule === undefined) {",
        "    const load = () => {
        if (loadingModule === undefined) {",
    ),
    (
        "        return loadingModule;
    }
}",
        "        return loadingModule;
    };
    load.begin = () => {
        for (const dep of deps) dep.begin();
        begun ??= fetchPart();
    };
    return load;
}
const opened = /^\\/field(\\/|$)/.test(location.pathname)
    ? \"field\" : document.querySelector('meta[name=\"program-part\"]')?.content;
function makeLoadOf(part, fetchPart, deps) {
    const load = makeLoad(fetchPart, deps);
    if (part === opened) load.begin();
    return load;
}",
    ),
];

/// How the line of a part begins; its name follows.
const PART: &str = "export const __wasm_split_load_";
/// How what it says goes on.
const MADE: &str = " = wrapAsyncCb(makeLoad(";

/// The quicker one.
///
/// # Errors
/// When this version of the splitter writes another one.
pub fn quicken(loader: &str) -> Result<String> {
    let mut text = loader.to_owned();
    for (written, better) in FILES {
        ensure!(text.contains(written), "the loader of the parts has no `{written}`");
        text = text.replace(written, better);
    }
    for (written, better) in ONCE {
        ensure!(text.matches(written).count() == 1, "the loader of the parts has no single `{written}`");
        text = text.replace(written, better);
    }
    ensure!(text.contains(&format!("{PART}{FIELD_PART}")), "no part of the field app is loaded");
    let mut from = 0;
    while let Some(found) = text[from..].find(PART) {
        let name = from + found + PART.len();
        let made = name + text[name..].find(MADE).context("a part is loaded otherwise")?;
        // behind the name stands what tells apart parts of one name
        let (part, _) = text[name..made].rsplit_once('_').context("a part has another name")?;
        let better = format!(" = wrapAsyncCb(makeLoadOf(\"{part}\", ");
        text.replace_range(made..made + MADE.len(), &better);
        from = made + better.len();
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the splitter writes it, with one shared file and two parts.
    const LOADER: &str = r#"import { initSync } from "./app.js";

function wrapAsyncCb(callee) {
    return async (callbackIndex, callbackData) => {
        await callee();
    }
}
function makeLoad(fetcher, deps) {
    const loader = async () => {
        const parallelStuff = deps.map(d => d());
        const instantiate = fetcher();
        await Promise.all(parallelStuff);
        const imports = getSharedImports();
        return instantiate(imports);
    };
    let loadingModule = undefined;
    return () => {
        if (loadingModule === undefined) {
            loadingModule = loader();
        }
        return loadingModule;
    }
}
const __chunk_6 = makeLoad(() => {
    const src = fetch(new URL("./chunk_6.wasm", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_looking_7 = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_looking_7.wasm", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_6]));
export const __wasm_split_load_field_7 = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_field_7.wasm", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_6]));
"#;

    #[test]
    fn every_file_is_compiled_while_it_comes() {
        let quick = quicken(LOADER).unwrap();
        assert_eq!(quick.matches("const part = WebAssembly.compileStreaming(src);").count(), 3);
        assert_eq!(quick.matches("WebAssembly.instantiate(await part, imports)").count(), 3);
        assert!(!quick.contains("instantiateStreaming"));
    }

    #[test]
    fn the_part_of_the_page_begins_before_it_is_asked_for() {
        let quick = quicken(LOADER).unwrap();
        assert!(quick.contains(r#"__wasm_split_load_field_7 = wrapAsyncCb(makeLoadOf("field", () => {"#));
        assert!(quick.contains(r#"__wasm_split_load_looking_7 = wrapAsyncCb(makeLoadOf("looking", () => {"#));
        assert_eq!(quick.matches("makeLoadOf(").count(), 3, "made once, and called for each part");
        assert!(quick.contains("const __chunk_6 = makeLoad(() => {"), "what is shared begins with a part");
        assert!(quick.contains(r"/^\/field(\/|$)/"));
        assert!(quick.contains(r#"document.querySelector('meta[name="program-part"]')?.content"#));
    }

    #[test]
    fn a_loader_of_another_kind_is_noticed() {
        assert!(quicken(&LOADER.replace("instantiateStreaming", "instantiate")).is_err());
        assert!(quicken(&LOADER.replace("return loadingModule;", "return await loadingModule;")).is_err());
        assert!(quicken(&LOADER.replace("load_field_7", "load_fields_7")).is_err());
    }
}
