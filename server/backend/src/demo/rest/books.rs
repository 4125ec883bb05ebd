//! The registers of the year: 489 penalties, the hotline's orders, the fires.

use super::{
    super::{
        clock::{at, at_work, later, worked},
        dice::Dice,
        words,
        year::{date, day, free},
    },
    desk::Desk,
};
use crate::{
    content::sha256,
    entities::{fire, hotline_order, penalty, site},
    error::{Error, Result},
    hazards::store::Built,
    registers::{self, Head, Placed},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::{day_start, local_date},
    hazards::{Category, Source},
    ids::{EventId, FireId, HazardId, HotlineOrderId, PenaltyId, SiteId},
    money::Fen,
    programmes::{
        Keep,
        register::{FireCause, FireIncident, HotlineOrder, OrderKind, Penalty, ReplyRules},
    },
    sites::SiteKind,
};
use std::collections::BTreeSet;

/// Penalties of the year.
const PENALTIES: usize = 489;
/// Of these, so many for a hazard that a visit had found.
const OF_HAZARDS: usize = 70;
/// Orders beside those from which a hazard came.
const ORDERS: usize = 164;

/// What is punished: category, body with the sign of its decisions, what for, fine from and to in yuan, whether it is a
/// person's doing; and how often.
const OFFENCES: [(Category, &str, &str, &str, i64, i64, bool, u32); 9] = [
    (Category::Ebike, "区消防救援支队", "沪长消罚", "电动自行车停放在楼道内", 50, 500, true, 150),
    (Category::Ebike, "区消防救援支队", "沪长消罚", "在建筑物首层门厅为电动自行车充电", 100, 500, true, 90),
    (Category::Fire, "区消防救援支队", "沪长消罚", "占用、堵塞疏散通道", 1_000, 5_000, false, 70),
    (Category::Fire, "区消防救援支队", "沪长消罚", "消防设施、器材未保持完好有效", 2_000, 8_000, false, 55),
    (Category::Gas, "区城管执法局", "沪长城管罚", "未按规定安装燃气泄漏报警装置", 1_000, 3_000, false, 30),
    (
        Category::Electricity,
        "区消防救援支队",
        "沪长消罚",
        "电气线路敷设不符合消防技术标准",
        500,
        3_000,
        false,
        26,
    ),
    (
        Category::IllegalStructure,
        "区城管执法局",
        "沪长城管罚",
        "擅自搭建建筑物、构筑物",
        1_000,
        10_000,
        true,
        24,
    ),
    (
        Category::WorkSafety,
        "区应急管理局",
        "沪长应急罚",
        "未对从业人员进行安全培训",
        2_000,
        10_000,
        false,
        24,
    ),
    (Category::Falling, "区城管执法局", "沪长城管罚", "户外设施未定期检查维护", 200, 1_000, false, 20),
];

/// What people call about: kind, category, what they say, what was done.
const CALLS: [(OrderKind, Option<Category>, &str, &str); 10] = [
    (
        OrderKind::Complaint,
        Some(Category::Ebike),
        "楼道内长期停放电动自行车并充电，存在隐患。",
        "已上门劝离，车辆移至车棚，已张贴提示。",
    ),
    (
        OrderKind::Complaint,
        Some(Category::Fire),
        "消防通道被私家车堵塞，救护车无法通行。",
        "已联系物业划线并移车，后续加强巡查。",
    ),
    (
        OrderKind::Report,
        Some(Category::ChessRoom),
        "一楼棋牌室深夜营业，人多烟大，担心火灾。",
        "已联合检查，责令整改营业时间和疏散通道。",
    ),
    (
        OrderKind::Complaint,
        Some(Category::Falling),
        "高层住户阳台花盆放在外沿，有坠落危险。",
        "已上门，住户已将花盆移入室内。",
    ),
    (
        OrderKind::Request,
        Some(Category::Gas),
        "家中老人独居，希望加装燃气报警器。",
        "已列入加装名单，将电话预约上门时间。",
    ),
    (OrderKind::Request, None, "希望小区增设电动自行车充电点。", "已列入年度计划，正在选址。"),
    (
        OrderKind::Question,
        Some(Category::Gas),
        "灶具用了十年，怎样申请更换补贴？",
        "已说明补贴办法和申请材料。",
    ),
    (
        OrderKind::Report,
        Some(Category::Lpg),
        "沿街饭店在店堂内使用液化气瓶。",
        "已现场核查，督促改用管道气。",
    ),
    (OrderKind::Suggestion, None, "建议车棚安装烟感和喷淋。", "已转相关科室，部分小区今年实施。"),
    (
        OrderKind::Complaint,
        Some(Category::Electricity),
        "邻居从窗口拉线到楼下充电。",
        "已拆除飞线，签订承诺书。",
    ),
];

/// The fires: month, day, minute of the day, cause, where at the site, what happened, loss in yuan, injured; kind of site.
const FIRES: [(u32, u32, i64, FireCause, &str, &str, i64, u32, SiteKind); 9] = [
    (
        1,
        22,
        1_265,
        FireCause::OpenFlame,
        "绿地旁",
        "燃放烟花引燃枯草，居民自行扑灭。",
        200,
        0,
        SiteKind::Estate,
    ),
    (
        2,
        17,
        438,
        FireCause::Electrical,
        "厨房",
        "插线板老化短路，引燃桌面物品。",
        3_000,
        0,
        SiteKind::SmallUnit,
    ),
    (
        4,
        9,
        155,
        FireCause::Ebike,
        "车棚",
        "电动自行车充电时起火，烧毁车辆两部，物业用灭火器扑灭。",
        6_500,
        0,
        SiteKind::BikeShed,
    ),
    (5, 28, 1_090, FireCause::OpenFlame, "厨房", "油锅起火，未及时关火。", 1_500, 1, SiteKind::Household),
    (7, 14, 905, FireCause::Electrical, "外墙", "空调外机起火，消防到场扑灭。", 4_200, 0, SiteKind::Building),
    (8, 3, 1_222, FireCause::Smoking, "楼道", "未熄灭的烟头引燃堆放的纸板。", 800, 0, SiteKind::Building),
    (9, 19, 700, FireCause::Gas, "后厨", "软管脱落漏气起火，店员关阀后扑灭。", 5_000, 0, SiteKind::SmallUnit),
    (11, 11, 1_330, FireCause::Rubbish, "垃圾厢房", "垃圾厢房冒烟，物业扑灭。", 300, 0, SiteKind::Estate),
    (12, 16, 366, FireCause::Unknown, "仓库", "仓库起火，原因调查中。", 12_000, 0, SiteKind::Basement),
];

/// The rows.
pub(super) struct Books {
    pub penalties: Vec<penalty::Model>,
    pub orders: Vec<hotline_order::Model>,
    pub fires: Vec<fire::Model>,
}

/// What stands beside the record of a new entry.
fn head(
    keep: &Keep<impl serde::Serialize>,
    office: &Actor,
    now: DateTime<Utc>,
    sort_key: i64,
) -> Result<Head> {
    Ok(Head {
        sort_key,
        version: 1,
        save: keep.id.0,
        content: sha256(keep)?,
        made: (office.user.0, now),
        now,
    })
}

/// Makes the registers.
pub(super) fn make(desk: &Desk, seed: u64, sites: &[site::Model], hazards: &[Built]) -> Result<Books> {
    let dice = Dice::new(seed, "books");
    let mut maker = Maker { desk, dice, sites, hazards };
    Ok(Books { penalties: maker.penalties()?, orders: maker.orders()?, fires: maker.fires()? })
}

struct Maker<'a> {
    desk: &'a Desk,
    dice: Dice,
    sites: &'a [site::Model],
    hazards: &'a [Built],
}

impl<'a> Maker<'a> {
    fn site_of(&self, hazard: &Built) -> Option<&'a site::Model> {
        self.sites.iter().find(|site| Some(site.id) == hazard.row.site_id)
    }

    /// A site of one of these kinds.
    fn site(&mut self, fits: impl Fn(SiteKind) -> bool) -> Result<&'a site::Model> {
        let fitting: Vec<&site::Model> =
            self.sites.iter().filter(|site| site.kind.parse::<SiteKind>().is_ok_and(&fits)).collect();
        if fitting.is_empty() {
            return Err(Error::broken("no site of such a kind"));
        }
        Ok(*self.dice.pick(&fitting))
    }

    fn penalties(&mut self) -> Result<Vec<penalty::Model>> {
        let mut records: Vec<(Penalty, &'a site::Model)> = Vec::with_capacity(PENALTIES);
        let mut found: Vec<&'a Built> = self
            .hazards
            .iter()
            .filter(|hazard| hazard.row.inspection_id.is_some() && hazard.row.closed_at.is_some())
            .filter(|hazard| local_date(hazard.row.found_at) < day(11, 20))
            .collect();
        self.dice.shuffle(&mut found);
        for hazard in found {
            let Some(site) = self.site_of(hazard).filter(|site| is_business(site)) else { continue };
            let category: Category = hazard.row.category.parse()?;
            let offence = OFFENCES.iter().find(|offence| offence.0 == category && !offence.6);
            if let Some(offence) = offence.filter(|_| records.len() < OF_HAZARDS) {
                let from = local_date(hazard.row.found_at);
                let on = worked(self.desk.calendar(), later(from, self.dice.between(5, 30)));
                records.push((self.penalty(offence, site, (on, Some(HazardId(hazard.row.id)))), site));
            }
        }
        let weights: Vec<u32> = OFFENCES.iter().map(|offence| offence.7).collect();
        while records.len() < PENALTIES {
            let offence = &OFFENCES[self.dice.weighted(&weights)];
            let at_home = offence.6;
            let site = self.site(|kind| {
                if at_home {
                    matches!(kind, SiteKind::Building | SiteKind::Household | SiteKind::Estate)
                } else {
                    kind.is_business()
                }
            })?;
            let on = worked(self.desk.calendar(), later(day(1, 4), self.dice.between(0, 355)));
            records.push((self.penalty(offence, site, (on.min(day(12, 29)), None)), site));
        }
        // each body numbers its decisions by day
        records.sort_by_key(|(record, _)| (record.decided_on, record.id));
        let mut keys = BTreeSet::new();
        let mut rows = Vec::with_capacity(records.len());
        for (nth, (mut record, site)) in records.into_iter().enumerate() {
            let sign = OFFENCES.iter().find(|offence| offence.1 == record.body).map_or("", |o| o.2);
            record.number = Some(format!("{sign}〔2023〕{}号", nth + 1));
            let (office, now) = (self.desk.office(&mut self.dice), at(later(record.decided_on, 2), 560));
            record.validate(now)?;
            let keep = Keep { id: EventId(self.dice.id(now)), base_version: None, record };
            let key = free(&mut keys, registers::penalties::key(&keep.record));
            let head = head(&keep, &office, now, key)?;
            rows.push(registers::penalties::row(keep.record, Placed::new(site.area_code.parse()?)?, head));
        }
        Ok(rows)
    }

    fn penalty(
        &mut self,
        offence: &(Category, &str, &str, &str, i64, i64, bool, u32),
        site: &site::Model,
        (on, hazard): (NaiveDate, Option<HazardId>),
    ) -> Penalty {
        let (category, body, _, reason, low, high, person, _) = *offence;
        let title = if self.dice.chance(60) { "先生" } else { "女士" };
        let party =
            if person { format!("{}{title}", self.dice.pick(&words::SURNAMES)) } else { site.name.clone() };
        // a warning brings no fine
        let fine = (!self.dice.chance(12)).then(|| Fen(self.dice.between(low / 50, high / 50) * 5_000));
        Penalty {
            id: PenaltyId(self.dice.id(day_start(on))),
            number: None,
            decided_on: on,
            body: body.into(),
            category,
            party,
            reason: reason.into(),
            fine,
            // whoever is punished as a person is known by no site but a home
            site: (!person || site.kind == SiteKind::Household.as_str()).then_some(SiteId(site.id)),
            hazard,
            area: site.area_code.parse().ok(),
        }
    }

    fn orders(&mut self) -> Result<Vec<hotline_order::Model>> {
        let rules = ReplyRules { rules: Vec::new(), calendar: self.desk.calendar().clone() };
        let mut records: Vec<(HotlineOrder, &'a site::Model)> = Vec::new();
        let hazards: &'a [Built] = self.hazards;
        for hazard in hazards.iter().filter(|hazard| hazard.row.source == Source::Hotline.as_str()) {
            let Some(site) = self.site_of(hazard) else { continue };
            let received = hazard.row.found_at;
            let mut order = self.order((OrderKind::Complaint, None, "", ""), site, received);
            order.category = Some(hazard.row.category.parse()?);
            order.text = format!("来电反映：{}", hazard.row.description);
            order.hazard = Some(HazardId(hazard.row.id));
            self.reply(&mut order, &rules, "已派单处理，整改情况已回复来电人。");
            records.push((order, site));
        }
        for _ in 0..ORDERS {
            let call = *self.dice.pick(&CALLS);
            let site = self.site(|kind| {
                matches!(
                    kind,
                    SiteKind::Estate | SiteKind::Building | SiteKind::Household | SiteKind::BikeShed
                )
            })?;
            let on = later(day(1, 2), self.dice.between(0, 360));
            let received =
                at(on, self.dice.between(480, 1_260)) + TimeDelta::seconds(self.dice.between(0, 59));
            let mut order = self.order(call, site, received);
            self.reply(&mut order, &rules, call.3);
            records.push((order, site));
        }
        records.sort_by_key(|(order, _)| (order.received_at, order.id));
        let mut keys = BTreeSet::new();
        let mut rows = Vec::with_capacity(records.len());
        for (nth, (mut record, site)) in records.into_iter().enumerate() {
            record.number = format!("CN{}{:04}", local_date(record.received_at).format("%Y%m%d"), nth + 1);
            let office = self.desk.office(&mut self.dice);
            let now = record.replied_at.unwrap_or(record.received_at) + TimeDelta::minutes(20);
            record.validate(now)?;
            let keep = Keep { id: EventId(self.dice.id(now)), base_version: None, record };
            let key = free(&mut keys, registers::orders::key(&keep.record));
            let (due, head) = (keep.record.due(&rules), head(&keep, &office, now, key)?);
            let placed = Placed::new(site.area_code.parse()?)?;
            rows.push(registers::orders::row(keep.record, due, placed, head));
        }
        Ok(rows)
    }

    fn order(
        &mut self,
        (kind, category, text, _): (OrderKind, Option<Category>, &str, &str),
        site: &site::Model,
        received_at: DateTime<Utc>,
    ) -> HotlineOrder {
        let title = if self.dice.chance(50) { "先生" } else { "女士" };
        HotlineOrder {
            id: HotlineOrderId(self.dice.id(received_at)),
            number: String::new(),
            kind,
            urgent: self.dice.chance(6),
            category,
            received_at,
            reply_due: None,
            replied_at: None,
            reply: None,
            text: text.to_owned(),
            caller_name: Some(format!("{}{title}", self.dice.pick(&words::SURNAMES))),
            // plainly made up, as all numbers of the demo
            caller_phone: Some(format!("1380000{:04}", self.dice.between(0, 9_999))),
            site: Some(SiteId(site.id)),
            hazard: None,
            area: site.area_code.parse().ok(),
        }
    }

    /// Mostly in time; a few late, and what came at the very end of the year waits.
    fn reply(&mut self, order: &mut HotlineOrder, rules: &ReplyRules, reply: &str) {
        let due = order.due(rules);
        let received = local_date(order.received_at);
        let on = if self.dice.chance(5) {
            worked(self.desk.calendar(), later(due, self.dice.between(1, 3)))
        } else {
            let room = (due - received).num_days();
            later(received, self.dice.between(room.min(1), room))
        };
        let soon = order.received_at + TimeDelta::minutes(self.dice.between(30, 120));
        let replied = at_work(&mut self.dice, on).max(soon);
        if local_date(replied) <= day(12, 29) {
            order.replied_at = Some(replied);
            order.reply = Some(reply.to_owned());
        }
    }

    fn fires(&mut self) -> Result<Vec<fire::Model>> {
        let mut keys = BTreeSet::new();
        let mut rows = Vec::with_capacity(FIRES.len());
        for (month, on, minute, cause, place, text, loss, injured, kind) in FIRES {
            let site = self.site(|known| known == kind)?;
            let broke_out = at(date(2023, month, on), minute);
            let record = FireIncident {
                id: FireId(self.dice.id(broke_out)),
                at: broke_out,
                // of a home nothing stands behind the door, or nobody could mask it
                place: if kind == SiteKind::Household {
                    site.address.clone()
                } else {
                    format!("{}{place}", site.address)
                },
                site: Some(SiteId(site.id)),
                position: None,
                area: site.area_code.parse().ok(),
                cause,
                text: Some(text.into()),
                loss: Some(Fen(loss * 100)),
                injured,
                dead: 0,
                hazard: None,
            };
            let (office, now) = (self.desk.office(&mut self.dice), broke_out + TimeDelta::hours(6));
            record.validate(now)?;
            let keep = Keep { id: EventId(self.dice.id(now)), base_version: None, record };
            let key = free(&mut keys, registers::fires::key(&keep.record));
            let head = head(&keep, &office, now, key)?;
            rows.push(registers::fires::row(keep.record, Placed::new(site.area_code.parse()?)?, head)?);
        }
        Ok(rows)
    }
}

fn is_business(site: &site::Model) -> bool {
    site.kind.parse::<SiteKind>().is_ok_and(SiteKind::is_business)
}
