//! Where photos, and the files of imports, live: a local folder now, memory in tests, an S3-compatible store later.
//!
//! A photo is named by the SHA-256 of its bytes, so a name never changes its meaning, writing twice
//! is harmless and a copy can be checked against its own name. A part of a photo that is still coming
//! in is named by the photo's id and its place. A [`Key`] can only be made from hashes, ids and
//! numbers: no text typed by a person ever becomes a path.

use std::fmt;
use std::path::{Path as FilePath, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Objects up to this size are read in one go; larger ones arrive in pieces.
const ONE_READ_BYTES: u64 = 1024 * 1024;

/// SHA-256 of some bytes; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 in hexadecimal")]
pub struct NotAHash;

impl FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        // the length check also rules out a sign, which from_str_radix would accept
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAHash);
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| NotAHash)?;
        }
        Ok(Self(bytes))
    }
}

/// The name of a stored object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// The photo itself: `photos/ab/cd/<sha>.jpg`.
    pub fn photo(hash: ContentHash) -> Self {
        Self::under("photos", hash)
    }

    /// The small picture of the photo with this hash: `thumbs/ab/cd/<sha>.jpg`.
    pub fn thumb(hash: ContentHash) -> Self {
        Self::under("thumbs", hash)
    }

    /// A part of a photo that is coming in for the `attempt`th time: `uploads/<id>/<attempt>/<offset>-<bytes>`.
    pub fn part(upload: Uuid, attempt: u32, offset: u64, bytes: u64) -> Self {
        Self(format!("uploads/{upload}/{attempt}/{offset}-{bytes}"))
    }

    /// A file of an issued paper: `papers/ab/cd/<sha>.<extension>`.
    pub fn paper(hash: ContentHash, extension: &str) -> Self {
        Self::named("papers", hash, extension)
    }

    /// A file of an issued summary: `summaries/ab/cd/<sha>.<extension>`.
    pub fn summary(hash: ContentHash, extension: &str) -> Self {
        Self::named("summaries", hash, extension)
    }

    /// The file of an import of a register: `imports/<id>`.
    pub fn import(id: Uuid) -> Self {
        Self(format!("imports/{id}"))
    }

    fn under(folder: &str, hash: ContentHash) -> Self {
        Self::named(folder, hash, "jpg")
    }

    fn named(folder: &str, hash: ContentHash, extension: &str) -> Self {
        let hex = hash.to_string();
        // two levels of 256 folders keep every folder small at millions of photos
        Self(format!("{folder}/{}/{}/{hex}.{extension}", &hex[..2], &hex[2..4]))
    }

    /// The name as text, with `/` between folders.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn path(&self) -> Path {
        Path::from(self.0.as_str())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a storage operation failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no object of this name.
    #[error("no stored file {0}")]
    NotFound(Key),
    /// The configured address is of a kind this build does not know.
    #[error("storage.url `{0}` is not understood: give a folder, file:///an/absolute/folder or memory:")]
    UnknownAddress(String),
    /// The folder could not be made or opened.
    #[error("cannot use the folder {} for files: {source}", path.display())]
    Folder {
        /// The folder as configured.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store failed while working on one object.
    #[error("cannot {action} {key}: {source}")]
    Backend {
        /// "read", "write", "delete", "look for".
        action: &'static str,
        /// The object concerned.
        key: Key,
        /// What the store said.
        source: object_store::Error,
    },
}

/// Whether a write returns only after the bytes are on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Flushed file and folder: for evidence, which a power cut must not lose.
    Synced,
    /// Left to the system: for generated demo pictures, which can be made again.
    Relaxed,
}

/// An object being read.
pub struct StoredObject {
    /// Length in bytes.
    pub size: u64,
    /// The bytes, in order.
    pub body: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl StoredObject {
    /// Reads everything into memory.
    pub async fn into_bytes(mut self) -> Result<Bytes, StorageError> {
        let mut whole = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
        while let Some(piece) = self.body.next().await {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole.into())
    }
}

impl fmt::Debug for StoredObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredObject").field("size", &self.size).finish_non_exhaustive()
    }
}

/// A place for photos and their parts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

impl Storage {
    /// Opens a folder (made when missing), `file:///folder` or `memory:`; writes are flushed to disk.
    pub fn open(address: &str) -> Result<Self, StorageError> {
        Self::open_with(address, Durability::Synced)
    }

    /// As [`Storage::open`], choosing whether each write waits for the disk.
    pub fn open_with(address: &str, durability: Durability) -> Result<Self, StorageError> {
        if address == "memory:" || address == "memory://" {
            return Ok(Self::in_memory());
        }
        let folder = match address.split_once("://") {
            None => address,
            Some(("file", folder)) if folder.starts_with('/') => folder,
            Some(_) => return Err(StorageError::UnknownAddress(address.to_owned())),
        };
        if folder.is_empty() {
            return Err(StorageError::UnknownAddress(address.to_owned()));
        }
        Self::folder(FilePath::new(folder), durability)
    }

    /// A store that lives and dies with the process, for tests.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()) }
    }

    fn folder(path: &FilePath, durability: Durability) -> Result<Self, StorageError> {
        let fault = |source: Box<dyn std::error::Error + Send + Sync>| StorageError::Folder {
            path: path.to_owned(),
            source,
        };
        std::fs::create_dir_all(path).map_err(|e| fault(e.into()))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|e| fault(e.into()))?;
        Ok(Self { store: Arc::new(store.with_fsync(durability == Durability::Synced)) })
    }

    /// Stores `bytes` under `key`; doing so again changes nothing.
    ///
    /// A folder store writes to a neighbouring temporary file and renames it, so a reader
    /// never sees half a photo. An object of another length under the same name (a disk that
    /// lost its tail) is written afresh.
    pub async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), StorageError> {
        if self.size(key).await? == Some(bytes.len() as u64) {
            return Ok(());
        }
        self.store.put(&key.path(), bytes.into()).await.map(drop).map_err(|e| fault("write", key, e))
    }

    /// Opens the object for reading.
    pub async fn get(&self, key: &Key) -> Result<StoredObject, StorageError> {
        let found = self.store.get(&key.path()).await.map_err(|e| fault("read", key, e))?;
        let size = found.meta.size;
        let body = if size <= ONE_READ_BYTES {
            let bytes = found.bytes().await.map_err(|e| fault("read", key, e))?;
            futures::stream::once(async move { Ok(bytes) }).boxed()
        } else {
            let key = key.clone();
            found.into_stream().map(move |piece| piece.map_err(|e| fault("read", &key, e))).boxed()
        };
        Ok(StoredObject { size, body })
    }

    /// Removes the object; one that is not there is already removed.
    pub async fn delete(&self, key: &Key) -> Result<(), StorageError> {
        match self.store.delete(&key.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(fault("delete", key, e)),
        }
    }

    /// Whether the object is there.
    pub async fn exists(&self, key: &Key) -> Result<bool, StorageError> {
        Ok(self.size(key).await?.is_some())
    }

    async fn size(&self, key: &Key) -> Result<Option<u64>, StorageError> {
        match self.store.head(&key.path()).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(fault("look for", key, e)),
        }
    }
}

fn fault(action: &'static str, key: &Key, source: object_store::Error) -> StorageError {
    match source {
        object_store::Error::NotFound { .. } => StorageError::NotFound(key.clone()),
        source => StorageError::Backend { action, key: key.clone(), source },
    }
}

#[cfg(test)]
mod tests;
