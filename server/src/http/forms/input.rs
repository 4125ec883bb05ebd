//! What a form sends: texts, and photos that are taken in while the form arrives.

use crate::http::{
    Web,
    answer::{Answer, told},
    body::{self, is_of_type, too_large},
};
use axum::{
    RequestExt,
    extract::{Multipart, Request, multipart::Field},
};
use backend::{ctx::Ctx, files, party, photos::Photo};
use bytes::Bytes;
use domain::{
    fault::{Fault, FieldCode, FieldFault},
    ids::FileId,
    party::MAX_PHOTOS,
    photos::{Layer, PhotoKind},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The field of photo files.
const PHOTOS: &str = "photos";
/// The field of the ids of photos that were sent before.
const PHOTO_IDS: &str = "photo_ids";
/// The same of photos of the state before, where a form tells both apart.
const BEFORE: &str = "photos_before";
/// See [`BEFORE`].
const BEFORE_IDS: &str = "photo_before_ids";
/// The field of what is drawn over the photo files of the form, in their order: a list of layers, JSON.
const MARKS: &str = "photo_marks";
/// The field that names the command; in a form it stands before the files.
const ID: &str = "id";
/// Not worth keeping for the form when it is shown again: the page makes new ones.
const NOT_KEPT: [&str; 5] = [ID, "base_version", "password", "signature", MARKS];

/// What becomes of the photos of a form.
enum Taking<'a> {
    /// They are stored for the person who sends them, and come as ids.
    In {
        /// Who.
        ctx: &'a Ctx,
        /// What they show.
        kind: PhotoKind,
    },
    /// They are read and handed on.
    Out(&'a mut Vec<Photo>),
}

/// A form as it arrived.
#[derive(Debug, Default)]
pub struct Input {
    texts: Vec<(String, String)>,
    /// Photos, sent now or before.
    pub photos: Vec<FileId>,
    /// Photos of the state before, where a form tells both apart.
    pub photos_before: Vec<FileId>,
    /// Why a photo was not taken in: told when everything else has been read, so that nothing typed is lost.
    pub fault: Option<Fault>,
    /// The photos that came with this form, in the order of its files.
    files: Vec<FileId>,
}

impl Input {
    /// Reads a form without files.
    pub async fn plain(web: &Web, request: Request) -> Answer<Self> {
        let bytes = body::read(request.into_body(), web.config.limits.form_bytes).await?;
        Ok(Self::from_pairs(form_urlencoded::parse(&bytes).into_owned()))
    }

    /// Reads a form that may bring photos; each is taken in as it arrives, so that there is never more than one of
    /// them in memory.
    pub async fn with_photos(web: &Web, ctx: &Ctx, kind: PhotoKind, request: Request) -> Answer<Self> {
        let mut input = Self::read(web, Taking::In { ctx, kind }, request).await?;
        input.draw(ctx).await;
        Ok(input)
    }

    /// Reads a form of somebody without an account. Nothing of it is stored: its photos come out beside it, few and small
    /// enough to be kept in memory.
    pub async fn with_pictures(web: &Web, request: Request) -> Answer<(Self, Vec<Photo>)> {
        let mut pictures = Vec::new();
        let input = Self::read(web, Taking::Out(&mut pictures), request).await?;
        Ok((input, pictures))
    }

    async fn read(web: &Web, mut taking: Taking<'_>, request: Request) -> Answer<Self> {
        if !is_of_type(request.headers(), "multipart/form-data") {
            return Self::plain(web, request).await;
        }
        body::refuse_announced(request.headers(), web.config.limits.upload_bytes)?;
        let unreadable = || Fault::field("body", FieldCode::Malformed);
        let mut parts: Multipart = request.extract().await.map_err(|_| unreadable())?;
        let mut input = Self::default();
        let mut typed = 0;
        while let Some(field) = parts.next_field().await.map_err(|e| body::unreadable(web, &e))? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(file) = field.file_name().map(str::to_owned) {
                match (&mut taking, name.as_str()) {
                    // what a browser sends for an empty choice has no name
                    _ if file.is_empty() => {}
                    (Taking::In { ctx, kind }, PHOTOS) => {
                        input.photo(web, ctx, *kind, field, Self::photo_came).await?;
                    }
                    (Taking::In { ctx, .. }, BEFORE) => {
                        input.photo(web, ctx, PhotoKind::Before, field, Self::before_came).await?;
                    }
                    (Taking::Out(pictures), PHOTOS) => input.picture(web, pictures, field).await?,
                    _ => {}
                }
                continue;
            }
            let limit = web.config.limits.form_bytes;
            let text = body::read_field(field, limit)
                .await
                .map_err(|e| body::unreadable(web, &e))?
                .ok_or_else(|| too_large(limit))?;
            typed += text.len();
            if typed > limit {
                return Err(too_large(limit).into());
            }
            input.push(name, String::from_utf8_lossy(&text).into_owned());
        }
        Ok(input)
    }

    /// From name and value; as a form without files.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut input = Self::default();
        for (name, value) in pairs {
            input.push(name, value);
        }
        input
    }

    fn push(&mut self, name: String, value: String) {
        match value.parse() {
            Ok(id) if name == PHOTO_IDS => once(&mut self.photos, id),
            Ok(id) if name == BEFORE_IDS => once(&mut self.photos_before, id),
            _ => self.texts.push((name, value)),
        }
    }

    /// A photo that came with this form: it may be drawn on.
    fn photo_came(&mut self, id: FileId) {
        self.files.push(id);
        once(&mut self.photos, id);
    }

    fn before_came(&mut self, id: FileId) {
        once(&mut self.photos_before, id);
    }

    /// Takes a photo in. Its id follows from the command's and the content: the form sent twice names the same
    /// photos, and so is recognised as the same command.
    async fn photo(
        &mut self,
        web: &Web,
        ctx: &Ctx,
        kind: PhotoKind,
        field: Field<'_>,
        came: fn(&mut Self, FileId),
    ) -> Answer<()> {
        let Some(bytes) = self.file(web, field).await? else { return Ok(()) };
        let limits = web.config.photos.limits();
        let id = photo_id(self.text(ID).and_then(|id| id.parse().ok()), &bytes);
        match files::service::upload(ctx, id, kind, bytes, &limits).await {
            Ok(receipt) => came(self, receipt.id),
            Err(error) => self.fault = Some(told(error)),
        }
        Ok(())
    }

    /// Reads a photo, as long as there are not more than a party may send.
    async fn picture(&mut self, web: &Web, pictures: &mut Vec<Photo>, field: Field<'_>) -> Answer<()> {
        let Some(bytes) = self.file(web, field).await? else { return Ok(()) };
        if pictures.len() >= MAX_PHOTOS {
            let fault = FieldFault::new(PHOTOS, FieldCode::TooMany).with("max", MAX_PHOTOS);
            self.fault = Some(Fault::fields(vec![fault]));
            return Ok(());
        }
        match party::intake::photo(bytes, &web.config.photos.limits()).await {
            Ok(photo) => pictures.push(photo),
            Err(error) => self.fault = Some(told(error)),
        }
        Ok(())
    }

    /// The content of a photo's file; `None` when it is too large, which is noted, or something was wrong before.
    async fn file(&mut self, web: &Web, field: Field<'_>) -> Answer<Option<Bytes>> {
        let most = usize::try_from(web.config.photos.max_bytes).unwrap_or(usize::MAX);
        let bytes = body::read_field(field, most).await.map_err(|e| body::unreadable(web, &e))?;
        if self.fault.is_some() {
            return Ok(None);
        }
        if bytes.is_none() {
            self.fault = Some(too_large(most));
        }
        Ok(bytes)
    }

    /// Keeps what is drawn over the photos of the form: before a command makes them part of a record.
    async fn draw(&mut self, ctx: &Ctx) {
        let Some(marks) = self.text(MARKS).filter(|marks| self.fault.is_none() && !marks.is_empty()) else {
            return;
        };
        let Ok(layers) = serde_json::from_str::<Vec<Layer>>(marks) else {
            self.fault = Some(Fault::field(MARKS, FieldCode::Malformed));
            return;
        };
        let drawn: Vec<(FileId, Layer)> = self.files.iter().copied().zip(layers).collect();
        for (id, layer) in drawn.into_iter().filter(|(_, layer)| !layer.is_empty()) {
            if let Err(error) = files::service::draw(ctx, id, layer).await {
                self.fault = Some(told(error));
                return;
            }
        }
    }

    /// The names of the texts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(name, _)| name.as_str())
    }

    /// The first text of that name, as it was typed.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every text of that name, in the order of the form.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// What was typed, for the form when it is shown again.
    pub fn into_values(self) -> Vec<(String, String)> {
        let mut values = self.texts;
        values.retain(|(name, _)| !NOT_KEPT.contains(&name.as_str()));
        values.extend(self.photos.iter().map(|id| (PHOTO_IDS.to_owned(), id.to_string())));
        values.extend(self.photos_before.iter().map(|id| (BEFORE_IDS.to_owned(), id.to_string())));
        values
    }
}

fn once(photos: &mut Vec<FileId>, id: FileId) {
    if !photos.contains(&id) {
        photos.push(id);
    }
}

fn photo_id(command: Option<Uuid>, content: &[u8]) -> FileId {
    let Some(command) = command else { return FileId(Uuid::now_v7()) };
    let hash = Sha256::new().chain_update(command).chain_update(Sha256::digest(content)).finalize();
    let bytes = std::array::from_fn(|i| hash[i]);
    FileId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_form_names_the_same_photos() {
        let command = Some(Uuid::from_u128(7));
        assert_eq!(photo_id(command, b"a"), photo_id(command, b"a"));
        assert_ne!(photo_id(command, b"a"), photo_id(command, b"b"));
        assert_ne!(photo_id(command, b"a"), photo_id(Some(Uuid::from_u128(8)), b"a"));
        assert_ne!(photo_id(None, b"a"), photo_id(None, b"a"));
    }

    #[test]
    fn what_was_typed_is_kept_but_not_what_the_page_makes_anew() {
        let photo = Uuid::from_u128(3).to_string();
        let pairs = [
            ("id", "x"),
            ("base_version", "3"),
            ("note", "已清理"),
            ("photo_ids", &photo),
            ("photo_ids", &photo),
            ("password", "secret"),
            ("photo_marks", "[]"),
        ];
        let input = Input::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(input.photos.len(), 1);
        assert_eq!(input.text("note"), Some("已清理"));
        let kept = input.into_values();
        assert_eq!(kept, [("note".to_owned(), "已清理".to_owned()), ("photo_ids".to_owned(), photo)]);
    }
}
