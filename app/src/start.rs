//! How a page starts the program. A page of ours stands by itself when it comes, so what is read is painted before the program is even
//! fetched: on a slow line its half a megabyte would push the style sheet aside, and keep the first words back by seconds.

use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_meta::Meta;
use std::fs;

/// Fetches and starts the program once the page has been painted; at once where nothing is, as in a tab behind others. The program
/// comes beside the script that starts it.
const AFTER_PAINT: &str = "(script, program) => {
  const start = () => {
    const wasm = fetch(program);
    wasm.catch(() => {});
    import(script).then((glue) => glue.default({ module_or_path: wasm }).then(() => glue.hydrate()));
  };
  if (document.hidden) start();
  else requestAnimationFrame(() => setTimeout(start));
}";

/// Fetches the program once the page has been painted, and starts nothing: the page that comes next has it then.
const FETCHED: &str = "(...files) => requestAnimationFrame(() => setTimeout(() => {
  for (const file of files) fetch(file, { priority: 'low' }).then((answer) => answer.blob()).catch(() => {});
}))";

/// When a page needs the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is nothing without it: the shell of the field app.
    AtOnce,
    /// It stands by itself, and comes alive.
    AfterPaint,
    /// It is a plain form, and what is typed there must not wait for a program: signing in.
    OnTheNextPage,
}

/// What stands in the head of a page to start the program.
pub fn scripts(options: &LeptosOptions, need: Need) -> AnyView {
    let (names, what) = match need {
        Need::AtOnce => (None, ""),
        Need::AfterPaint => (files(options), AFTER_PAINT),
        Need::OnTheNextPage => (files(options), FETCHED),
    };
    // whose files have no names of their own is left to Leptos
    let Some([script, program]) = names else {
        return view! { <HydrationScripts options=options.clone() /> }.into_any();
    };
    let text = format!("({what})({script:?}, {program:?});");
    view! { <script type="module" nonce=use_nonce()>{text}</script> }.into_any()
}

/// Says in the head of a page which part of the program it comes with: the loader fetches that beside the first part, not when the first
/// part has come and asks for it (`cargo xtask build` writes it so).
pub fn name_part(part: &'static str) {
    // made for the head, where it is put: in its place stands nothing
    let _ = view! { <Meta name="program-part" content=part /> }.to_html();
}

/// The addresses of script and program.
fn files(options: &LeptosOptions) -> Option<[String; 2]> {
    if !options.hash_files {
        return None;
    }
    // read each time, as Leptos does: a build beside a running server is served from the next page on
    let hashes = fs::read_to_string(&*options.hash_file).ok()?;
    named(&hashes, &options.site_pkg_dir, &options.output_name)
}

/// With the part that changes with their content, from the list of those parts.
fn named(hashes: &str, folder: &str, name: &str) -> Option<[String; 2]> {
    let file = |kind: &str| -> Option<String> {
        let hash = hashes.lines().find_map(|line| line.trim().strip_prefix(kind)?.strip_prefix(':'))?;
        Some(format!("/{folder}/{name}.{}.{kind}", hash.trim()))
    };
    Some([file("js")?, file("wasm")?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_have_the_names_of_the_build() {
        let hashes = "js: 1a\nwasm: 2b\ncss: 3c\nmanifest: 4d\nsplit: 5e\n";
        let files = named(hashes, "pkg", "app").unwrap();
        assert_eq!(files, ["/pkg/app.1a.js", "/pkg/app.2b.wasm"]);
        assert!(named("css: 3c\n", "pkg", "app").is_none(), "then it is left to Leptos");
    }
}
