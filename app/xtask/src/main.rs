//! `cargo xtask`: builds the browser side with libraries pinned in `Cargo.lock` (nothing to install but the npm
//! packages of `app/js`), and the server beside it.
//!
//! Where things are (`target` is `$CARGO_TARGET_DIR` when that is set):
//!
//! ```text
//! target/site/                    the site root: what the server hands out as files
//!   hash.txt                      "js: …", "wasm: …", "css: …", "manifest: …", "split: …": the part in each name
//!   pkg/app.<hash>.js, .wasm      the glue, with app/js/*.js as named by #[wasm_bindgen(module = …)], and the program
//!   pkg/app.<hash>.css            app/style/main.css with everything it imports
//!   pkg/split_….<hash>.wasm       code fetched when it is needed, with its loader and its manifest
//!   pkg/worker.<hash>.wasm        the rules of offline work, for app/js/field and the service worker
//!   js/map/view.js                app/js/map/*.js in one file, fetched when a page first shows a map; likewise
//!                                 js/capture/index.js, js/field/index.js, js/worker/shrink.js
//!   sw.js                         the service worker, with the list of all it keeps
//!   vendor/maplibre-gl/           the map library: module, worker, what both share, style, licence
//!   …                             a copy of public/
//!   every file that gets smaller also as .br and .gz
//! target/{debug,trial,release}/hash.txt
//!                                 the same beside the server binary, where Leptos looks for it by default
//! target/frontend/{dev,trial,release}/
//!                                 stages of the build, kept so that a build with nothing new is a matter of moments
//! ```
//!
//! Everything under `pkg/` has its content in its name and may be cached for ever; nothing else may. The server finds the site root
//! by its own configuration (`server.site_root`, here set by environment).

mod args;
mod bench;
mod build;
mod cargo;
mod dev;
mod frontend;
mod layout;
mod server;
mod sizes;

use anyhow::Result;
use args::{Command, HELP, Parts};
use frontend::Reload;
use layout::Layout;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // not by returning it: RUST_BACKTRACE would add a page about this tool to somebody else's error
            eprintln!("xtask: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let command = args::parse(std::env::args().skip(1))?;
    if command == Command::Help {
        println!("{HELP}");
        return Ok(());
    }
    let layout = Layout::find()?;
    std::env::set_current_dir(&layout.root)?;
    match command {
        Command::Help => Ok(()),
        Command::Build { mode, parts } => build::build(&layout, mode, parts, Reload::Never),
        Command::Run { mode, server_args } => {
            build::build(&layout, mode, Parts::Both, Reload::Never)?;
            server::become_server(&layout, mode, &server_args)
        }
        Command::Dev { server_args } => dev::watch(&layout, &server_args),
        Command::Sizes => sizes::report(&layout),
        Command::Rules => {
            println!("{}", frontend::rules(&layout, args::Mode::Dev)?.display());
            Ok(())
        }
        Command::Bench { parts } => bench::run(&layout, &parts),
    }
}
