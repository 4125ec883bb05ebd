//! Where photos, the files of papers and summaries, and those of imports live: a local folder, a bucket of S3-compatible storage,
//! or memory in tests.
//!
//! A photo is named by the SHA-256 of its bytes, so a name never changes its meaning, writing twice
//! is harmless and a copy can be checked against its own name. A part of a photo that is still coming
//! in is named by the photo's id and its place. A [`Key`] can only be made from hashes, ids and
//! numbers: no text typed by a person ever becomes a path. The names are the same in every store, so that a folder can be
//! copied into a bucket and back by any program that copies files.

mod s3;

pub(crate) use s3::bucket_of;

use std::fmt;
use std::path::{Path as FilePath, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::signer::{Method, SignedUrlOptions, Signer};
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::config;

/// Objects up to this size are read in one go; larger ones arrive in pieces.
const ONE_READ_BYTES: u64 = 1024 * 1024;

/// Objects up to this size go into a bucket in one request.
const ONE_WRITE_BYTES: usize = 16 * 1024 * 1024;

/// Larger ones go in parts of this size, so many at a time.
const PART_BYTES: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 4;

/// How long a signed link can be opened: a browser follows it at once.
const LINK_LASTS: Duration = Duration::from_mins(1);

/// What is written into a bucket when the server starts, and says what the bucket is for.
const ABOUT: &[u8] =
    "巡安的照片与文书文件。Photos and papers of Xun'an: their names stand in its database.\n".as_bytes();

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

    /// What says what a bucket is for: `xunan.txt`.
    fn about() -> Self {
        Self("xunan.txt".to_owned())
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
    #[error(
        "storage.url `{0}` is not understood: give a folder, file:///an/absolute/folder, s3://bucket/prefix or memory:"
    )]
    UnknownAddress(String),
    /// The folder could not be made or opened.
    #[error("cannot use the folder {} for files: {source}", path.display())]
    Folder {
        /// The folder as configured.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A setting with which nothing can be stored.
    #[error("{key}: {why}")]
    Unusable {
        /// The key in the configuration.
        key: &'static str,
        /// What is wrong with it, without secrets.
        why: String,
    },
    /// The store failed while working on one object.
    #[error("cannot {action} {key}: {source}")]
    Backend {
        /// "read", "write", "delete", "look for", "link to".
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
    bucket: Option<Arc<Bucket>>,
}

/// What there is of a store that is a bucket.
#[derive(Debug)]
struct Bucket {
    /// What all names begin with, without a slash at the end; may be empty.
    prefix: String,
    signer: Arc<dyn Signer>,
    /// Whether browsers may fetch from the bucket itself.
    links: bool,
    origin: String,
}

impl Storage {
    /// Opens what the configuration names. Of a bucket nothing is asked yet: see [`Storage::check`].
    pub fn of(config: &config::Storage) -> Result<Self, StorageError> {
        if !config.url.starts_with("s3://") {
            return Self::open(&config.url);
        }
        let s3::Opened { store, prefix, origin } = s3::open(config)?;
        let store = Arc::new(store);
        let signer: Arc<dyn Signer> = store.clone();
        let bucket = Bucket { prefix, signer, links: config.signed_links, origin };
        Ok(Self { store, bucket: Some(Arc::new(bucket)) })
    }

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
        Self { store: Arc::new(InMemory::new()), bucket: None }
    }

    fn folder(path: &FilePath, durability: Durability) -> Result<Self, StorageError> {
        let fault = |source: Box<dyn std::error::Error + Send + Sync>| StorageError::Folder {
            path: path.to_owned(),
            source,
        };
        std::fs::create_dir_all(path).map_err(|e| fault(e.into()))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|e| fault(e.into()))?;
        let store = store.with_fsync(durability == Durability::Synced);
        Ok(Self { store: Arc::new(store), bucket: None })
    }

    /// Whether a bucket can be written to and read from: a wrong setting is told when the server starts, by its key, and not by the
    /// first photo. Of a folder that is known when it is opened.
    pub async fn check(&self) -> Result<(), StorageError> {
        if self.bucket.is_none() {
            return Ok(());
        }
        let path = self.path(&Key::about());
        let written = self.store.put(&path, Bytes::from_static(ABOUT).into()).await;
        let read = match written {
            Ok(_) => match self.store.get(&path).await {
                Ok(found) => found.bytes().await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        let (key, why) = match read {
            Ok(bytes) if bytes == ABOUT => return Ok(()),
            Ok(_) => ("storage.url", "what is written there is not what is read".to_owned()),
            Err(error @ object_store::Error::NotFound { .. }) => {
                ("storage.url", format!("there is no such bucket: {error}"))
            }
            Err(
                error @ (object_store::Error::PermissionDenied { .. }
                | object_store::Error::Unauthenticated { .. }),
            ) => ("storage.access_key", format!("the storage refuses this key: {error}")),
            Err(error) => ("storage.endpoint", format!("the storage cannot be used: {error}")),
        };
        Err(StorageError::Unusable { key, why })
    }

    /// Stores `bytes` under `key`; doing so again changes nothing.
    ///
    /// A folder store writes to a neighbouring temporary file and renames it, so a reader
    /// never sees half a photo. An object of another length under the same name (a disk that
    /// lost its tail) is written afresh.
    ///
    /// A bucket shows an object when all of it is there, and is sent its SHA-256 along. It is not asked before
    /// whether it has the object: nearly every one is new.
    pub async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), StorageError> {
        if self.bucket.is_none() && self.size(key).await? == Some(bytes.len() as u64) {
            return Ok(());
        }
        let path = self.path(key);
        let written = if self.bucket.is_some() && bytes.len() > ONE_WRITE_BYTES {
            self.put_in_parts(&path, bytes).await
        } else {
            self.store.put(&path, bytes.into()).await.map(drop)
        };
        written.map_err(|e| fault("write", key, e))
    }

    async fn put_in_parts(&self, path: &Path, mut bytes: Bytes) -> object_store::Result<()> {
        let upload = self.store.put_multipart(path).await?;
        let mut writing = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        while !bytes.is_empty() {
            if let Err(error) = writing.wait_for_capacity(PARTS_AT_ONCE).await {
                // the parts that came there go; if not, by the bucket's own rule for uploads that were given up
                let _ = writing.abort().await;
                return Err(error);
            }
            writing.put(bytes.split_to(bytes.len().min(PART_BYTES)));
        }
        writing.finish().await.map(drop)
    }

    /// Opens the object for reading.
    pub async fn get(&self, key: &Key) -> Result<StoredObject, StorageError> {
        let found = self.store.get(&self.path(key)).await.map_err(|e| fault("read", key, e))?;
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
        match self.store.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(fault("delete", key, e)),
        }
    }

    /// Whether the object is there.
    pub async fn exists(&self, key: &Key) -> Result<bool, StorageError> {
        Ok(self.size(key).await?.is_some())
    }

    /// An address at which a browser fetches the object from the bucket itself, for a minute. Whoever has it needs no other right, so
    /// the caller has looked whether they may see it. `None` where no links are configured.
    pub async fn link(&self, key: &Key, content_type: &str) -> Result<Option<String>, StorageError> {
        let Some(bucket) = self.bucket.as_ref().filter(|bucket| bucket.links) else { return Ok(None) };
        let options = SignedUrlOptions::new().with_query([
            ("response-content-type", content_type),
            ("response-content-disposition", "inline"),
            ("response-cache-control", "private, no-store"),
        ]);
        let signed = bucket.signer.signed_url_opts(Method::GET, &self.path(key), LINK_LASTS, &options).await;
        signed.map(|url| Some(url.into())).map_err(|e| fault("link to", key, e))
    }

    /// Scheme and host that [`Storage::link`] leads to; `None` where no links are configured.
    pub fn link_origin(&self) -> Option<&str> {
        self.bucket.as_ref().filter(|bucket| bucket.links).map(|bucket| bucket.origin.as_str())
    }

    fn path(&self, key: &Key) -> Path {
        match &self.bucket {
            Some(bucket) if !bucket.prefix.is_empty() => Path::from(format!("{}/{key}", bucket.prefix)),
            _ => Path::from(key.as_str()),
        }
    }

    async fn size(&self, key: &Key) -> Result<Option<u64>, StorageError> {
        match self.store.head(&self.path(key)).await {
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
