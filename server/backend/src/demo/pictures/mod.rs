//! Photos of the demo: small pictures drawn by the program, taken in like any photo, and the rows that point to them.

mod canvas;
mod scenes;

use super::dice::Dice;
use crate::{
    entities::file,
    error::{Error, Result},
    files::service::Owner,
    photos::{Photo, PhotoLimits, STORED_CONTENT_TYPE, intake_blocking},
    storage::{Key, Storage},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{actor::Actor, hazards::Category, ids::FileId, photos::PhotoKind};
use image::codecs::jpeg::JpegEncoder;
use std::collections::BTreeMap;

/// Pictures of each category: found, and rectified.
const FOUND: usize = 2;
const RECTIFIED: usize = 1;

/// A picture in the storage.
#[derive(Clone, Debug)]
struct Stored {
    sha256: String,
    sha256_original: String,
    bytes: i64,
    width: i32,
    height: i32,
}

/// The pictures, and the rows made so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Album {
    pictures: BTreeMap<(Category, bool), Vec<Stored>>,
    /// The rows, each of a record.
    pub rows: Vec<file::Model>,
}

impl Album {
    /// Draws the pictures and puts them into the storage.
    pub async fn new(storage: &Storage, seed: u64) -> Result<Self> {
        let drawn = tokio::task::spawn_blocking(move || all(seed)).await.map_err(Error::internal)??;
        let mut album = Self::default();
        for (category, rectified, photo) in drawn {
            storage.put(&Key::photo(photo.sha256), photo.bytes.clone()).await.map_err(Error::internal)?;
            storage.put(&Key::thumb(photo.sha256), photo.thumb.clone()).await.map_err(Error::internal)?;
            let stored = Stored {
                sha256: photo.sha256.to_string(),
                sha256_original: photo.sha256_original.to_string(),
                bytes: i64::try_from(photo.bytes.len()).map_err(Error::internal)?,
                width: i32::try_from(photo.width).map_err(Error::internal)?,
                height: i32::try_from(photo.height).map_err(Error::internal)?,
            };
            album.pictures.entry((category, rectified)).or_default().push(stored);
        }
        Ok(album)
    }

    /// One more photo of a record.
    pub fn take(
        &mut self,
        dice: &mut Dice,
        kind: PhotoKind,
        category: Category,
        owner: Owner,
        area: &str,
        by: &Actor,
        at: DateTime<Utc>,
    ) -> FileId {
        let id = FileId(dice.id(at));
        let rectified = kind == PhotoKind::After;
        let Some(picture) = self.pictures.get(&(category, rectified)).map(|all| dice.pick(all)) else {
            return id;
        };
        let mut row = file::Model {
            id: id.0,
            sha256_original: picture.sha256_original.clone(),
            sha256: picture.sha256.clone(),
            content_type: STORED_CONTENT_TYPE.into(),
            bytes: picture.bytes,
            width: picture.width,
            height: picture.height,
            kind: kind.as_str().into(),
            hazard_id: None,
            inspection_id: None,
            site_id: None,
            stove_id: None,
            device_id: None,
            gas_user_id: None,
            area_code: area.to_owned(),
            taken_at: Some(at),
            lon: None,
            lat: None,
            layer: None,
            uploaded_by: by.user.0,
            attached_at: Some(at),
            created_at: at,
        };
        match owner {
            Owner::Hazard(hazard) => row.hazard_id = Some(hazard.0),
            Owner::Inspection(visit) => row.inspection_id = Some(visit.0),
            Owner::Stove(stove) => row.stove_id = Some(stove.0),
            Owner::Device(device) => row.device_id = Some(device.0),
            Owner::GasUser(user) => row.gas_user_id = Some(user.0),
        }
        self.rows.push(row);
        id
    }
}

/// Every picture, taken in as a photo from outside would be.
fn all(seed: u64) -> Result<Vec<(Category, bool, Photo)>> {
    let mut dice = Dice::new(seed, "pictures");
    let mut out = Vec::new();
    for category in Category::ALL {
        for n in 0..FOUND + RECTIFIED {
            let rectified = n >= FOUND;
            let mut jpeg = Vec::new();
            let picture = scenes::draw(&mut dice, *category, rectified);
            JpegEncoder::new_with_quality(&mut jpeg, 82).encode_image(&picture).map_err(Error::internal)?;
            let photo =
                intake_blocking(&Bytes::from(jpeg), &PhotoLimits::default()).map_err(Error::internal)?;
            out.push((*category, rectified, photo));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_pictures_differ_and_are_small() {
        let all = all(1).expect("drawn");
        assert_eq!(all.len(), 42);
        let different: BTreeSet<_> = all.iter().map(|(_, _, photo)| photo.sha256).collect();
        assert_eq!(different.len(), all.len());
        let bytes: usize = all.iter().map(|(_, _, photo)| photo.bytes.len() + photo.thumb.len()).sum();
        assert!(bytes < 3_000_000, "{bytes}");
    }
}
