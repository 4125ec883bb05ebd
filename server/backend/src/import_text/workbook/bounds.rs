//! How much a packed file really holds.

use super::MOST_UNPACKED;
use crate::import_text::TextFault;
use domain::table::FileFaultCode;
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;

/// Most files inside of a file.
const MOST_FILES: usize = 4_000;

/// The names of the files inside, when all of them together unpack to no more than allowed. What the index of the archive
/// says of their sizes is not believed: they are unpacked once for this.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Vec<String>, TextFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFaultCode::Damaged)?;
    if archive.len() > MOST_FILES {
        return Err(FileFaultCode::Inflates.into());
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| FileFaultCode::Damaged)?;
        names.push(file.name().map_err(|_| FileFaultCode::Damaged)?.into_owned());
        let size = copy(&mut file.take(left + 1), &mut sink()).map_err(|_| FileFaultCode::Damaged)?;
        left = left.checked_sub(size).ok_or(FileFaultCode::Inflates)?;
    }
    Ok(names)
}

/// One file inside; [`unpacked`] has looked at its size.
pub(super) fn file(bytes: &[u8], name: &str) -> Result<Vec<u8>, TextFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFaultCode::Damaged)?;
    let file = archive.by_name(name).map_err(|_| FileFaultCode::Damaged)?;
    let mut content = Vec::new();
    file.take(MOST_UNPACKED).read_to_end(&mut content).map_err(|_| FileFaultCode::Damaged)?;
    Ok(content)
}
