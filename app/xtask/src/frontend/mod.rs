//! The browser side: compile, split, bind, shrink, name, compress, publish.
//!
//! Two stages, each skipped when nothing it depends on has changed, and each kept for every mode, so that a release
//! build, a test run on the dev build and another release build do not wait for each other's work:
//!
//! 1. `bound`: the wasm program, split and bound to JavaScript (and shrunk, but for development); `rules`: the same, unsplit, of
//!    the small one for the browser's own scripts;
//! 2. `site`: that, with style, scripts, public files and map library, under its final names, compressed.
//!
//! Then `site` is put in the place of `target/site`.

mod assets;
mod compress;
mod left_out;
mod loader;
mod map_library;
mod names;
mod npm;
mod parallel;
pub mod precache;
mod publish;
mod sections;
pub mod stamp;
mod wasm;

use crate::{args::Mode, cargo::Output, layout::Layout};
use anyhow::Result;
use npm::{Made, Npm};
use stamp::{Digest, Stamp};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

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
    let programs = wasm::compile(layout, mode, output)?;
    let stages = layout.stages(mode);

    let bound = stages.join("bound");
    let bound_stamp = Stamp::of(&bound, tool(&npm)?.file(&programs.app)?);
    if !bound_stamp.is_fresh() {
        step("split and bind the wasm program", || {
            empty(&bound)?;
            wasm::bind(&programs.app, &bound)
        })?;
        if mode.shrinks() {
            step("shrink the wasm program", || shrink(&npm, &bound, mode))?;
        }
        bound_stamp.write()?;
    }

    let (rules, rules_key) = bind_rules(layout, mode, &npm, &programs.rules)?;

    let site = stages.join("site");
    let inputs = tool(&npm)?.text(bound_stamp.key()).text(&rules_key).text(&format!("{reload:?}"));
    let inputs = inputs.tree(&assets::style(layout))?.tree(&assets::public(layout))?;
    let inputs = assets::SCRIPTS
        .iter()
        .chain([&assets::SERVICE_WORKER])
        .try_fold(inputs, |inputs, (folder, _, _)| inputs.tree(&assets::scripts(layout, folder)))?;
    let site_stamp = Stamp::of(&site, inputs);
    if !site_stamp.is_fresh() {
        let (list, map) = (stages.join("precache.json"), stages.join("map-library"));
        let from = Stages { bound: &bound, rules: &rules, list: &list, map: &map };
        step("assemble and compress the site", || assemble(layout, mode, reload, &npm, &from, &site))?;
        site_stamp.write()?;
    }
    publish::publish(layout, mode, &site, site_stamp.key())
}

/// Builds the rules of offline work; gives their folder.
///
/// # Errors
/// When they do not compile.
pub fn rules(layout: &Layout, mode: Mode) -> Result<PathBuf> {
    let programs = wasm::compile(layout, mode, Output::OnFailure)?;
    Ok(bind_rules(layout, mode, &Npm::find(layout)?, &programs.rules)?.0)
}

fn bind_rules(layout: &Layout, mode: Mode, npm: &Npm, program: &Path) -> Result<(PathBuf, String)> {
    let rules = layout.stages(mode).join("rules");
    let stamp = Stamp::of(&rules, tool(npm)?.file(program)?);
    if !stamp.is_fresh() {
        empty(&rules)?;
        wasm::bind_rules(program, &rules)?;
        if mode.shrinks() {
            shrink(npm, &rules, mode)?;
        }
        stamp.write()?;
    }
    Ok((rules, stamp.key().to_owned()))
}

/// Makes the wasm files of a folder as small as they can be.
fn shrink(npm: &Npm, dir: &Path, mode: Mode) -> Result<()> {
    npm.wasm_opt(dir, mode)?;
    sections::keep_only_the_program(dir)
}

/// What the site is assembled from.
struct Stages<'a> {
    bound: &'a Path,
    rules: &'a Path,
    /// Where the list of what the service worker keeps is written.
    list: &'a Path,
    /// Where the sources of the map library are put together.
    map: &'a Path,
}

fn assemble(
    layout: &Layout,
    mode: Mode,
    reload: Reload,
    npm: &Npm,
    from: &Stages<'_>,
    site: &Path,
) -> Result<()> {
    empty(site)?;
    assets::copy_tree(&assets::public(layout), site)?;
    empty(from.map)?;
    assets::copy_libraries(npm, from.map, &site.join("vendor"))?;
    let pkg = site.join("pkg");
    assets::copy_tree(from.bound, &pkg)?;
    if reload == Reload::AfterEachBuild {
        assets::add_live_reload(&pkg)?;
    }
    npm.bundle_glue(&pkg)?;
    if mode.shrinks() {
        npm.minify_scripts(&pkg)?;
    }
    npm.bundle_style(&assets::style(layout).join("main.css"), &pkg, mode)?;
    let names = names::put_content_into_names(&pkg)?;
    fs::write(site.join("hash.txt"), names.hash_file())?;
    assets::name_icons(site, &pkg)?;
    let mut made = Made {
        files: vec![("xunan-rules", from.rules.join(format!("{}.js", wasm::RULES)))],
        texts: vec![(
            "RULES_WASM",
            names::put_rules(&from.rules.join(format!("{}_bg.wasm", wasm::RULES)), &pkg)?,
        )],
    };
    for (folder, main, kind) in assets::SCRIPTS {
        let out = site.join("js").join(folder).join(main);
        npm.bundle_script(&assets::scripts(layout, folder).join(main), &out, kind, &made, mode)?;
    }
    // last: it carries the list of everything else
    fs::write(from.list, serde_json::to_vec(&precache::of(site)?)?)?;
    made.files.push(("xunan-precache", from.list.to_owned()));
    let (folder, main, kind) = assets::SERVICE_WORKER;
    npm.bundle_script(&assets::scripts(layout, folder).join(main), &site.join(main), kind, &made, mode)?;
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
