//! The facts of a paper, from the records that it is made from. What a page masks stands here in full: a paper is handed to the very
//! person it names.

use super::{
    checked::checked,
    photos::{Found, of_hazards},
    reviewed::reviewed,
};
use crate::{
    ctx::Ctx,
    entities::{hazard, hazard_event, inspection, paper, site, user_account},
    error::{Error, Result},
    listing::Sql,
    programmes::{devices, door, stoves},
    transfer::import::words::{APPLIANCES, DEVICE_KINDS},
};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::{SHANGHAI, local_date},
    fault::{Code, Fault, FieldCode},
    hazards::{EventKind, Status},
    ids::{ChecklistVersionId, DetectorId, HazardId, SiteId, StoveId},
    papers::{Addressee, Item, MadeFrom, PaperData, PaperKind, PaperOf, Placeholder, chinese_day, sheets},
    programmes::campaign::Slot,
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What a paper is made from.
pub(super) struct Gathered {
    /// Its facts, without number, day, signature and code.
    pub data: PaperData,
    /// Where it belongs: at a committee, or at the subdistrict when it is of several.
    pub area: AreaCode,
    /// Its site.
    pub site: Option<Uuid>,
    /// Its hazards, in order.
    pub hazards: Vec<HazardId>,
    /// Their photos.
    pub photos: Vec<Found>,
}

impl Gathered {
    fn new(area: AreaCode, site: Option<Uuid>) -> Self {
        Self { data: PaperData::default(), area, site, hazards: Vec::new(), photos: Vec::new() }
    }

    fn say(&mut self, placeholder: Placeholder, value: impl Into<String>) -> &mut Self {
        let value: String = value.into();
        // what is empty is left blank, to be written by hand
        if !value.trim().is_empty() {
            self.data.values.insert(placeholder, value);
        }
        self
    }

    fn say_site(&mut self, row: &site::Model) -> &mut Self {
        self.say(Placeholder::Site, row.name.as_str()).say(Placeholder::Address, row.address.as_str())
    }
}

/// Reads the records. One outside the person's area is a fault of the field that names it.
pub(super) async fn gather(ctx: &Ctx, of: &PaperOf) -> Result<Gathered> {
    of.validate()?;
    match (of.kind.made_from(), of.about) {
        (MadeFrom::Hazards(_), _) => hazards(ctx, of.kind, &of.hazards).await,
        (_, None) => Err(Fault::field("about", FieldCode::Required).into()),
        (MadeFrom::Visit, Some(id)) => visit(ctx, id).await,
        (MadeFrom::Site, Some(id)) => slip(ctx, SiteId(id)).await,
        (MadeFrom::Gear, Some(id)) => gear(ctx, id).await,
        (MadeFrom::Paper, Some(id)) => delivery(ctx, id).await,
    }
}

fn unknown() -> Error {
    Fault::field("about", FieldCode::Unknown).into()
}

/// A code inside the person's area.
fn own(ctx: &Ctx, area: &str) -> Result<Option<AreaCode>> {
    let area: AreaCode = area.parse()?;
    Ok(ctx.actor.area.contains(&area).then_some(area))
}

async fn site_of(ctx: &Ctx, id: Option<Uuid>) -> Result<Option<site::Model>> {
    match id {
        Some(id) => Ok(site::Entity::find_by_id(id).one(ctx.db().read()).await?),
        None => Ok(None),
    }
}

fn item(row: &hazard::Model) -> Result<Item> {
    let status: Status = row.status.parse()?;
    let found = match status {
        Status::Closed => "已完成整改",
        Status::Rectified => "已报整改，待复查",
        Status::Transferred => "已移交有关部门",
        Status::Assigned if row.returned_count > 0 => "未完成整改，应当继续整改",
        Status::Assigned | Status::Registered | Status::Void => "未完成整改",
    };
    let text = match row.location.trim() {
        "" => row.description.clone(),
        location => format!("{location}：{}", row.description),
    };
    Ok(Item {
        number: row.number.clone(),
        text,
        clause: row.clause.clone(),
        due: row.effective_due,
        found: found.to_owned(),
    })
}

/// To whom a hazard is made known.
pub(crate) fn addressee(row: &hazard::Model) -> Result<Addressee> {
    Ok(Addressee {
        subdistrict: row.subdistrict_code.parse()?,
        site: row.site_id.map(SiteId),
        party: row.party_name.clone(),
    })
}

async fn hazards(ctx: &Ctx, kind: PaperKind, wanted: &[HazardId]) -> Result<Gathered> {
    let found = hazard::Entity::find()
        .filter(hazard::Column::Id.is_in(wanted.iter().map(|id| id.0)))
        .all(ctx.db().read())
        .await?;
    let mut by_id: HashMap<Uuid, hazard::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let mut rows = Vec::with_capacity(wanted.len());
    for id in wanted {
        let row = by_id.remove(&id.0).ok_or_else(|| Fault::field("hazards", FieldCode::Unknown))?;
        if own(ctx, &row.area_code)?.is_none() {
            return Err(Fault::field("hazards", FieldCode::Unknown).into());
        }
        rows.push(row);
    }
    let first = rows.first().ok_or_else(|| Fault::field("hazards", FieldCode::Required))?;
    let addressed = rows.iter().map(|row| Ok((row.id, addressee(row)?))).collect::<Result<Vec<_>>>()?;
    if sheets(addressed).len() > 1 {
        return Err(Fault::field("hazards", FieldCode::NotOneParty).into());
    }
    for row in &rows {
        allowed(kind, row)?;
    }
    let one_committee = rows.iter().all(|row| row.committee_code == first.committee_code);
    let area = if one_committee { &first.committee_code } else { &first.subdistrict_code };
    let mut gathered = Gathered::new(area.parse()?, first.site_id);
    gathered.hazards = wanted.to_vec();
    gathered.data.items = rows.iter().map(item).collect::<Result<_>>()?;
    if kind == PaperKind::Review {
        let reviews = reviewed(ctx, &rows).await?;
        for (item, row) in gathered.data.items.iter_mut().zip(&rows) {
            if let Some(review) = reviews.get(&row.id) {
                item.found = format!("{}。{review}", item.found);
            }
        }
    }
    if Placeholder::Photos.is_for(kind) {
        gathered.photos = of_hazards(ctx, &rows).await?;
    }
    let site = site_of(ctx, first.site_id).await?;
    if let Some(row) = &site {
        gathered.say_site(row);
    } else {
        gathered.say(Placeholder::Address, first.location.as_str());
    }
    let name = first.party_name.clone().or_else(|| site.map(|row| row.name)).unwrap_or_default();
    gathered.say(Placeholder::Party, name).say(Placeholder::Count, rows.len().to_string());
    if let Some(due) = rows.iter().map(|row| row.effective_due).max() {
        gathered.say(Placeholder::Due, chinese_day(due));
    }
    gathered
        .say(Placeholder::HazardNumber, first.number.as_str())
        .say(Placeholder::Hazard, item(first)?.text)
        .say(Placeholder::OriginalDue, chinese_day(first.original_due))
        .say(Placeholder::Body, first.transferred_to.clone().unwrap_or_default());
    if kind == PaperKind::Extension {
        extension(ctx, first, &mut gathered).await?;
    }
    Ok(gathered)
}

/// Whether the state of a hazard goes with a paper of that kind.
fn allowed(kind: PaperKind, row: &hazard::Model) -> Result<()> {
    let status: Status = row.status.parse()?;
    let fits = match kind {
        PaperKind::Notice => status.is_open(),
        PaperKind::Review => status != Status::Void,
        PaperKind::Transfer => row.transferred_to.is_some(),
        _ => true,
    };
    if fits { Ok(()) } else { Err(Fault::field("hazards", FieldCode::NotAllowed).into()) }
}

async fn extension(ctx: &Ctx, row: &hazard::Model, gathered: &mut Gathered) -> Result<()> {
    if row.extension_until.is_none() && row.effective_due == row.original_due {
        return Err(Error::code(Code::NoExtensionPending));
    }
    let kinds = [EventKind::ExtensionAsked, EventKind::ExtensionGranted];
    let events = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(row.id))
        .filter(hazard_event::Column::Kind.is_in(kinds.map(EventKind::as_str)))
        .order_by_desc(hazard_event::Column::Seq)
        .all(ctx.db().read())
        .await?;
    let last = |of: &[hazard_event::Model], kind: EventKind| of.iter().position(|e| e.kind == kind.as_str());
    // the request that waits, else the last that was granted: one that was refused since has changed nothing
    let granted = match row.extension_until {
        Some(_) => None,
        None => last(&events, EventKind::ExtensionGranted),
    };
    let until_then = &events[granted.unwrap_or(0)..];
    let asked = last(until_then, EventKind::ExtensionAsked).and_then(|at| until_then[at].note.clone());
    gathered
        .say(Placeholder::Reason, row.extension_reason.clone().or(asked).unwrap_or_default())
        .say(Placeholder::NewDue, chinese_day(row.extension_until.unwrap_or(row.effective_due)));
    if row.extension_until.is_none() {
        gathered.say(Placeholder::Decision, decision(row, granted.map(|at| &events[at])));
    }
    Ok(())
}

/// What was decided: until when, the how manyth extension it is, what was said with it, by whom and when.
fn decision(row: &hazard::Model, granted: Option<&hazard_event::Model>) -> String {
    let until = chinese_day(row.effective_due);
    let note = granted.and_then(|event| event.note.as_deref()).map(|note| note.trim().trim_end_matches('。'));
    let note = note.filter(|note| !note.is_empty()).map(|note| format!("{note}。")).unwrap_or_default();
    let by = granted.map(|event| {
        let day = chinese_day(local_date(event.server_at));
        format!("审批人：{}，{day}。", event.actor_name)
    });
    format!("同意延期至{until}（第{}次延期）。{note}{}", row.extension_count, by.unwrap_or_default())
}

async fn visit(ctx: &Ctx, id: Uuid) -> Result<Gathered> {
    let reference = ctx.state.reference().await?;
    let db = ctx.db().read();
    let row = inspection::Entity::find_by_id(id).one(db).await?.ok_or_else(unknown)?;
    let area = own(ctx, &row.area_code)?.ok_or_else(unknown)?;
    let found = hazard::Entity::find()
        .filter(hazard::Column::InspectionId.eq(id))
        .order_by_asc(hazard::Column::Seq)
        .all(db)
        .await?;
    let mut gathered = Gathered::new(area, Some(row.site_id));
    gathered.hazards = found.iter().map(|row| HazardId(row.id)).collect();
    gathered.data.items = found.iter().map(item).collect::<Result<_>>()?;
    gathered.photos = of_hazards(ctx, &found).await?;
    if let Some(site) = site_of(ctx, Some(row.site_id)).await? {
        gathered.say_site(&site).say(Placeholder::Party, site.name.as_str());
    }
    let inspector = user_account::Entity::find_by_id(row.inspector_id).one(db).await?;
    let list =
        row.checklist_version_id.and_then(|version| reference.checklists.get(&ChecklistVersionId(version)));
    if let Some(list) = list {
        gathered.data.checked = checked(&list.checklist, &serde_json::from_value(row.answers.clone())?);
    }
    let checklist = list.map(|list| format!("依据《{}》进行检查。", list.title));
    let outcome = [checklist, row.note.clone()].into_iter().flatten().collect::<String>();
    gathered
        .say(Placeholder::VisitedOn, chinese_day(local_date(row.started_at)))
        .say(Placeholder::Inspector, inspector.map(|person| person.name).unwrap_or_default())
        .say(Placeholder::CheckCode, row.check_code.clone().unwrap_or_default())
        .say(Placeholder::Outcome, outcome)
        .say(Placeholder::Count, found.len().to_string());
    Ok(gathered)
}

/// Everybody who passes reads a slip: it names neither who lives there nor what in particular the visit was about.
async fn slip(ctx: &Ctx, id: SiteId) -> Result<Gathered> {
    let slip = door::slip(ctx, id).await?;
    let mut gathered = Gathered::new(slip.site.area.code.clone(), Some(id.0));
    let home = slip.site.kind == SiteKind::Household;
    gathered
        .say(Placeholder::Site, if home { "住户" } else { slip.site.name.as_str() })
        .say(Placeholder::Address, slip.site.address.as_str())
        .say(Placeholder::Next, slot(slip.next));
    let times: Vec<String> = slip
        .tried
        .iter()
        .map(|tried| {
            let at = tried.at.with_timezone(&SHANGHAI);
            format!("{}{}", chinese_day(at.date_naive()), at.format("%H:%M"))
        })
        .collect();
    gathered.say(Placeholder::Tried, times.join("、"));
    Ok(gathered)
}

fn slot(slot: Slot) -> &'static str {
    match slot {
        Slot::WeekdayMorning => "工作日上午",
        Slot::WeekdayNoon => "工作日中午或下午",
        Slot::WeekdayEvening => "工作日晚上",
        Slot::WeekendMorning => "休息日上午",
        Slot::WeekendNoon => "休息日中午或下午",
        Slot::WeekendEvening => "休息日晚上",
    }
}

/// The word that tables use for a value.
fn word<T: PartialEq>(words: &[(&[&'static str], T)], value: &T) -> &'static str {
    words.iter().find(|(_, of)| of == value).and_then(|(words, _)| words.first()).copied().unwrap_or_default()
}

async fn gear(ctx: &Ctx, id: Uuid) -> Result<Gathered> {
    let mut values: BTreeMap<Placeholder, String> = BTreeMap::new();
    let mut say = |placeholder, value: Option<String>| {
        values.extend(value.filter(|text| !text.trim().is_empty()).map(|text| (placeholder, text)));
    };
    let named = |what: &str, maker: Option<&str>, model: Option<&str>| {
        [Some(what), maker, model].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let missing = |error: &Error| error.as_fault().is_some_and(|fault| fault.code == Code::NotFound);
    let site = match stoves::query::detail(ctx, StoveId(id)).await {
        Ok(stove) => {
            let what = word(APPLIANCES, &stove.state.survey.appliance);
            let new = stove.state.replacement.as_ref();
            let gear = new.map(|it| named(what, it.maker.as_deref(), Some(it.model.as_str())));
            say(Placeholder::Gear, Some(gear.unwrap_or_else(|| what.to_owned())));
            say(Placeholder::Serial, new.map(|it| it.serial.clone()));
            say(Placeholder::Installer, new.map(|it| it.installer.clone()));
            say(Placeholder::InstalledOn, stove.state.replaced_at.map(|at| chinese_day(local_date(at))));
            stove.state.site
        }
        Err(error) if missing(&error) => {
            let device = devices::query::detail(ctx, DetectorId(id)).await;
            let device = device.map_err(|error| if missing(&error) { unknown() } else { error })?;
            let what = word(DEVICE_KINDS, &device.state.kind);
            let new = device.state.installation.as_ref();
            let gear = new.map(|it| named(what, it.maker.as_deref(), it.model.as_deref()));
            say(Placeholder::Gear, Some(gear.unwrap_or_else(|| what.to_owned())));
            say(Placeholder::Serial, new.map(|it| it.serial.to_string()));
            say(Placeholder::Installer, new.map(|it| it.installer.clone()));
            say(Placeholder::InstalledOn, device.state.installed_at.map(|at| chinese_day(local_date(at))));
            device.state.site
        }
        Err(error) => return Err(error),
    };
    let row = site_of(ctx, Some(site.0)).await?.ok_or_else(unknown)?;
    let area = own(ctx, &row.area_code)?.ok_or_else(unknown)?;
    let mut gathered = Gathered::new(area, Some(row.id));
    gathered.data.values = values;
    gathered.say_site(&row).say(Placeholder::Party, row.name.as_str());
    Ok(gathered)
}

async fn delivery(ctx: &Ctx, id: Uuid) -> Result<Gathered> {
    let row = paper::Entity::find_by_id(id).one(ctx.db().read()).await?.ok_or_else(unknown)?;
    let area = own(ctx, &row.area_code)?.ok_or_else(unknown)?;
    let mut gathered = Gathered::new(area, row.site_id);
    gathered.say(Placeholder::Served, format!("《{}》（{}）", row.title, row.number));
    if let Some(site) = site_of(ctx, row.site_id).await? {
        gathered.say_site(&site).say(Placeholder::Party, site.name.as_str());
    }
    // whom the paper that is handed over names
    let mut sql = Sql::new(
        "SELECT h.party_name FROM paper_hazard p JOIN hazard h ON h.id = p.hazard_id WHERE p.place = 1 AND ",
    );
    sql.bind("p.paper_id = ?", [id.into()]);
    if let Some(found) = sql.one(ctx.db().read()).await? {
        let party: Option<String> = found.try_get_by_index(0)?;
        gathered.say(Placeholder::Party, party.unwrap_or_default());
    }
    Ok(gathered)
}

/// The subdistrict of an area at or below it.
pub(super) fn subdistrict(area: &AreaCode) -> Result<AreaCode> {
    area.at(AreaLevel::Subdistrict).ok_or_else(|| Error::broken("a paper above a subdistrict"))
}
