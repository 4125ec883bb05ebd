//! Importing users of gas.

use super::{CHUNK, NOTE, text};
use crate::{
    changes,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{cylinder, gas_save, gas_survey, gas_user},
    error::Result,
    import_text::{Column, Row, RowFaultCode, RowFaults},
    programmes::{
        export::yes_or_no,
        gas::{
            self,
            service::{Save, blank, take},
        },
    },
    registers::export::minute,
    transfer::{
        import::{
            fields::Fields,
            keys::free,
            lists::{List, within_reach},
            registers::{ADDRESS, Reader, SITE, column, note},
            words::{self, word_of},
        },
        rows::insert,
    },
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    geo::Datum,
    ids::{EventId, GasUserId, SiteId},
    import::ImportKind,
    programmes::{
        device::Serial,
        gas::{Cylinder, Moved, SaveGasUnit, SaveLpgUser, UnitNumbers},
    },
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

const GAS_COLUMNS: &[Column] = &[
    SITE,
    ADDRESS,
    column("trade", &["行业", "业态"], false),
    column("floor_area", &["面积", "建筑面积", "面积㎡"], false),
    column("seats", &["座位数", "餐位数"], false),
    column("beds", &["床位数"], false),
    column("fuel", &["燃料", "气源"], false),
    column("alarm", &["装有报警器", "报警器"], false),
    column("cut_off", &["联动切断", "切断阀"], false),
    column("surveyed_at", &["排摸时间", "排摸日期", "检查日期", "surveyed"], true),
    column("supplier", &["供应站", "供应单位"], false),
    column("cylinders", &["气瓶编号", "钢瓶编号"], false),
    column("kilograms", &["气瓶规格", "规格（公斤）", "规格(公斤)"], false),
    column("tested_on", &["上次检验", "检验日期"], false),
    column("moved_to", &["改用去向", "改造方式"], false),
    column("moved", &["改用日期", "改造日期"], false),
    NOTE,
];

/// What a cylinder holds when the table does not say, in kilograms.
const USUAL_CYLINDER: i64 = 15;

/// What tells one cylinder from another: it stands at one place.
fn bottle(number: &str) -> String {
    format!("cylinder {number}")
}

/// A row of the register, as the saves that make its entry.
pub(in crate::transfer) struct Entry {
    saves: Vec<Save>,
    area: AreaCode,
    /// A user of cylinders has no such time; its row does.
    surveyed_at: Option<DateTime<Utc>>,
}

/// What says that a row is about a user of cylinders: some that are there, or the move away from them.
const OF_LPG: [&str; 3] = ["cylinders", "moved_to", "moved"];

/// The register of users of gas: a row with a trade is a small unit, one with cylinders, or that has moved off them, a user of
/// cylinders, one with both is both. A site that has an entry is a fault, and a cylinder that somebody has.
pub(in crate::transfer) struct GasUsers {
    reader: Reader,
}

impl List for GasUsers {
    type Draft = Entry;
    const KIND: ImportKind = ImportKind::GasUsers;
    const COLUMNS: &'static [Column] = GAS_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let users = gas_user::Entity::find()
                .filter(within_reach(ctx, gas_user::Column::SubdistrictCode))
                .all(ctx.db().read())
                .await?;
            // wherever it stands: it can stand in one place only
            let there: Vec<String> = cylinder::Entity::find()
                .select_only()
                .column(cylinder::Column::Number)
                .filter(cylinder::Column::ReturnedOn.is_null())
                .into_tuple()
                .all(ctx.db().read())
                .await?;
            let bottles = there.iter().map(|number| bottle(number));
            let known = users.iter().map(|row| row.site_id.to_string()).chain(bottles).collect();
            Ok(Self { reader: Reader::new(ctx, datum, known).await? })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let surveyed_at = fields.faults.keep(row.need("surveyed_at", row.moment("surveyed_at")));
        let site = self.reader.site(&mut fields);
        let entry = GasUserId(Uuid::now_v7());
        let place = site.as_ref().map_or(Uuid::nil(), |site| site.id);
        let unit = unit(ctx, &mut fields, (entry, place), surveyed_at);
        let lpg = lpg(ctx, &mut fields, (entry, place));
        if row.cell("trade").is_empty() && OF_LPG.iter().all(|field| row.cell(field).is_empty()) {
            fields.fault("trade", RowFaultCode::Required, "");
        }
        let site = site?;
        self.reader.once(&mut fields, "site", site.id.to_string());
        if let Some(Save::Lpg(user)) = &lpg {
            // twice in one row is the command's own fault
            let numbers: BTreeSet<&str> = user.cylinders.iter().map(|it| it.number.as_str()).collect();
            for number in numbers {
                self.reader.once(&mut fields, "cylinders", bottle(number));
            }
        }
        let saves: Vec<Save> = unit.into_iter().chain(lpg).collect();
        Some(Entry { saves, area: site.area_code.parse().ok()?, surveyed_at })
    }

    fn cells(&self, entry: &Self::Draft) -> Vec<String> {
        let (mut unit, mut lpg) = (None, None);
        for save in &entry.saves {
            match save {
                Save::Unit(save) => unit = Some(&**save),
                Save::Lpg(save) => lpg = Some(&**save),
            }
        }
        let site = unit.map(|unit| unit.site).or(lpg.map(|lpg| lpg.site));
        let (name, address) = self.reader.shown(site);
        let numbers: Vec<&str> =
            lpg.iter().flat_map(|lpg| &lpg.cylinders).map(|it| it.number.as_str()).collect();
        let bottle = lpg.and_then(|lpg| lpg.cylinders.first());
        vec![
            name,
            address,
            text(unit.map(|unit| word_of(words::TRADES, &unit.trade))),
            text(unit.and_then(|unit| unit.numbers.floor_area)),
            text(unit.and_then(|unit| unit.numbers.seats)),
            text(unit.and_then(|unit| unit.numbers.beds)),
            text(unit.map(|unit| word_of(words::FUELS, &unit.fuel))),
            yes_or_no(unit.and_then(|unit| unit.alarm)),
            yes_or_no(unit.and_then(|unit| unit.cut_off)),
            text(entry.surveyed_at.map(minute)),
            text(lpg.and_then(|lpg| lpg.supplier.as_ref())),
            numbers.join("、"),
            text(bottle.map(|it| it.kilograms)),
            text(bottle.and_then(|it| it.tested_on)),
            text(lpg.and_then(|lpg| lpg.moved).map(|moved| word_of(words::MOVES, &moved.to))),
            text(lpg.and_then(|lpg| lpg.moved).map(|moved| moved.on)),
            text(unit.and_then(|unit| unit.note.as_ref())),
        ]
    }

    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let mut entries = Entries::default();
            for entry in drafts {
                entries.add(ctx, entry.saves, &entry.area)?;
            }
            entries.write(tx, done).await
        })
    }
}

/// A row as a small unit, when it names a trade.
fn unit(
    ctx: &Ctx,
    fields: &mut Fields<'_>,
    (unit, site): (GasUserId, Uuid),
    surveyed_at: Option<DateTime<Utc>>,
) -> Option<Save> {
    let row = fields.row;
    if row.cell("trade").is_empty() {
        return None;
    }
    let trade = fields.required_choice("trade", words::TRADES);
    let fuel = fields.required_choice("fuel", words::FUELS);
    let mut number = |field: &str| {
        let number = fields.faults.keep(row.integer(field, 0..=1_000_000)).flatten();
        number.and_then(|number| u32::try_from(number).ok())
    };
    let numbers =
        UnitNumbers { floor_area: number("floor_area"), seats: number("seats"), beds: number("beds") };
    let alarm = fields.faults.keep(row.flag("alarm")).flatten();
    let cut_off = fields.faults.keep(row.flag("cut_off")).flatten();
    let remark = fields.paragraph("note");
    let save = SaveGasUnit {
        id: EventId(Uuid::now_v7()),
        unit,
        site: SiteId(site),
        visit: None,
        base_version: None,
        trade: trade?,
        numbers,
        fuel: fuel?,
        alarm,
        cut_off,
        surveyed_at: surveyed_at?,
        note: remark,
        photos: Vec::new(),
    };
    note(fields, save.validate(ctx.now));
    Some(Save::Unit(Box::new(save)))
}

/// A row as a user of cylinders, when it names any.
fn lpg(ctx: &Ctx, fields: &mut Fields<'_>, (user, site): (GasUserId, Uuid)) -> Option<Save> {
    let row = fields.row;
    if OF_LPG.iter().all(|field| row.cell(field).is_empty()) {
        return None;
    }
    let moved = moved(fields);
    let kilograms = fields.faults.keep(row.integer("kilograms", 1..=500)).flatten().unwrap_or(USUAL_CYLINDER);
    let kilograms = u16::try_from(kilograms).unwrap_or_default();
    let tested_on = fields.faults.keep(row.date("tested_on")).flatten();
    let supplier = fields.line("supplier");
    let mut cylinders = Vec::new();
    for number in
        row.cell("cylinders").split(['、', ',', '，', ';', '；', '/', ' ']).filter(|n| !n.is_empty())
    {
        match Serial::read(number) {
            Ok(number) => cylinders.push(Cylinder {
                number,
                kilograms,
                made_on: None,
                tested_on,
                returned_on: None,
                proof: Vec::new(),
            }),
            Err(_) => fields.fault("cylinders", RowFaultCode::NotAllowed, "QP123456、QP123457"),
        }
    }
    let save = SaveLpgUser {
        id: EventId(Uuid::now_v7()),
        user,
        site: SiteId(site),
        visit: None,
        base_version: None,
        supplier,
        cylinders,
        moved,
        note: None,
    };
    note(fields, save.validate(ctx.now));
    Some(Save::Lpg(Box::new(save)))
}

/// What a user has moved to, and when: both or neither.
fn moved(fields: &mut Fields<'_>) -> Option<Moved> {
    let row = fields.row;
    let to = fields.choice("moved_to", words::MOVES);
    let on = fields.faults.keep(row.date("moved")).flatten();
    match (row.cell("moved_to").is_empty(), row.cell("moved").is_empty()) {
        (true, false) => fields.fault("moved_to", RowFaultCode::Required, ""),
        (false, true) => fields.fault("moved", RowFaultCode::Required, ""),
        _ => {}
    }
    to.zip(on).map(|(to, on)| Moved { to, on })
}

/// The rows of new entries.
#[derive(Default)]
struct Entries {
    users: Vec<gas_user::Model>,
    cylinders: Vec<cylinder::Model>,
    surveys: Vec<gas_survey::Model>,
    saves: Vec<gas_save::Model>,
}

impl Entries {
    /// Carries the saves of one entry out.
    fn add(&mut self, ctx: &Ctx, saves: Vec<Save>, area: &AreaCode) -> Result<()> {
        let mut entry: Option<gas_user::Model> = None;
        for save in saves {
            let mut row = match entry.take() {
                Some(row) => row,
                None => blank(&save, area, ctx.now)?,
            };
            let content = match &save {
                Save::Unit(unit) => {
                    self.surveys.push(gas_survey::Model {
                        gas_user_id: row.id,
                        at: unit.surveyed_at,
                        inspection_id: None,
                    });
                    sha256(&**unit)?
                }
                Save::Lpg(user) => {
                    for it in &user.cylinders {
                        self.cylinders.push(gas::rows::cylinder(user.user, it)?);
                    }
                    sha256(&**user)?
                }
            };
            self.saves.push(take(&mut row, &save, ctx, &content)?);
            entry = Some(row);
        }
        self.users.extend(entry);
        Ok(())
    }

    async fn write(mut self, tx: &WriteTx, done: &AtomicU64) -> Result<()> {
        let keys = free(tx, "gas_user", self.users.iter().map(|row| row.sort_key).collect()).await?;
        let mut seqs = changes::draw(tx, self.users.iter().map(|row| row.subdistrict_code.as_str())).await?;
        for (row, key) in self.users.iter_mut().zip(keys) {
            row.sort_key = key;
            row.change_seq = seqs.next(&row.subdistrict_code)?;
        }
        for chunk in self.users.chunks(CHUNK) {
            insert(tx, chunk).await?;
            done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        }
        insert(tx, &self.cylinders).await?;
        insert(tx, &self.surveys).await?;
        insert(tx, &self.saves).await
    }
}
