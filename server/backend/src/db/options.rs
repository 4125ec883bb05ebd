//! What the configuration says about the database.

use std::fmt;

use serde::Deserialize;

/// The `[database]` section of the configuration.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DbConfig {
    /// `sqlite://path/to/file.db` or `postgres://user:password@host:port/name`.
    pub url: String,
    /// Connections for reading.
    pub readers: u32,
    /// Connections for changing data on PostgreSQL; SQLite always has one.
    pub writers: u32,
    /// When a change on SQLite counts as stored. PostgreSQL follows its own settings.
    pub durability: Durability,
    /// Page cache of each SQLite connection that reads, MiB. It holds for as long as nobody writes: a change makes
    /// every reader forget its pages, and read them again from the system's cache.
    pub reader_cache_mib: u32,
    /// Page cache of the SQLite connection that writes, MiB.
    pub writer_cache_mib: u32,
    /// How much of the SQLite file each connection may map into memory, MiB. Mapped pages count as
    /// the program's memory once for each connection.
    pub mmap_mib: u32,
    /// How long to wait for a free connection, or for another process that is writing to the same
    /// SQLite file, before giving up. Seconds.
    pub wait_seconds: u32,
}

/// What happens before a change counts as stored, on SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// It is on the disk: it survives a power cut.
    Full,
    /// It survives the end of the program; a power cut may take the last seconds, and never
    /// damages the file.
    Normal,
    /// Nothing is waited for; a power cut may damage the file. For loading a new database only.
    Off,
}

impl Default for DbConfig {
    fn default() -> Self {
        Self {
            url: "sqlite://data/xunan.db".to_owned(),
            readers: 4,
            writers: 8,
            durability: Durability::Full,
            reader_cache_mib: 4,
            writer_cache_mib: 8,
            mmap_mib: 0,
            wait_seconds: 10,
        }
    }
}

/// Without the password that a URL may hold: configurations end up in logs.
impl fmt::Debug for DbConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DbConfig")
            .field("url", &without_credentials(&self.url))
            .field("readers", &self.readers)
            .field("writers", &self.writers)
            .field("durability", &self.durability)
            .field("reader_cache_mib", &self.reader_cache_mib)
            .field("writer_cache_mib", &self.writer_cache_mib)
            .field("mmap_mib", &self.mmap_mib)
            .field("wait_seconds", &self.wait_seconds)
            .finish()
    }
}

/// An address as it may be shown and kept: without the name and password that it may hold.
pub fn without_credentials(url: &str) -> String {
    match (url.split_once("://"), url.rfind('@')) {
        (Some((scheme, _)), Some(at)) => format!("{scheme}://…{}", &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_reach_a_log() {
        let config =
            DbConfig { url: "postgres://xunan:p@ss@db.example:5432/xunan".to_owned(), ..DbConfig::default() };
        let shown = format!("{config:?}");
        assert!(!shown.contains("p@ss"), "{shown}");
        assert!(shown.contains("postgres://…@db.example:5432/xunan"), "{shown}");
    }
}
