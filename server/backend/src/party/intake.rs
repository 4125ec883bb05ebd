//! Taking in what a responsible party sends. It waits for the office: no hazard changes here.

use super::door::{hazard_of, link};
use crate::{
    audit::{self, Author},
    changes,
    content::sha256,
    ctx::State,
    db::WriteTx,
    entities::{hazard, party_link, party_photo, party_submission},
    error::{Error, Result},
    files::service::refusal,
    hazards::rows,
    keep::free_key,
    photos::{Photo, PhotoLimits, intake},
    storage::Key,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    calendar::to_millis,
    fault::{Code, Fault},
    ids::{SubmissionId, sort_key},
    party::{Sent, SubmissionState, Submit, takes_submissions},
    text::tidy,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use secrecy::SecretString;
use uuid::Uuid;

/// Who stands in the audit log for what parties send.
const PARTY: &str = "responsible party";

/// Reads one photo: checked by content, re-encoded, without metadata. Nothing is stored yet.
pub async fn photo(bytes: Bytes, limits: &PhotoLimits) -> Result<Photo> {
    intake(bytes, limits).await.map_err(refusal)
}

/// Keeps what a party sent, until the office answers. The same form sent twice is accepted again.
pub async fn submit(
    state: &State,
    token: &SecretString,
    command: Submit,
    photos: Vec<Photo>,
    now: DateTime<Utc>,
) -> Result<SubmissionId> {
    let now = to_millis(now);
    // before anything else: a stranger learns nothing from what is wrong with the rest
    let opened = link(state.db.read(), token, now).await?;
    hazard_of(state.db.read(), &opened, command.hazard).await?;
    command.validate(photos.len())?;
    let originals: Vec<String> = photos.iter().map(|photo| photo.sha256_original.to_string()).collect();
    let content = sha256(&(&command, originals))?;
    // the pictures first: a row without its picture would be a loss, a picture without a row is litter
    for photo in &photos {
        state.storage.put(&Key::photo(photo.sha256), photo.bytes.clone()).await.map_err(Error::internal)?;
        state.storage.put(&Key::thumb(photo.sha256), photo.thumb.clone()).await.map_err(Error::internal)?;
    }
    let token = token.clone();
    let keep = Keep { command, photos, content, now };
    state.db.write(move |tx| Box::pin(async move { keep.store(tx, &token).await })).await
}

/// A submission on its way into the store.
struct Keep {
    command: Submit,
    photos: Vec<Photo>,
    content: String,
    now: DateTime<Utc>,
}

impl Keep {
    async fn store(self, tx: &WriteTx, token: &SecretString) -> Result<SubmissionId> {
        let id = self.command.id;
        tx.claim(id.0).await?;
        // the link may have been taken back meanwhile
        let link = link(tx, token, self.now).await?;
        if let Some(there) = party_submission::Entity::find_by_id(id.0).one(tx).await? {
            let same = there.content_sha256 == self.content && there.link_id == link.id;
            return if same { Ok(id) } else { Err(Error::code(Code::ContentConflict)) };
        }
        // two links may open one hazard
        tx.claim(self.command.hazard.0).await?;
        let hazard = hazard_of(tx, &link, self.command.hazard).await?;
        self.check(tx, &hazard).await?;
        let row = self.row(tx, &link, &hazard).await?;
        // who sits at the desk hears of it
        changes::one(tx, &row.subdistrict_code).await?;
        audit::write_as(
            tx,
            &Author { at: self.now, id: None, login: PARTY.into() },
            [audit::Entry {
                action: "party_submission.send".into(),
                subject_type: "party_submission",
                subject: id.to_string(),
                area: Some(row.area_code.parse()?),
                detail: serde_json::json!({
                    "number": hazard.number, "kind": row.kind, "link": link.id, "photos": self.photos.len(),
                }),
            }],
        );
        row.into_active_model().reset_all().insert(tx).await?;
        let photos = self.photos.iter().map(|photo| photo_row(photo, id.0)).collect::<Result<Vec<_>>>()?;
        if !photos.is_empty() {
            let rows = photos.into_iter().map(|row| row.into_active_model().reset_all());
            party_photo::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        Ok(id)
    }

    /// Whether it may be sent now, as the party's page says too.
    async fn check(&self, tx: &WriteTx, hazard: &hazard::Model) -> Result<()> {
        let state = rows::state(hazard)?;
        if !takes_submissions(state.status) {
            return Err(Fault::new(Code::WrongState).with("state", state.status).into());
        }
        if let Sent::Extension { until, .. } = &self.command.sent {
            if state.extension.is_some() {
                return Err(Error::code(Code::ExtensionPending));
            }
            state.later_deadline(*until, self.now)?;
        }
        let waiting = party_submission::Entity::find()
            .filter(party_submission::Column::HazardId.eq(hazard.id))
            .filter(party_submission::Column::Kind.eq(self.command.sent.kind().as_str()))
            .filter(party_submission::Column::State.eq(SubmissionState::Waiting.as_str()))
            .count(tx)
            .await?;
        if waiting == 0 { Ok(()) } else { Err(Error::code(Code::SubmissionPending)) }
    }

    async fn row(
        &self,
        tx: &WriteTx,
        link: &party_link::Model,
        hazard: &hazard::Model,
    ) -> Result<party_submission::Model> {
        let (id, sent) = (self.command.id.0, &self.command.sent);
        Ok(party_submission::Model {
            id,
            sort_key: free_key(tx, "party_submission", sort_key(self.now, id)).await?,
            link_id: link.id,
            hazard_id: hazard.id,
            area_code: hazard.area_code.clone(),
            committee_code: hazard.committee_code.clone(),
            subdistrict_code: hazard.subdistrict_code.clone(),
            kind: sent.kind().as_str().into(),
            state: SubmissionState::Waiting.as_str().into(),
            words: tidy(sent.words()).unwrap_or_default(),
            until: sent.until(),
            content_sha256: self.content.clone(),
            sent_at: self.now,
            answer_id: None,
            answered_by: None,
            answered_at: None,
            answer: None,
        })
    }
}

fn photo_row(photo: &Photo, submission: Uuid) -> Result<party_photo::Model> {
    let position = photo.metadata.position.as_ref();
    Ok(party_photo::Model {
        id: Uuid::now_v7(),
        submission_id: submission,
        sha256_original: photo.sha256_original.to_string(),
        sha256: photo.sha256.to_string(),
        bytes: i64::try_from(photo.bytes.len()).map_err(Error::internal)?,
        width: i32::try_from(photo.width).map_err(Error::internal)?,
        height: i32::try_from(photo.height).map_err(Error::internal)?,
        taken_at: photo.metadata.taken_at,
        lon: position.map(|p| p.lon),
        lat: position.map(|p| p.lat),
    })
}
