//! Rescue files: what a tablet that cannot get online has exported, imported in the office.
//!
//! The first line is a [`Header`] in the clear; behind it stands, base64, what was encrypted (AES-256-GCM) with the key of
//! that person on that tablet: a [`Content`]. It is carried out as that person, like a batch that came over the line.

use super::{
    devices::{self, Sender},
    service,
};
use crate::{
    audit,
    content::sha256_of,
    ctx::{Ctx, State},
    entities::user_account,
    error::{Error, Result},
    files::service::upload,
    photos::PhotoLimits,
};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce, aead::Aead};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use domain::{
    actor::{Actor, Role},
    fault::{Code, Fault},
    ids::{FileId, UserId},
    photos::{PhotoKind, PhotoReceipt},
    sync::{Answer, DeviceId, MAX_BATCH, Sealed},
};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

/// The version of the format.
pub const VERSION: u32 = 1;

/// Bytes of the initialisation vector of AES-GCM.
const IV_BYTES: usize = 12;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`VERSION`] of the format.
    pub xunan_rescue: u32,
    /// The tablet.
    pub device: DeviceId,
    /// Whose work it is.
    pub user: UserId,
    /// The initialisation vector, base64.
    pub iv: String,
}

/// What was encrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Commands in the order in which they were saved.
    pub commands: Vec<Sealed>,
    /// Photos that the server has not confirmed.
    pub photos: Vec<RescuedPhoto>,
}

/// A photo in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RescuedPhoto {
    /// Which.
    pub id: FileId,
    /// What it shows.
    pub kind: PhotoKind,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Their number.
    pub bytes: u64,
    /// The bytes.
    pub base64: String,
}

/// What became of a rescue file.
#[derive(Debug)]
pub struct Report {
    /// Whose work it was.
    pub person: String,
    /// What each command came to.
    pub commands: Vec<Answer>,
    /// What each photo came to.
    pub photos: Vec<(FileId, Result<PhotoReceipt, Fault>)>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The first line is none.
    #[error("the file is no rescue file of this program")]
    NotARescueFile,
    /// Written by a later program.
    #[error("the file has version {0} of the format; this program knows {VERSION}")]
    OtherVersion(u32),
    /// Nothing is known of this person on this tablet.
    #[error("this person never made this tablet ready, or it was forgotten: there is no key for the file")]
    NoKey,
    /// Cut off, changed, or encrypted with another key.
    #[error("the file is damaged: it does not decrypt")]
    Damaged,
    /// Whoever imports it does not see the area that the tablet belongs to.
    #[error("the tablet belongs to another area")]
    OtherArea,
    /// Refused or failed.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<sea_orm::DbErr> for Unreadable {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Error(error.into())
    }
}

/// Imports a rescue file. `ctx` is of the one who answers for it: the office, or an administrator.
pub async fn import(ctx: &Ctx, file: &[u8], limits: &PhotoLimits) -> Result<Report, Unreadable> {
    if !matches!(ctx.actor.role, Role::Office | Role::Admin) {
        return Err(Error::from(Fault::new(Code::Forbidden).with("role", ctx.actor.role)).into());
    }
    let (header, encrypted) = split(file)?;
    let device = devices::of(ctx.db().read(), header.device, header.user).await?.ok_or(Unreadable::NoKey)?;
    if !ctx.actor.area.contains(&device.area_code.parse().map_err(Error::from)?) {
        return Err(Unreadable::OtherArea);
    }
    let content = decrypt(&header, &encrypted, &device.key)?;
    let actor = person(&ctx.state, header.user).await?;
    let person = actor.name.clone();
    let own = Ctx::at(ctx.state.clone(), actor, ctx.now);
    note(ctx, &header, &content, sha256_of(file)).await?;
    // what the clock was off by when the tablet was last heard of
    let skew = TimeDelta::milliseconds(device.skew_ms);
    let sent_at = ctx.now.checked_add_signed(skew).unwrap_or(ctx.now);
    let sender = Sender::find(&own, header.device, sent_at).await?;
    let mut commands = Vec::with_capacity(content.commands.len());
    for batch in content.commands.chunks(MAX_BATCH) {
        commands.extend(service::all(&own, &sender, batch).await);
    }
    let mut photos = Vec::with_capacity(content.photos.len());
    for photo in content.photos {
        let id = photo.id;
        let told = match take(&own, photo, limits).await {
            Ok(receipt) => Ok(receipt),
            Err(Error::Fault(fault)) => Err(fault),
            Err(internal) => return Err(internal.into()),
        };
        photos.push((id, told));
    }
    Ok(Report { person, commands, photos })
}

/// The first line, and what was encrypted.
fn split(file: &[u8]) -> Result<(Header, Vec<u8>), Unreadable> {
    let text = std::str::from_utf8(file).map_err(|_| Unreadable::NotARescueFile)?;
    let (first, rest) = text.split_once('\n').ok_or(Unreadable::NotARescueFile)?;
    let header: Header = serde_json::from_str(first).map_err(|_| Unreadable::NotARescueFile)?;
    if header.xunan_rescue != VERSION {
        return Err(Unreadable::OtherVersion(header.xunan_rescue));
    }
    let encrypted = STANDARD.decode(rest.trim()).map_err(|_| Unreadable::Damaged)?;
    Ok((header, encrypted))
}

fn decrypt(header: &Header, encrypted: &[u8], key: &str) -> Result<Content, Unreadable> {
    let damaged = || Unreadable::Damaged;
    let key = STANDARD.decode(key).map_err(Error::broken)?;
    let iv = STANDARD.decode(&header.iv).map_err(|_| damaged())?;
    let iv: [u8; IV_BYTES] = iv.try_into().map_err(|_| damaged())?;
    let cipher = Aes256Gcm::new_from_slice(&key).map_err(Error::broken)?;
    let plain = cipher.decrypt(&Nonce::from(iv), encrypted).map_err(|_| damaged())?;
    serde_json::from_slice(&plain).map_err(|_| damaged())
}

/// The person whose work it is, also when they no longer may sign in: what they have recorded was recorded.
async fn person(state: &State, user: UserId) -> Result<Actor> {
    let row = user_account::Entity::find_by_id(user.0).one(state.db.read()).await?;
    let row = row.ok_or_else(|| Error::broken("a tablet of nobody"))?;
    Ok(Actor {
        user,
        login: row.login,
        name: row.name,
        role: row.role.parse()?,
        area: row.area_code.parse()?,
    })
}

/// Who imported what, before anything of it is carried out.
async fn note(ctx: &Ctx, header: &Header, content: &Content, sha256: String) -> Result<()> {
    let entry = audit::Entry {
        action: "import.rescue".into(),
        subject_type: "device",
        subject: header.device.to_string(),
        area: Some(ctx.actor.area.clone()),
        detail: serde_json::json!({
            "person": header.user, "commands": content.commands.len(), "photos": content.photos.len(), "sha256": sha256,
        }),
    };
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                audit::write(tx, &own, [entry]);
                Ok(())
            })
        })
        .await
}

async fn take(ctx: &Ctx, photo: RescuedPhoto, limits: &PhotoLimits) -> Result<PhotoReceipt> {
    let bytes = STANDARD.decode(&photo.base64).map_err(|_| Error::code(Code::Damaged))?;
    let whole = bytes.len() as u64 == photo.bytes && sha256_of(&bytes).eq_ignore_ascii_case(&photo.sha256);
    if !whole {
        return Err(Error::code(Code::Damaged));
    }
    upload(ctx, photo.id, photo.kind, bytes.into(), limits).await
}
