//! The browser side: compile, split, bind, shrink, name, compress, publish.
//!
//! Two stages, each skipped when nothing it depends on has changed, and each kept for both modes, so that a release
//! build, a test run on the dev build and another release build do not wait for each other's work:
//!
//! 1. `bound`: the wasm program, split and bound to JavaScript (and shrunk for release);
//! 2. `site`: that, with style, public files and map library, under its final names, compressed.
//!
//! Then `site` is put in the place of `target/site`.

mod assets;
mod compress;
mod names;
mod npm;
mod parallel;
mod publish;
pub mod stamp;
mod wasm;

use crate::{args::Mode, cargo::Output, layout::Layout};
use anyhow::Result;
use npm::Npm;
use stamp::{Digest, Stamp};
use std::{fs, path::Path, time::Instant};

pub use publish::announce;

/// The name of the program's files; `LEPTOS_OUTPUT_NAME` in `.cargo/config.toml` says the same to Leptos.
const OUTPUT_NAME: &str = "app";

/// Whether open pages load again by themselves after a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    Never,
    AfterEachBuild,
}

/// Builds what changed and publishes it.
///
/// # Errors
/// When the code does not compile, an npm package is missing or a file cannot be written.
pub fn build(layout: &Layout, mode: Mode, reload: Reload, output: Output<'_>) -> Result<()> {
    let npm = Npm::find(layout)?;
    let program = wasm::compile(layout, mode, output)?;
    let stages = layout.stages(mode);

    let bound = stages.join("bound");
    let bound_stamp = Stamp::of(&bound, tool(&npm)?.file(&program)?);
    if !bound_stamp.is_fresh() {
        step("split and bind the wasm program", || {
            empty(&bound)?;
            wasm::bind(&program, &bound)
        })?;
        if mode == Mode::Release {
            step("shrink the wasm program", || npm.wasm_opt(&bound))?;
        }
        bound_stamp.write()?;
    }

    let site = stages.join("site");
    let inputs = tool(&npm)?.text(bound_stamp.key()).text(&format!("{reload:?}"));
    let inputs = inputs.tree(&assets::style(layout))?.tree(&assets::public(layout))?;
    let inputs = assets::SCRIPTS
        .iter()
        .try_fold(inputs, |inputs, (folder, _)| inputs.tree(&assets::scripts(layout, folder)))?;
    let site_stamp = Stamp::of(&site, inputs);
    if !site_stamp.is_fresh() {
        step("assemble and compress the site", || assemble(layout, mode, reload, &npm, &bound, &site))?;
        site_stamp.write()?;
    }
    publish::publish(layout, mode, &site, site_stamp.key())
}

fn assemble(layout: &Layout, mode: Mode, reload: Reload, npm: &Npm, bound: &Path, site: &Path) -> Result<()> {
    empty(site)?;
    assets::copy_tree(&assets::public(layout), site)?;
    assets::copy_libraries(npm, &site.join("vendor"))?;
    let pkg = site.join("pkg");
    assets::copy_tree(bound, &pkg)?;
    if reload == Reload::AfterEachBuild {
        assets::add_live_reload(&pkg)?;
    }
    if mode == Mode::Release {
        npm.minify_scripts(&pkg)?;
    }
    npm.bundle_style(&assets::style(layout).join("main.css"), &pkg, mode)?;
    for (folder, main) in assets::SCRIPTS {
        let out = site.join("js").join(folder).join(main);
        npm.bundle_script(&assets::scripts(layout, folder).join(main), &out, mode)?;
    }
    let names = names::put_content_into_names(&pkg)?;
    fs::write(site.join("hash.txt"), names.hash_file())?;
    compress::compress_tree(site, mode)
}

/// What every stage depends on: this tool and the npm packages.
fn tool(npm: &Npm) -> Result<Digest> {
    Digest::default().file(&std::env::current_exe()?)?.file(npm.lock())
}

fn empty(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    Ok(fs::create_dir_all(dir)?)
}

fn step(title: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    work()?;
    eprintln!("browser │ {title}: {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}
