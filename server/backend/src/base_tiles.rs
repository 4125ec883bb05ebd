//! The base map's own file: tiles in one PMTiles archive, cut out by this server, so that no other server is asked for a map.
//!
//! The file is read through the object store's folder and not mapped into memory: a file that somebody cuts off while it is
//! read is an error here, not the end of the process.

use std::{
    future::Future,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use moka::sync::Cache;
use object_store::local::LocalFileSystem;
use pmtiles::{
    AsyncPmTilesReader, Compression, DirEntry, Directory, DirectoryCache, ObjectStoreBackend, PmtError,
    PmtResult, TileCoord, TileId, TileType,
};

use crate::{
    content::sha256_of,
    error::{Error, Result},
};

/// Directories of the file that stay in memory. One names some thousand tiles and has some ten kilobytes.
const DIRECTORIES: u64 = 256;

/// Bytes of the tag that changes with the file.
const TAG: usize = 16;

/// Why a file is no base map.
#[derive(Debug, thiserror::Error)]
pub enum BaseFileError {
    /// It is not there, or not a file.
    #[error("{0} is not a file that can be read")]
    Missing(PathBuf),
    /// Not an archive, or a broken one.
    #[error("{0} is not a PMTiles archive (version 3): {1}")]
    NotTiles(PathBuf, PmtError),
    /// Tiles of a kind that the map does not draw.
    #[error("{0} holds tiles of the kind {1:?}; vector tiles (MVT), PNG, JPEG, WebP and AVIF are drawn")]
    Kind(PathBuf, TileType),
    /// Tiles packed in a way that is not read.
    #[error("{0} holds tiles packed with {1:?}; gzip or none is read")]
    Packed(PathBuf, Compression),
}

/// What the tiles of a base map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Mapbox vector tiles.
    Vector,
    /// Pictures of this type of content.
    Picture(&'static str),
}

impl TileKind {
    /// The type of content of its answers.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Vector => "application/vnd.mapbox-vector-tile",
            Self::Picture(kind) => kind,
        }
    }
}

/// A tile as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Its content.
    pub bytes: Bytes,
    /// Whether the content is packed with gzip.
    pub gzip: bool,
}

/// An opened base map.
pub struct BaseTiles {
    reader: AsyncPmTilesReader<ObjectStoreBackend, Recent>,
    kind: TileKind,
    attribution: Option<String>,
    tag: String,
}

impl BaseTiles {
    /// Opens a file.
    ///
    /// # Errors
    /// [`BaseFileError`] names the file and says what is wrong with it.
    pub async fn open(file: &Path) -> Result<Self, BaseFileError> {
        let missing = || BaseFileError::Missing(file.to_owned());
        if !file.is_file() {
            return Err(missing());
        }
        let place = object_store::path::Path::from_filesystem_path(file).map_err(|_| missing())?;
        let backend = ObjectStoreBackend::new(Box::new(LocalFileSystem::new()), place);
        let broken = |error| BaseFileError::NotTiles(file.to_owned(), error);
        let reader =
            AsyncPmTilesReader::try_from_cached_source(backend, Recent::default()).await.map_err(broken)?;
        let header = reader.get_header();
        let kind = match header.tile_type {
            TileType::Mvt => TileKind::Vector,
            TileType::Png => TileKind::Picture("image/png"),
            TileType::Jpeg => TileKind::Picture("image/jpeg"),
            TileType::Webp => TileKind::Picture("image/webp"),
            TileType::Avif => TileKind::Picture("image/avif"),
            other => return Err(BaseFileError::Kind(file.to_owned(), other)),
        };
        if !matches!(header.tile_compression, Compression::None | Compression::Gzip) {
            return Err(BaseFileError::Packed(file.to_owned(), header.tile_compression));
        }
        // an archive need not say anything about itself
        let metadata = reader.get_metadata().await.ok().unwrap_or_default();
        let attribution = attribution(&metadata);
        let told = std::fs::metadata(file).map_err(|_| missing())?;
        let changed = told.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        let named = format!("{}:{}:{changed:?}", file.display(), told.len());
        let tag = sha256_of(named.as_bytes()).chars().take(TAG).collect();
        Ok(Self { reader, kind, attribution, tag })
    }

    /// What its tiles are.
    pub const fn kind(&self) -> TileKind {
        self.kind
    }

    /// The least and the most zoom level that it has tiles of.
    pub fn zooms(&self) -> (u8, u8) {
        let header = self.reader.get_header();
        (header.min_zoom, header.max_zoom)
    }

    /// The credit that the file asks for itself, as text.
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// Changes with the file; digits and letters.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// A tile; `None` where there is none. `packed`: the asker takes gzip.
    ///
    /// # Errors
    /// The file cannot be read any more, or is another one than was opened.
    pub async fn tile(&self, z: u8, x: u32, y: u32, packed: bool) -> Result<Option<Tile>> {
        let Ok(place) = TileCoord::new(z, x, y) else { return Ok(None) };
        let gzip = packed && self.reader.get_header().tile_compression == Compression::Gzip;
        let found = if gzip {
            self.reader.get_tile(place).await
        } else {
            self.reader.get_tile_decompressed(place).await
        };
        Ok(found.map_err(Error::internal)?.map(|bytes| Tile { bytes, gzip }))
    }
}

/// The credit in an archive's words about itself, without the links it is often written with.
fn attribution(metadata: &str) -> Option<String> {
    let told: serde_json::Value = serde_json::from_str(metadata).ok()?;
    let written = told.get("attribution")?.as_str()?;
    let mut text = String::with_capacity(written.len());
    let mut in_tag = false;
    for c in written.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&copy;", "©").replace("&amp;", "&");
    domain::text::tidy(&text)
}

/// The directories that were read last: a file of a whole country has more than should stay in memory.
struct Recent(Cache<u64, Arc<Directory>>);

impl Default for Recent {
    fn default() -> Self {
        Self(Cache::new(DIRECTORIES))
    }
}

impl DirectoryCache for Recent {
    async fn get_dir_entry_or_insert(
        &self,
        offset: u64,
        tile_id: TileId,
        fetcher: impl Future<Output = PmtResult<Directory>> + Send,
    ) -> PmtResult<Option<DirEntry>> {
        if let Some(known) = self.0.get(&offset) {
            return Ok(known.find_tile_id(tile_id).copied());
        }
        let read = Arc::new(fetcher.await?);
        let found = read.find_tile_id(tile_id).copied();
        self.0.insert(offset, read);
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pmtiles::PmTilesWriter;
    use std::fs::File;

    /// An archive with one tile at 1/1/0.
    fn archive(kind: TileType, content: &[u8], metadata: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let written = File::create(file.path()).unwrap();
        let writer = PmTilesWriter::new(kind).min_zoom(1).max_zoom(1).metadata(metadata);
        let mut writer = writer.create(written).unwrap();
        writer.add_tile(TileCoord::new(1, 1, 0).unwrap(), content).unwrap();
        writer.finalize().unwrap();
        file
    }

    #[tokio::test]
    async fn tiles_are_cut_out_packed_or_not() {
        let told = r#"{"attribution":"<a href=\"https://example.org\">&copy; Example</a>"}"#;
        let file = archive(TileType::Mvt, b"a tile of water", told);
        let base = BaseTiles::open(file.path()).await.unwrap();
        assert_eq!((base.kind(), base.zooms()), (TileKind::Vector, (1, 1)));
        assert_eq!(base.attribution(), Some("© Example"));
        assert_eq!(base.tag().len(), TAG);
        let plain = base.tile(1, 1, 0, false).await.unwrap().unwrap();
        assert_eq!((&plain.bytes[..], plain.gzip), (&b"a tile of water"[..], false));
        let packed = base.tile(1, 1, 0, true).await.unwrap().unwrap();
        assert!(packed.gzip && packed.bytes.starts_with(&[0x1f, 0x8b]), "{packed:?}");
        assert_eq!(base.tile(1, 0, 0, true).await.unwrap(), None, "none there");
        assert_eq!(base.tile(1, 7, 0, true).await.unwrap(), None, "off the globe");
        assert_eq!(base.tile(200, 0, 0, true).await.unwrap(), None, "no such level");
    }

    #[tokio::test]
    async fn pictures_are_told_from_vectors() {
        let file = archive(TileType::Png, b"\x89PNG", "{}");
        let base = BaseTiles::open(file.path()).await.unwrap();
        assert_eq!(base.kind().content_type(), "image/png");
        assert_eq!(base.attribution(), None);
    }

    #[tokio::test]
    async fn what_is_no_archive_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let nothing = dir.path().join("nothing.pmtiles");
        for path in [nothing.as_path(), dir.path()] {
            let refused = BaseTiles::open(path).await.err().unwrap();
            assert!(matches!(refused, BaseFileError::Missing(_)), "{refused}");
        }
        let text = dir.path().join("text.pmtiles");
        std::fs::write(&text, "not tiles at all, but longer than a header would have to be ".repeat(4))
            .unwrap();
        let refused = BaseTiles::open(&text).await.err().unwrap();
        assert!(matches!(refused, BaseFileError::NotTiles(..)), "{refused}");
        assert!(refused.to_string().contains("text.pmtiles"), "{refused}");
        let odd = archive(TileType::Mlt, b"x", "{}");
        let refused = BaseTiles::open(odd.path()).await.err().unwrap();
        assert!(matches!(refused, BaseFileError::Kind(..)), "{refused}");
    }
}
