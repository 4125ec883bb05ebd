//! The wasm program: compiled by cargo, split into what is needed at once and what may come later, and bound to
//! JavaScript. Splitting and binding are libraries, so `Cargo.lock` decides their versions and nothing is installed.

use super::{OUTPUT_NAME, loader};
use crate::{
    args::Mode,
    cargo::{self, Output, cargo},
    layout::Layout,
};
use anyhow::{Context, Result, anyhow};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The module that loads the split parts, as Leptos expects it. The underscores are the place for a hash of the same
/// length: the name stands inside the wasm files, where nothing may change its size.
pub const LOADER: &str = "__wasm_split.______________________.js";
/// Says which files a split part needs, for the preload links that Leptos writes.
pub const MANIFEST: &str = "__wasm_split_manifest.json";

/// The package with the rules of offline work, and the name of its files.
pub const RULES: &str = "worker";

const TARGET: &str = "wasm32-unknown-unknown";

/// What cargo has made for the browser.
pub struct Programs {
    /// The pages.
    pub app: PathBuf,
    /// The rules of offline work for the browser's own scripts.
    pub rules: PathBuf,
}

/// Compiles the browser side: both programs in one call, so that the libraries below them are compiled once with the
/// features of both, and the two long links run at the same time.
///
/// # Errors
/// When it does not compile.
pub fn compile(layout: &Layout, mode: Mode, output: Output<'_>) -> Result<Programs> {
    // profiles of their own: they lie in folders of their own, so that the server can be built at the same time
    let profile = &format!("wasm-{}", mode.name());
    let mut command = cargo();
    // never together with the server: cargo would unite the features `hydrate` and `ssr`
    command.args(["build", "--package", OUTPUT_NAME, "--package", RULES, "--lib", "--target", TARGET]);
    command.args(["--profile", profile, "--no-default-features", "--features", "app/hydrate"]);
    cargo::run(&mut command, output)?;
    let program = |package| layout.target.join(TARGET).join(profile).join(format!("{package}.wasm"));
    Ok(Programs { app: program(OUTPUT_NAME), rules: program(RULES) })
}

/// Writes the rules with their JavaScript into `out`: `worker.js`, a module whose caller says where the wasm is, and
/// `worker_bg.wasm`.
///
/// # Errors
/// When the program is not one that wasm-bindgen understands.
pub fn bind_rules(program: &Path, out: &Path) -> Result<()> {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(program)
        .out_name(RULES)
        .web(true)?
        .omit_default_module_path(true)
        .demangle(false)
        .typescript(false)
        .generate(out)
}

/// Splits the program and writes it with its JavaScript into `out`.
///
/// # Errors
/// When the program is not one that wasm-bindgen understands.
pub fn bind(program: &Path, out: &Path) -> Result<()> {
    let input = fs::read(program).with_context(|| format!("{} cannot be read", program.display()))?;
    let main = out.with_file_name("main.wasm");
    let main_module = format!("./{OUTPUT_NAME}.js");
    let link_name = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = out;
    options.main_out_path = &main;
    options.main_module = &main_module;
    options.link_name = &link_name;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|e| anyhow!("the program cannot be split: {e:?}"))?;
    fs::write(out.join(MANIFEST), serde_json::to_vec(&split.prefetch_map)?)?;
    let script = out.join(LOADER);
    fs::write(&script, loader::quicken(&fs::read_to_string(&script)?)?)?;

    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&main)
        .out_name(OUTPUT_NAME)
        .web(true)?
        // the split parts reach into the main program by these names
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .generate(out)?;
    fs::remove_file(main)?;
    // with LEPTOS_OUTPUT_NAME set, Leptos leaves the "_bg" away
    fs::rename(out.join(format!("{OUTPUT_NAME}_bg.wasm")), out.join(format!("{OUTPUT_NAME}.wasm")))?;
    Ok(())
}
