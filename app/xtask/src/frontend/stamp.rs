//! Knowing that nothing changed: a stage carries a stamp with the digest of everything it was made from.

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A digest over files and texts. Content, not dates: a fresh checkout touches every file.
#[derive(Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Adds a text.
    pub fn text(mut self, text: &str) -> Self {
        self.part(text.as_bytes());
        self
    }

    /// Adds a file's content.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn file(mut self, path: &Path) -> Result<Self> {
        let content = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        self.part(&content);
        Ok(self)
    }

    /// Adds the names and contents of all files of a folder. A missing folder counts as an empty one.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn tree(mut self, dir: &Path) -> Result<Self> {
        for path in files(dir)? {
            let name = path.strip_prefix(dir).unwrap_or(&path);
            self = self.text(&name.to_string_lossy()).file(&path)?;
        }
        Ok(self)
    }

    /// The digest in hexadecimal digits.
    pub fn hex(self) -> String {
        use std::fmt::Write;
        self.0.finalize().iter().fold(String::new(), |mut hex, byte| {
            // writing into a String cannot fail
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Each part with its length before it, so that "ab" + "c" differs from "a" + "bc".
    fn part(&mut self, content: &[u8]) {
        self.0.update(u64::try_from(content.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(content);
    }
}

/// All files below a folder, sorted. A missing folder has none.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The mark that a folder was made from certain inputs, kept beside the folder.
pub struct Stamp {
    file: PathBuf,
    key: String,
    made: bool,
}

impl Stamp {
    /// The mark of `folder`, were it made from `inputs`.
    pub fn of(folder: &Path, inputs: Digest) -> Self {
        Self { file: folder.with_extension("stamp"), key: inputs.hex(), made: folder.exists() }
    }

    /// Whether the folder was made from these very inputs.
    pub fn is_fresh(&self) -> bool {
        self.made && fs::read_to_string(&self.file).is_ok_and(|key| key == self.key)
    }

    /// Marks the folder. The last thing to do: an interrupted build leaves no mark that fits.
    ///
    /// # Errors
    /// When the mark cannot be written.
    pub fn write(&self) -> Result<()> {
        fs::write(&self.file, &self.key).with_context(|| format!("{} cannot be written", self.file.display()))
    }

    /// The digest of the inputs.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_fits_only_the_same_inputs() {
        let dir = tempfile::tempdir().unwrap();
        let sources = dir.path().join("sources");
        let made = dir.path().join("made");
        fs::create_dir_all(sources.join("deep")).unwrap();
        fs::create_dir_all(&made).unwrap();
        fs::write(sources.join("deep/a.css"), "a").unwrap();
        let stamp = || Stamp::of(&made, Digest::default().tree(&sources).unwrap());
        assert!(!stamp().is_fresh());
        stamp().write().unwrap();
        assert!(stamp().is_fresh());
        fs::rename(sources.join("deep/a.css"), sources.join("deep/b.css")).unwrap();
        assert!(!stamp().is_fresh(), "a new name is a change");
        stamp().write().unwrap();
        fs::remove_dir(&made).unwrap();
        assert!(!stamp().is_fresh(), "what is gone is not fresh");
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(
            Digest::default().text("ab").text("c").hex(),
            Digest::default().text("a").text("bc").hex()
        );
    }
}
