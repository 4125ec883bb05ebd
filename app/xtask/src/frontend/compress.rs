//! `.br` and `.gz` beside each file, so that the server never compresses a file while somebody waits.

use super::{parallel, stamp::files};
use crate::args::Mode;
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::{fs, io::Write, path::Path};

/// Already compressed, or made here.
const LEFT_ALONE: [&str; 10] = ["br", "gz", "png", "jpg", "jpeg", "webp", "avif", "ico", "woff2", "pmtiles"];
/// Below this a compressed answer saves no packet.
const WORTH_IT: u64 = 512;

/// Compresses the files of a folder.
///
/// # Errors
/// When a file cannot be read or written.
pub fn compress_tree(dir: &Path, mode: Mode) -> Result<()> {
    let mut work = files(dir)?;
    work.retain(|file| is_worth_it(file));
    parallel::for_each(work, |file| {
        compress(file, mode).with_context(|| format!("{} cannot be compressed", file.display()))
    })
}

fn is_worth_it(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    !LEFT_ALONE.contains(&extension) && fs::metadata(file).is_ok_and(|metadata| metadata.len() >= WORTH_IT)
}

fn compress(file: &Path, mode: Mode) -> Result<()> {
    let content = fs::read(file)?;
    let (brotli_quality, gzip_level) = match mode {
        Mode::Dev => (1, Compression::fast()),
        // the whole site in an eighth of the time
        Mode::Trial => (9, Compression::default()),
        Mode::Release => (11, Compression::best()),
    };

    let mut br = Vec::new();
    let params = BrotliEncoderParams { quality: brotli_quality, lgwin: 22, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut content.as_slice(), &mut br, &params)?;
    keep(file, "br", &br, content.len())?;

    let mut encoder = GzEncoder::new(Vec::new(), gzip_level);
    encoder.write_all(&content)?;
    keep(file, "gz", &encoder.finish()?, content.len())
}

fn keep(file: &Path, extension: &str, compressed: &[u8], plain: usize) -> Result<()> {
    if compressed.len() < plain {
        let mut name = file.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        fs::write(name, compressed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn compressed_files_give_back_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let text = "隐患 ".repeat(2000);
        fs::write(dir.path().join("a.js"), &text).unwrap();
        fs::write(dir.path().join("small.js"), "1").unwrap();
        fs::write(dir.path().join("photo.jpg"), &text).unwrap();
        compress_tree(dir.path(), Mode::Release).unwrap();

        let mut plain = String::new();
        let br = fs::read(dir.path().join("a.js.br")).unwrap();
        brotli::Decompressor::new(br.as_slice(), 4096).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, text);
        plain.clear();
        let gz = fs::read(dir.path().join("a.js.gz")).unwrap();
        flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, text);
        assert!(!dir.path().join("small.js.br").exists());
        assert!(!dir.path().join("photo.jpg.br").exists());
    }
}
