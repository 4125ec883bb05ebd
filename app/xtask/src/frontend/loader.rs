//! The module that loads the split parts, as the splitter writes it, made quicker. It compiles the largest file of a part
//! when all others are there, and the first of them when the main program runs and asks for the part. Here each file is
//! compiled while it comes, and on a page of the field app that begins beside the main program: it is what a tablet waits
//! for when it starts, and whoever opens such a page needs it in any case.

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
function makeLoadOfField(fetchPart, deps) {
    const load = makeLoad(fetchPart, deps);
    if (/^\\/field(\\/|$)/.test(location.pathname)) load.begin();
    return load;
}",
    ),
];

/// How the line of a part begins; its name follows.
const PART: &str = "export const __wasm_split_load_";
/// How what it says goes on.
const MADE: &str = "wrapAsyncCb(makeLoad(";
const MADE_OF_FIELD: &str = "wrapAsyncCb(makeLoadOfField(";

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
    let line = text.find(&format!("{PART}{FIELD_PART}")).context("no part of the field app is loaded")?;
    let made = line + text[line..].find(MADE).context("the part of the field app is loaded otherwise")?;
    text.replace_range(made..made + MADE.len(), MADE_OF_FIELD);
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
    fn only_the_field_app_begins_before_it_is_asked_for() {
        let quick = quicken(LOADER).unwrap();
        assert!(quick.contains("__wasm_split_load_field_7 = wrapAsyncCb(makeLoadOfField(() => {"));
        assert!(quick.contains("__wasm_split_load_looking_7 = wrapAsyncCb(makeLoad(() => {"));
        assert_eq!(quick.matches("makeLoadOfField(").count(), 2, "made and called");
        assert!(quick.contains(r"/^\/field(\/|$)/"));
    }

    #[test]
    fn a_loader_of_another_kind_is_noticed() {
        assert!(quicken(&LOADER.replace("instantiateStreaming", "instantiate")).is_err());
        assert!(quicken(&LOADER.replace("return loadingModule;", "return await loadingModule;")).is_err());
        assert!(quicken(&LOADER.replace("load_field_7", "load_fields_7")).is_err());
    }
}
