//! Importing penalties, hotline orders and fire incidents.

mod fires;
mod orders;
mod penalties;

use super::{
    fields::Fields,
    keys::free,
    lists::within_reach,
    lookup::Lookup,
    places::{Places, Spot},
};
use crate::{
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, site},
    error::Result,
    import_text::{Column, RowFault, RowFaultCode, half_width},
    registers::{Head, Placed, export::Place},
    transfer::rows::insert,
};
use domain::{
    area::AreaCode,
    fault::{Fault, FieldCode},
    geo::Datum,
    ids::{HazardId, SiteId},
    money::Fen,
};
use sea_orm::{EntityTrait, ModelTrait, QueryFilter, QuerySelect};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use uuid::Uuid;

pub(crate) use fires::FIRE_COLUMNS;
pub(in crate::transfer) use fires::Fires;
pub(crate) use orders::ORDER_COLUMNS;
pub(in crate::transfer) use orders::Orders;
pub(crate) use penalties::PENALTY_COLUMNS;
pub(in crate::transfer) use penalties::Penalties;

pub(super) const fn column(field: &'static str, aliases: &'static [&'static str], required: bool) -> Column {
    Column { field, aliases, required }
}

pub(super) const SITE: Column = column("site", &["场所", "场所名称", "单位名称", "site id"], false);
pub(super) const ADDRESS: Column = column("address", &["场所地址", "单位地址", "地址"], false);
const AREA: Column =
    column("area", &["居委会", "居委", "所属居委", "居委代码", "区划代码", "area code", "committee"], false);

const HAZARD: Column = column("hazard", &["隐患编号", "关联隐患", "关联隐患编号", "hazard number"], false);

/// Rows of one round of writing.
const CHUNK: usize = 500;

/// What rows are read with.
pub(super) struct Reader {
    lookup: Lookup,
    places: Places,
    seen: Seen,
    /// The hazards that a row may name, by their numbers.
    hazards: HashMap<String, HazardId>,
}

impl Reader {
    pub(super) async fn new(ctx: &Ctx, datum: Datum, known: Vec<String>) -> Result<Self> {
        let reference = ctx.state.reference().await?;
        Ok(Self {
            lookup: Lookup::read(ctx).await?,
            places: Places::new(reference, ctx.actor.area.clone(), datum),
            seen: Seen::of(known),
            hazards: HashMap::new(),
        })
    }

    /// The same for entries that may have a hazard of the actor's area behind them.
    async fn of_register(ctx: &Ctx, datum: Datum, known: Vec<String>) -> Result<Self> {
        let mut reader = Self::new(ctx, datum, known).await?;
        let rows: Vec<(String, Uuid, String)> = hazard::Entity::find()
            .select_only()
            .columns([hazard::Column::Number, hazard::Column::Id, hazard::Column::AreaCode])
            .filter(within_reach(ctx, hazard::Column::SubdistrictCode))
            .into_tuple()
            .all(ctx.db().read())
            .await?;
        for (number, id, area) in rows {
            if ctx.actor.area.contains(&area.parse()?) {
                reader.hazards.insert(number, HazardId(id));
            }
        }
        Ok(reader)
    }

    /// The hazard behind a row, by its number; `None` when the row says none, or after noting that there is none of it.
    fn hazard(&self, fields: &mut Fields<'_>) -> Option<HazardId> {
        let number = half_width(fields.row.cell("hazard"));
        if number.is_empty() {
            return None;
        }
        let found = self.hazards.get(number.as_str()).copied();
        if found.is_none() {
            fields.fault("hazard", RowFaultCode::NotFound, "");
        }
        found
    }

    /// The site of a row, which has to name one, or its door.
    pub(super) fn site(&self, fields: &mut Fields<'_>) -> Option<Arc<site::Model>> {
        self.lookup.door(fields)
    }

    /// Site and area of a row; no area after noting why.
    fn place(&self, fields: &mut Fields<'_>, spot: Option<&Spot>) -> (Option<SiteId>, Option<Placed>) {
        let site = self.lookup.site(fields);
        let stated = !fields.row.cell("area").is_empty() || spot.is_some();
        let area: Option<AreaCode> = if stated {
            self.places.area(fields, spot)
        } else if let Some(site) = &site {
            site.area_code.parse().ok()
        } else {
            if fields.row.cell("site").is_empty() {
                fields.fault("area", RowFaultCode::Required, "310105008001");
            }
            None
        };
        (site.map(|site| SiteId(site.id)), area.and_then(|area| Placed::new(area).ok()))
    }

    /// Name and address of a site that was found, for a row as it was understood.
    pub(super) fn shown(&self, site: Option<SiteId>) -> (String, String) {
        site.map(|site| self.lookup.shown(site.0)).unwrap_or_default()
    }

    /// The same with the name of the row's area and the number of the hazard behind it.
    fn shown_place(&self, (site, hazard): (Option<SiteId>, Option<HazardId>), placed: &Placed) -> Place {
        let (site, address) = self.shown(site);
        let number = hazard.and_then(|id| self.hazards.iter().find(|(_, other)| **other == id));
        let hazard = number.map(|(number, _)| number.clone()).unwrap_or_default();
        Place { site, address, area: self.places.name(&placed.area), hazard }
    }

    /// See [`Seen::once`].
    pub(super) fn once(&mut self, fields: &mut Fields<'_>, field: &str, identity: String) {
        self.seen.once(fields, field, identity);
    }

    /// See [`Seen::absent`].
    pub(super) fn absent(&self, fields: &mut Fields<'_>, field: &str, identity: &str) -> bool {
        self.seen.absent(fields, field, identity)
    }

    /// See [`Seen::take`].
    pub(super) fn take(&mut self, fields: &Fields<'_>, identity: String) {
        self.seen.take(fields, identity);
    }
}

/// What is there already, by what makes two entries the same, with the line that says so; 0: the register.
pub(super) struct Seen(HashMap<String, u64>);

impl Seen {
    /// What the register has.
    pub(super) fn of(known: Vec<String>) -> Self {
        Self(known.into_iter().map(|identity| (identity, 0)).collect())
    }

    /// Notes an entry that is there already, and takes this one in.
    pub(super) fn once(&mut self, fields: &mut Fields<'_>, field: &str, identity: String) {
        self.absent(fields, field, &identity);
        self.take(fields, identity);
    }

    /// Notes an entry that is there already; whether there is none.
    fn absent(&self, fields: &mut Fields<'_>, field: &str, identity: &str) -> bool {
        match self.0.get(identity) {
            None => return true,
            Some(0) => fields.fault(field, RowFaultCode::Duplicate, ""),
            Some(line) => fields.fault(field, RowFaultCode::Duplicate, format!("line {line}")),
        }
        false
    }

    /// Takes an entry in: later rows that say the same are told of this one.
    fn take(&mut self, fields: &Fields<'_>, identity: String) {
        self.0.entry(identity).or_insert(fields.row.line());
    }
}

/// An amount in yuan.
fn amount(fields: &mut Fields<'_>, field: &str) -> Option<Fen> {
    let cell = fields.row.cell(field);
    if cell.is_empty() {
        return None;
    }
    let amount = cell.parse().ok();
    if amount.is_none() {
        fields.fault(field, RowFaultCode::NotANumber, "1234.50");
    }
    amount
}

/// Notes what the rules of the domain say against an entry.
pub(super) fn note(fields: &mut Fields<'_>, checked: Result<(), Fault>) {
    let mut noted: Vec<(String, RowFaultCode)> = Vec::new();
    for fault in checked.err().into_iter().flat_map(|fault| fault.fields) {
        let code = match fault.code {
            FieldCode::Required => RowFaultCode::Required,
            FieldCode::TooLong => RowFaultCode::TooLong,
            FieldCode::ControlCharacter => RowFaultCode::ControlCharacter,
            FieldCode::NotLater => RowFaultCode::Inconsistent,
            FieldCode::Duplicate => RowFaultCode::Duplicate,
            FieldCode::NotAllowed | FieldCode::Malformed => RowFaultCode::NotAllowed,
            _ => RowFaultCode::OutOfRange,
        };
        let expects = fault.args.get("than").cloned().unwrap_or_default();
        // a column is called as the field of the form is, wherever in the form it stands, or as the list that it is in
        let mut parts = fault.field.rsplit('.').map(|part| part.split('[').next().unwrap_or(part));
        let row = fields.row;
        let Some(column) = parts.find(|part| row.knows(part)).map(str::to_owned) else {
            fields.faults.add(RowFault::of_row(row.line(), code).in_column(0, fault.field.as_str()));
            continue;
        };
        // all of a list may have the same fault, but there is one cell
        if noted.iter().all(|(other, said)| *other != column || *said != code) {
            fields.fault(&column, code, expects);
            noted.push((column, code));
        }
    }
}

fn head(ctx: &Ctx, record: &impl serde::Serialize, sort_key: i64) -> Result<Head> {
    Ok(Head {
        sort_key,
        version: 1,
        save: Uuid::now_v7(),
        content: sha256(record)?,
        made: (ctx.actor.user.0, ctx.now),
        now: ctx.now,
    })
}

/// Writes what was read, each with a free place in the order near the one it wants.
async fn write<T: Send, M: ModelTrait + Sync>(
    tx: &WriteTx,
    table: &str,
    (drafts, wanted): (Vec<T>, Vec<i64>),
    build: impl Fn(T, i64) -> Result<M> + Send,
    done: &AtomicU64,
) -> Result<()> {
    let keys = free(tx, table, wanted).await?;
    let rows =
        drafts.into_iter().zip(keys).map(|(draft, key)| build(draft, key)).collect::<Result<Vec<_>>>()?;
    for chunk in rows.chunks(CHUNK) {
        insert(tx, chunk).await?;
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}
