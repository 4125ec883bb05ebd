//! Gathering the sources and building the configuration from them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use config::{Environment, File, FileFormat, Source, Value};

use super::rules::{check, leaves};
use super::{Config, ConfigError, DEFAULT_TEXT, FILE_NAME, Problem};

/// Begins every variable of the environment that is ours.
const PREFIX: &str = "XUNAN";

/// Separates prefix, section and key in the environment.
const SEPARATOR: &str = "__";

/// The customary name for the database's address, which hosting platforms set.
const DATABASE_ALIAS: &str = "DATABASE_URL";

/// What other programs that speak to S3 call its key, and what we do. As there, a file of our own wins over them: they may
/// be meant for another program.
const STORAGE_ALIASES: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "SECRET_KEY")];

/// What a configuration is made from, besides the default.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A file that must exist.
    pub file: Option<PathBuf>,
    /// The variables of the environment; only `XUNAN__…` and `DATABASE_URL` are looked at.
    pub environment: HashMap<String, String>,
    /// Dotted keys with values, from the command line.
    pub overrides: Vec<(String, String)>,
}

impl Sources {
    /// Those of this process.
    pub(super) fn of_process(file: Option<&Path>, overrides: &[(&str, String)]) -> Self {
        let usual = Path::new(FILE_NAME);
        let file = file.or_else(|| usual.exists().then_some(usual));
        let overrides = overrides.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        Self {
            file: file.map(Path::to_owned),
            // variables that are not Unicode cannot be ours
            environment: std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
            overrides,
        }
    }
}

impl Config {
    /// Builds and checks a configuration.
    pub fn from_sources(sources: Sources) -> Result<Self, ConfigError> {
        let defaults = File::from_str(DEFAULT_TEXT, FileFormat::Toml);
        let mut builder = config::Config::builder()
            .add_source(defaults)
            .add_source(environment(customary(&sources.environment)));
        if let Some(path) = sources.file {
            builder = builder.add_source(File::from(path).format(FileFormat::Toml));
        }
        builder = builder.add_source(environment(ours(sources.environment)));
        let origin = "the command line".to_owned();
        for (key, value) in sources.overrides {
            builder = builder
                .set_override(&key, Value::new(Some(&origin), value))
                .map_err(|error| unreadable(&error))?;
        }
        let merged = builder.build().map_err(|error| unreadable(&error))?;
        let tree = merged.collect().map_err(|error| unreadable(&error))?;
        let problems = check(&leaves(tree));
        if !problems.is_empty() {
            return Err(ConfigError { problems });
        }
        let mut config: Self = merged.try_deserialize().map_err(|error| unreadable(&error))?;
        config.complete();
        Ok(config)
    }
}

fn environment(variables: HashMap<String, String>) -> Environment {
    Environment::with_prefix(PREFIX).prefix_separator(SEPARATOR).separator(SEPARATOR).source(Some(variables))
}

/// The key of S3 under its customary names, by ours.
fn customary(environment: &HashMap<String, String>) -> HashMap<String, String> {
    let found = STORAGE_ALIASES.iter().filter_map(|(alias, key)| {
        let value = environment.get(*alias).filter(|value| !value.is_empty())?;
        Some(([PREFIX, "STORAGE", *key].join(SEPARATOR), value.clone()))
    });
    found.collect()
}

/// Our variables, the alias among them under its full name unless that is given too.
fn ours(environment: HashMap<String, String>) -> HashMap<String, String> {
    let prefix = format!("{PREFIX}{SEPARATOR}");
    let alias = environment.get(DATABASE_ALIAS).cloned();
    let mut ours: HashMap<String, String> = environment
        .into_iter()
        .filter(|(name, _)| name.to_uppercase().starts_with(&prefix))
        .map(|(name, value)| (name.to_uppercase(), value))
        .collect();
    if let Some(url) = alias.filter(|url| !url.is_empty()) {
        let full = ["DATABASE", "URL"].join(SEPARATOR);
        ours.entry(prefix + &full).or_insert(url);
    }
    ours
}

/// A source that is not there or is not TOML. The library's message names the file and the line.
fn unreadable(error: &config::ConfigError) -> ConfigError {
    ConfigError {
        problems: vec![Problem { key: "configuration".to_owned(), message: error.to_string(), origin: None }],
    }
}
