//! One command of a tablet: made ready as the services want it, then carried out.

use super::{
    devices::Sender,
    programme::{self, brought},
    receipts,
};
use crate::{
    content::{Arrival, Tablet},
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard_event, site},
    error::{Error, Result},
    hazards::{self, service::Locked, store::Draft},
    inspections, sites,
    storage::ContentHash,
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::{Change, EventKind},
    ids::{FileId, HazardId, InspectionId, SiteId},
    inspections::commands::VisitedSite,
    sync::{Body, Clock, Command, Sealed, SentPhoto, Verdict, judge, kept},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// A site may have been merged into one that was merged itself; so often at most.
const MERGES: usize = 16;

/// No photo has more bytes; what is accepted is a setting, looked at when the photo comes.
const MOST_BYTES: u64 = 1 << 32;

/// A command that was checked and is ready to be carried out.
pub(super) struct Prepared {
    work: Work,
    arrival: Arrival,
    draft: receipts::Draft,
    tells_of: Option<InspectionId>,
}

enum Work {
    Visit(Box<inspections::service::Ready>),
    Finding(Box<Draft>),
    Step(Box<Change>),
    Site(Box<site::Model>),
    Programme(programme::Ready),
}

/// What a command has come to.
pub(super) enum Made {
    /// Done, with the hazards that were numbered.
    Hazards(Vec<(HazardId, String)>),
    /// What happened meanwhile stands in its way; nothing was changed.
    Conflict,
}

impl Prepared {
    pub async fn new(ctx: &Ctx, sender: &Sender, sealed: &Sealed, body: Body) -> Result<Self> {
        let Body { mut command, device_at, photos } = body;
        let mut named = command.photos();
        let mut tells_of = None;
        if let Command::Programme(form) = &command {
            named = brought(ctx, form, named).await?;
            tells_of = form.tells_of();
        }
        let doubt = command.date(&sender.clock, device_at);
        let photos = described(&named, photos, &sender.clock)?;
        let draft = receipts::Draft {
            id: sealed.id,
            kind: command.kind(),
            sha256: sealed.sha256.to_lowercase(),
            device: sender.device.0,
            device_at,
            skew_ms: sender.clock.skew.num_milliseconds(),
            photos: named,
        };
        let saved_at = sender.clock.server_time(device_at).at;
        let tablet = Tablet { device_at: kept(device_at), saved_at, doubt, photos };
        let arrival = Arrival { content_sha256: draft.sha256.clone(), tablet: Some(tablet) };
        let work = Work::new(ctx, command, &arrival).await?;
        Ok(Self { work, arrival, draft, tells_of })
    }

    /// The visit that it tells of, which may be on its way itself.
    pub const fn tells_of(&self) -> Option<InspectionId> {
        self.tells_of
    }

    /// The photos that it names, each once, in order.
    pub fn photos(&self) -> Vec<FileId> {
        self.draft.photos.clone()
    }

    /// What its receipt will say.
    pub fn receipt(&self) -> receipts::Draft {
        self.draft.clone()
    }

    /// Carries it out inside the caller's change, which has claimed its id and those of its photos.
    pub async fn store(self, tx: &WriteTx, ctx: &Ctx) -> Result<Made> {
        let Self { work, arrival, .. } = self;
        match work {
            Work::Visit(ready) => {
                let saved = inspections::service::store(tx, ctx, *ready, &arrival).await?;
                Ok(Made::Hazards(saved.hazards))
            }
            Work::Finding(draft) => {
                let saved = hazards::service::store_new(tx, ctx, *draft, &arrival).await?;
                Ok(Made::Hazards(vec![(saved.id, saved.number)]))
            }
            Work::Step(change) => step(tx, ctx, *change, &arrival).await,
            Work::Site(row) => {
                sites::service::store(tx, ctx, *row).await?;
                Ok(Made::Hazards(Vec::new()))
            }
            Work::Programme(ready) => ready.store(tx, ctx, &arrival).await,
        }
    }
}

impl Work {
    async fn new(ctx: &Ctx, command: Command, arrival: &Arrival) -> Result<Self> {
        Ok(match command {
            Command::SaveVisit(mut visit) => {
                ctx.require(Right::RecordVisit)?;
                if let VisitedSite::Known(id) = visit.site {
                    let now = follow(ctx, id).await?;
                    visit.site = VisitedSite::Known(now);
                    let own = visit.hazards.iter_mut().filter(|hazard| hazard.site == Some(id));
                    own.for_each(|hazard| hazard.site = Some(now));
                }
                visit.validate(ctx.now)?;
                Self::Visit(Box::new(inspections::service::prepare(ctx, *visit, arrival).await?))
            }
            Command::RegisterHazard(mut finding) => {
                ctx.require(Right::RegisterHazard)?;
                finding.validate(ctx.now)?;
                if let Some(id) = finding.site {
                    finding.site = Some(follow(ctx, id).await?);
                }
                Self::Finding(Box::new(hazards::service::prepare(ctx, *finding, arrival).await?))
            }
            Command::ChangeHazard(change) => {
                change.validate()?;
                Self::Step(change)
            }
            Command::AddSite(add) => {
                ctx.require(Right::EditSite)?;
                add.validate()?;
                let reference = ctx.state.reference().await?;
                Self::Site(Box::new(sites::service::row(ctx, &reference, &add)?))
            }
            Command::Programme(form) => Self::Programme(programme::Ready::new(ctx, *form).await?),
        })
    }
}

/// What the tablet says of each photo that the command names.
fn described(named: &[FileId], photos: Vec<SentPhoto>, clock: &Clock) -> Result<BTreeMap<FileId, SentPhoto>> {
    let mut described = BTreeMap::new();
    let mut faults = Vec::new();
    for mut photo in photos.into_iter().filter(|photo| named.contains(&photo.id)) {
        let field = |part: &str| format!("photos.{}.{part}", photo.id);
        match photo.sha256.parse::<ContentHash>() {
            Ok(hash) => photo.sha256 = hash.to_string(),
            Err(_) => faults.push(FieldFault::new(field("sha256"), FieldCode::Malformed)),
        }
        if !(1..=MOST_BYTES).contains(&photo.bytes) {
            let fault = FieldFault::new(field("bytes"), FieldCode::OutOfRange);
            faults.push(fault.with("min", 1).with("max", MOST_BYTES));
        }
        faults.extend(photo.layer.check(&field("layer")));
        photo.taken_at = clock.server_time(photo.taken_at).at;
        described.insert(photo.id, photo);
    }
    let missing = named.iter().filter(|id| !described.contains_key(id));
    faults.extend(missing.map(|id| FieldFault::new(format!("photos.{id}"), FieldCode::Unknown)));
    Fault::check(faults)?;
    Ok(described)
}

/// The site that a known one is now: itself, or the one that it was merged into.
pub(crate) async fn follow(ctx: &Ctx, id: SiteId) -> Result<SiteId> {
    let mut id = id.0;
    for _ in 0..MERGES {
        let row: Option<(String, Option<uuid::Uuid>)> = site::Entity::find_by_id(id)
            .select_only()
            .columns([site::Column::AreaCode, site::Column::MergedInto])
            .into_tuple()
            .one(ctx.db().read())
            .await?;
        match row {
            Some((_, Some(into))) => id = into,
            Some((area, None)) => {
                let area: AreaCode = area.parse()?;
                // whoever knows the id of a site has had it on the tablet: it is no secret that there is one
                let inside = ctx.actor.area.contains(&area);
                return if inside { Ok(SiteId(id)) } else { Err(Error::code(Code::OutsideArea)) };
            }
            None => return Err(Fault::field("site", FieldCode::Unknown).into()),
        }
    }
    Err(Error::broken("sites that are merged in a circle"))
}

async fn step(tx: &WriteTx, ctx: &Ctx, change: Change, arrival: &Arrival) -> Result<Made> {
    let found = hazards::service::lock(tx, change.hazard).await?;
    let found = found.ok_or_else(|| Error::code(Code::NotFound))?;
    if !ctx.actor.area.contains(&found.state.area) {
        return Err(Error::code(Code::OutsideArea));
    }
    if found.has_step(tx, &change, arrival).await? {
        return Ok(Made::Hazards(Vec::new()));
    }
    let since = since(tx, &found, change.base_version).await?;
    match judge(&change, &found.state, &since, &ctx.actor) {
        Verdict::Apply => {
            hazards::service::step(tx, ctx, found, change, arrival).await?;
            Ok(Made::Hazards(Vec::new()))
        }
        Verdict::Conflict => Ok(Made::Conflict),
        Verdict::Refuse(fault) => Err(fault.into()),
    }
}

/// What has happened to a hazard since a version of it, oldest first.
async fn since(tx: &WriteTx, found: &Locked, base: Option<u32>) -> Result<Vec<EventKind>> {
    let steps = base.map_or(0, |base| found.state.version.saturating_sub(base));
    if steps == 0 {
        return Ok(Vec::new());
    }
    // registering may make several events of one version, every later step makes one of each
    let kinds: Vec<String> = hazard_event::Entity::find()
        .select_only()
        .column(hazard_event::Column::Kind)
        .filter(hazard_event::Column::HazardId.eq(found.row.id))
        .order_by_desc(hazard_event::Column::Seq)
        .limit(u64::from(steps))
        .into_tuple()
        .all(tx)
        .await?;
    kinds.iter().rev().map(|kind| Ok(kind.parse()?)).collect()
}
