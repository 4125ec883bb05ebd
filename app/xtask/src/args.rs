//! The command line: a handful of words, read by hand so that the tool stays quick to compile.

use anyhow::{Result, bail};

pub const HELP: &str = "\
cargo xtask <command>

  build [--trial | --release] [--frontend-only | --server-only]
                                                        build what changed
  run   [--trial | --release] [-- SERVER ARGUMENTS]     build, then become the server
  dev   [-- SERVER ARGUMENTS]                           build, serve, and again after every change
  sizes                                                 what a browser has to fetch, from the last build
  rules                                                 build the rules of offline work, for tests of the scripts;
                                                        prints their folder
  bench [build] [make] [first-load] [reads] [saves] [import] [desk] [summary] [transfer] [fsyncs] [tablets] [postgres]
        [peers] [page] [100k] [1m] [200k] [10k] [10m] [list] [search] [map] [single] [rates] [queues] [dashboard] [homes]
        [stoves] [alarms] [wave]
                                                        measure, and write docs/benchmarks.md: everything, or only
                                                        these parts, sizes of database, kinds of reads; `bench 200k`
                                                        are the registers of 200,000 homes and the import. `make bench`
                                                        brings PostgreSQL, strace and the peers along; 10m, ten
                                                        million hazards, takes hours and is measured when it is named

The server is started with `serve --demo-if-empty` unless other arguments are given.";

/// How hard the compilers work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build, readable in the browser's tools.
    Dev,
    /// Quick to build from nothing, small and fast enough to judge the product by.
    Trial,
    /// Small and fast.
    Release,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Dev, Self::Trial, Self::Release];

    /// The name of the mode, which is that of the server's profile in `Cargo.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Trial => "trial",
            Self::Release => "release",
        }
    }

    /// Cargo's folder for what is built with the profile of that name.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Trial | Self::Release => self.name(),
        }
    }

    /// Whether what goes to the browser is made small.
    pub fn shrinks(self) -> bool {
        self != Self::Dev
    }
}

/// Which side to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    Both,
    Frontend,
    Server,
}

/// What of the benchmark is to be done. Nothing named of a kind means all of that kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BenchParts {
    steps: Vec<String>,
    sizes: Vec<String>,
    reads: Vec<String>,
}

impl BenchParts {
    const STEPS: [&str; 14] = [
        "build",
        "make",
        "first-load",
        "reads",
        "saves",
        "import",
        "desk",
        "summary",
        "transfer",
        "fsyncs",
        "tablets",
        "postgres",
        "peers",
        "page",
    ];
    const SIZES: [&str; 5] = ["100k", "1m", "200k", "10k", "10m"];
    /// Those that are measured only when they are named.
    const LONG: [&str; 1] = ["10m"];
    const READS: [&str; 11] = [
        "list",
        "search",
        "map",
        "single",
        "rates",
        "queues",
        "dashboard",
        "homes",
        "stoves",
        "alarms",
        "wave",
    ];

    /// Takes a word; `false` when it is none of these.
    fn add(&mut self, word: &str) -> bool {
        let kinds = [
            (&Self::STEPS[..], &mut self.steps),
            (&Self::SIZES[..], &mut self.sizes),
            (&Self::READS[..], &mut self.reads),
        ];
        for (known, asked) in kinds {
            if known.contains(&word) {
                asked.push(word.to_owned());
                return true;
            }
        }
        false
    }

    /// Whether this step is to be done.
    pub fn step(&self, name: &str) -> bool {
        self.steps.is_empty() || self.steps.iter().any(|s| s == name)
    }

    /// Whether this size of database is to be measured.
    pub fn size(&self, name: &str) -> bool {
        self.sizes.iter().any(|s| s == name) || (self.sizes.is_empty() && !Self::LONG.contains(&name))
    }

    /// The first words of the kinds of reads that are to be measured; all when empty.
    pub fn reads(&self) -> &[String] {
        &self.reads
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Build { mode: Mode, parts: Parts },
    Run { mode: Mode, server_args: Vec<String> },
    Dev { server_args: Vec<String> },
    Sizes,
    Rules,
    Bench { parts: BenchParts },
}

/// Reads the words after `cargo xtask`.
///
/// # Errors
/// A word that is not known, or two that exclude each other.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Command> {
    let mut words = words.into_iter();
    let name = words.next().unwrap_or_else(|| "help".to_owned());
    let mut mode = Mode::Dev;
    let mut parts = Parts::Both;
    let mut server_args = Vec::new();
    let mut bench = BenchParts::default();
    while let Some(word) = words.next() {
        match (name.as_str(), word.as_str()) {
            ("build" | "run", "--release") if mode != Mode::Trial => mode = Mode::Release,
            ("build" | "run", "--trial") if mode != Mode::Release => mode = Mode::Trial,
            ("build" | "run", "--release" | "--trial") => bail!("--trial and --release exclude each other"),
            ("build", "--frontend-only") if parts != Parts::Server => parts = Parts::Frontend,
            ("build", "--server-only") if parts != Parts::Frontend => parts = Parts::Server,
            ("build", "--frontend-only" | "--server-only") => {
                bail!("--frontend-only and --server-only exclude each other")
            }
            ("bench", word) if bench.add(word) => {}
            ("run" | "dev", "--") => server_args.extend(words.by_ref()),
            _ => bail!("`{name}` does not know `{word}`\n\n{HELP}"),
        }
    }
    if server_args.is_empty() {
        server_args = ["serve", "--demo-if-empty"].map(str::to_owned).to_vec();
    }
    Ok(match name.as_str() {
        "build" => Command::Build { mode, parts },
        "run" => Command::Run { mode, server_args },
        "dev" => Command::Dev { server_args },
        "sizes" => Command::Sizes,
        "rules" => Command::Rules,
        "bench" => Command::Bench { parts: bench },
        "help" | "--help" | "-h" => Command::Help,
        _ => bail!("there is no `{name}`\n\n{HELP}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn build_takes_a_mode_and_one_side() {
        assert_eq!(read("build").unwrap(), Command::Build { mode: Mode::Dev, parts: Parts::Both });
        assert_eq!(
            read("build --frontend-only --release").unwrap(),
            Command::Build { mode: Mode::Release, parts: Parts::Frontend }
        );
        assert_eq!(read("build --trial").unwrap(), Command::Build { mode: Mode::Trial, parts: Parts::Both });
        assert!(read("build --frontend-only --server-only").is_err());
        assert!(read("build --trial --release").is_err());
        assert!(read("build --release --trial").is_err());
    }

    #[test]
    fn each_mode_has_its_profiles() {
        let workspace = include_str!("../../../Cargo.toml");
        for mode in Mode::ALL {
            for profile in [format!("[profile.{}]", mode.name()), format!("[profile.wasm-{}]", mode.name())] {
                assert!(workspace.lines().any(|line| line == profile), "{profile}");
            }
        }
    }

    #[test]
    fn words_after_two_dashes_go_to_the_server() {
        let Command::Run { mode, server_args } = read("run --release -- serve --listen 127.0.0.1:0").unwrap()
        else {
            panic!("not a run");
        };
        assert_eq!(mode, Mode::Release);
        assert_eq!(server_args, ["serve", "--listen", "127.0.0.1:0"]);
    }

    #[test]
    fn the_server_loads_the_demo_unless_told_otherwise() {
        assert_eq!(
            read("dev").unwrap(),
            Command::Dev { server_args: vec!["serve".into(), "--demo-if-empty".into()] }
        );
    }

    #[test]
    fn nothing_named_of_a_kind_means_all_of_it() {
        let Command::Bench { parts } = read("bench 1m reads list map").unwrap() else {
            panic!("no benchmark")
        };
        assert!(parts.step("reads") && !parts.step("saves") && parts.size("1m") && !parts.size("100k"));
        assert_eq!(parts.reads(), ["list", "map"]);
        let Command::Bench { parts } = read("bench 100k peers").unwrap() else { panic!("no benchmark") };
        assert!(parts.step("peers") && !parts.step("postgres") && parts.size("100k") && !parts.size("1m"));
        let Command::Bench { parts } = read("bench reads").unwrap() else { panic!("no benchmark") };
        assert!(parts.size("10k") && parts.size("1m") && !parts.size("10m"), "that takes long");
        let Command::Bench { parts } = read("bench 10m").unwrap() else { panic!("no benchmark") };
        assert!(parts.size("10m") && !parts.size("1m"));
        let Command::Bench { parts } = read("bench 1m").unwrap() else { panic!("no benchmark") };
        assert!(parts.step("saves") && parts.reads().is_empty());
    }

    #[test]
    fn unknown_words_are_refused() {
        assert!(read("build --fast").is_err());
        assert!(read("dev --release").is_err());
        assert!(read("bulid").is_err());
        assert!(read("bench 7m").is_err());
    }
}
