//! The tools that come from npm: esbuild (style and scripts), wasm-opt, and the map library.

use super::{OUTPUT_NAME, map_library, parallel, stamp::files, wasm::LOADER};
use crate::{
    args::Mode,
    cargo::{self, Output},
    layout::Layout,
};
use anyhow::{Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// How a script is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// By `import`.
    Module,
    /// As a worker: not every browser takes a module there.
    Classic,
}

/// What scripts import that only the build knows, by the name that they import.
#[derive(Default)]
pub struct Made {
    /// Files: `xunan-rules`, the glue of the rules; `xunan-precache`, what the service worker keeps.
    pub files: Vec<(&'static str, PathBuf)>,
    /// Texts, as constants.
    pub texts: Vec<(&'static str, String)>,
}

impl Made {
    fn arguments(&self) -> Vec<String> {
        let files = self.files.iter().map(|(name, file)| format!("--alias:{name}={}", file.display()));
        let texts = self.texts.iter().map(|(name, text)| format!("--define:{name}=\"{text}\""));
        files.chain(texts).collect()
    }
}

/// The installed npm packages of `app/js`.
pub struct Npm {
    node_modules: PathBuf,
    lock: PathBuf,
}

impl Npm {
    /// The packages, which must have been installed.
    ///
    /// # Errors
    /// When they are not there.
    pub fn find(layout: &Layout) -> Result<Self> {
        let node_modules = layout.node_modules();
        let lock = node_modules.with_file_name("package-lock.json");
        for needed in [
            ".bin/esbuild",
            ".bin/wasm-opt",
            "maplibre-gl/dist",
            "maplibre-gl/src",
            "idb/build",
            "idb-keyval/dist",
            "@zxing/library/es2015",
            "signature_pad/dist",
        ] {
            ensure!(
                node_modules.join(needed).exists(),
                "npm packages are missing (app/js/node_modules/{needed}): run `make setup`"
            );
        }
        Ok(Self { node_modules, lock })
    }

    /// The file that says which versions are meant.
    pub fn lock(&self) -> &Path {
        &self.lock
    }

    /// The folder of a package.
    pub fn package(&self, name: &str) -> PathBuf {
        self.node_modules.join(name)
    }

    /// Shrinks every wasm file of a folder: for a release as far as it goes, else in a quarter of the time.
    ///
    /// # Errors
    /// When wasm-opt fails.
    pub fn wasm_opt(&self, dir: &Path, mode: Mode) -> Result<()> {
        // what rustc uses for this target; the section that says so does not survive wasm-bindgen
        const FEATURES: [&str; 6] = [
            "--enable-bulk-memory",
            "--enable-multivalue",
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
            "--enable-sign-ext",
        ];
        let mut wasm = files(dir)?;
        wasm.retain(|file| has_extension(file, "wasm"));
        parallel::for_each(wasm, |file| {
            let mut command = self.tool("wasm-opt");
            // the stack lies lowest and grows towards zero, all else above it: no address that is added to lies so near zero
            // that the sum would count otherwise
            command.arg("--low-memory-unused");
            // What counts is the size on the line. Functions put into their only callers, and values kept for a second use,
            // make fewer bytes, but no two of them alike: a tenth more when compressed, and browsers do both by themselves.
            // For the same reason not -Oz: its code is a tenth shorter, and a fiftieth longer when compressed.
            command.args([
                "--always-inline-max-function-size=0",
                "--one-caller-inline-max-function-size=0",
                "--skip-pass=local-cse",
            ]);
            command.arg(if mode == Mode::Release { "-O3" } else { "-O1" });
            command.arg("--quiet").args(FEATURES).arg(file).arg("-o").arg(file);
            // it warns of every section of names that it does not know
            cargo::run(&mut command, Output::OnFailure)
        })
    }

    /// Puts the scripts that the program's glue imports into it: a browser would hear of each only when it has read the glue,
    /// and every start of a page waits for the last of them. The loader of the parts stays a file of its own, since it and the
    /// glue name each other.
    ///
    /// # Errors
    /// When a script is missing or esbuild does not understand it.
    pub fn bundle_glue(&self, pkg: &Path) -> Result<()> {
        let glue = pkg.join(format!("{OUTPUT_NAME}.js"));
        let mut command = self.tool("esbuild");
        command.arg(&glue).args([
            "--bundle",
            "--format=esm",
            "--charset=utf8",
            "--log-level=warning",
            "--allow-overwrite",
            // what those scripts fetch when it is first needed
            "--external:/js/*",
        ]);
        command.arg(format!("--external:*{LOADER}"));
        // wasm-bindgen's glue names the loader once for each function it takes from there
        command.arg("--log-override:duplicate-object-key=silent");
        command.arg(format!("--outfile={}", glue.display()));
        cargo::run(&mut command, Output::Plain)?;
        let scripts = pkg.join("snippets");
        if scripts.exists() {
            fs::remove_dir_all(scripts)?;
        }
        Ok(())
    }

    /// Minifies every script of a folder in its place; names that are exported or imported stay.
    ///
    /// # Errors
    /// When esbuild does not understand a script.
    pub fn minify_scripts(&self, dir: &Path) -> Result<()> {
        let scripts: Vec<_> = files(dir)?.into_iter().filter(|file| has_extension(file, "js")).collect();
        let mut command = self.tool("esbuild");
        command.args([
            "--minify",
            "--format=esm",
            "--charset=utf8",
            "--log-level=warning",
            "--allow-overwrite",
        ]);
        // wasm-bindgen's glue names the loader once for each function it takes from there
        command.arg("--log-override:duplicate-object-key=silent");
        command
            .arg(format!("--outbase={}", dir.display()))
            .arg(format!("--outdir={}", dir.display()))
            .args(scripts);
        cargo::run(&mut command, Output::Plain)
    }

    /// Writes one style file from `main` and all it imports. Pictures and fonts stay addresses: they are served from
    /// `public/`.
    ///
    /// # Errors
    /// When an import is missing or the style cannot be read.
    pub fn bundle_style(&self, main: &Path, pkg: &Path, mode: Mode) -> Result<()> {
        let mut command = self.tool("esbuild");
        command.arg(main).args(["--bundle", "--charset=utf8", "--log-level=warning"]);
        // by their kind: a pattern for addresses with a leading slash would match the imported files' own paths too
        command
            .args(["svg", "png", "jpg", "webp", "ico", "woff2"].map(|kind| format!("--external:*.{kind}")));
        command.arg(format!("--outfile={}", pkg.join(format!("{OUTPUT_NAME}.css")).display()));
        if mode.shrinks() {
            command.arg("--minify");
        }
        cargo::run(&mut command, Output::Plain)
    }

    /// Writes one script from `main` and all it imports. What is imported from `/vendor/` stays where it is.
    ///
    /// # Errors
    /// When an import is missing or a script cannot be read.
    pub fn bundle_script(
        &self,
        main: &Path,
        out: &Path,
        kind: Script,
        made: &Made,
        mode: Mode,
    ) -> Result<()> {
        let mut command = self.tool("esbuild");
        command.arg(main).args(["--bundle", "--charset=utf8", "--log-level=warning"]);
        command.arg(match kind {
            Script::Module => "--format=esm",
            Script::Classic => "--format=iife",
        });
        command.arg("--external:/vendor/*").arg(format!("--outfile={}", out.display()));
        command.args(made.arguments());
        if mode.shrinks() {
            command.arg("--minify");
        }
        cargo::run(&mut command, Output::Plain)
    }

    /// Writes the map library out of its prepared sources: `maplibre-gl.mjs` for pages, `maplibre-gl-worker.mjs` for its
    /// worker, and `shared-….mjs`, named by its content, which both import. In the files that the library comes with, nine
    /// tenths of the worker stand in the part for pages once more.
    ///
    /// # Errors
    /// When this version of it cannot be put together so.
    pub fn bundle_map_library(&self, prepared: &Path, out: &Path) -> Result<()> {
        let mut command = self.tool("esbuild");
        command.arg(format!("maplibre-gl={}", prepared.join(map_library::ENTRY).display()));
        command.arg(format!("maplibre-gl-worker={}", prepared.join(map_library::WORKER).display()));
        command.args(["--bundle", "--splitting", "--format=esm", "--minify"]);
        command.args(["--charset=utf8", "--log-level=warning"]);
        command.args(["--chunk-names=shared-[hash]", "--out-extension:.js=.mjs"]);
        // it is written for this: a field that is only declared must not undo what the class above has put there
        command.arg(r#"--tsconfig-raw={"compilerOptions":{"useDefineForClassFields":false}}"#);
        command.arg(format!("--outdir={}", out.display()));
        command.env("NODE_PATH", &self.node_modules);
        cargo::run(&mut command, Output::Plain)
    }

    fn tool(&self, name: &str) -> Command {
        Command::new(self.node_modules.join(".bin").join(name))
    }
}

fn has_extension(file: &Path, wanted: &str) -> bool {
    file.extension().is_some_and(|extension| extension == wanted)
}
