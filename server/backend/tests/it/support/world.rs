//! A small world for the reads: the reference data of the program, people of every role, some sites, and hazards
//! that live through the real services.

#![allow(dead_code, clippy::unnecessary_wraps, reason = "every file of tests uses its own part of it")]

use backend::{
    ctx::{Ctx, Limits, State},
    db::Db,
    entities::{area, user_account},
    error::Error,
    files, hazards, inspections,
    passwords::{HashCost, Passwords},
    photos::PhotoLimits,
    reference::load,
    sites,
    storage::Storage,
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::{Actor, Role},
    calendar::{day_start, local_date},
    fault::Code,
    geo::Point,
    hazards::{
        Category, Change, FiveElements, HazardCommand, HazardState, PointSource, Position, RegisterHazard,
        ReviewItem, Severity, Source, VoidReason,
    },
    ids::{EventId, FileId, HazardId, InspectionId, SiteId, UserId},
    inspections::{Nature, SaveVisit},
    photos::PhotoKind,
    sites::{AddSite, SiteKind},
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::seed;

pub const SUBDISTRICT: &str = "310105008";
pub const COMMITTEE: &str = "310105008001";
pub const OTHER_COMMITTEE: &str = "310105008002";
/// Of the same district.
pub const FAR_SUBDISTRICT: &str = "310105009";
pub const FAR_COMMITTEE: &str = "310105009001";

/// Where the shop is.
pub const HERE: (f64, f64) = (121.389, 31.2095);

pub struct World {
    pub state: State,
    /// Of the subdistrict.
    pub office: Actor,
    pub colleague: Actor,
    pub leader: Actor,
    /// Of the first committee.
    pub inspector: Actor,
    /// Of the second committee.
    pub neighbour: Actor,
    /// Of the city.
    pub admin: Actor,
    /// The office of the other subdistrict.
    pub stranger: Actor,
    /// A restaurant in the first committee.
    pub shop: SiteId,
    /// A flat in the first committee.
    pub flat: SiteId,
    /// A building without a position in the second committee.
    pub tower: SiteId,
    /// A shop in the other subdistrict.
    pub far_shop: SiteId,
}

/// Noon in Shanghai of a day like 2023-06-15.
pub fn noon(day: &str) -> DateTime<Utc> {
    day_start(date(day)) + TimeDelta::hours(12)
}

pub fn date(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

pub fn at(lon: f64, lat: f64) -> Option<Position> {
    Some(Position { point: Point::new(lon, lat).unwrap(), accuracy_m: Some(9.0), source: PointSource::Gps })
}

/// The code of a refusal.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> Code {
    let error = answer.unwrap_err();
    error.as_fault().map_or_else(|| panic!("{error:?}"), |f| f.code)
}

/// An example of a password that is long enough.
pub const PASSWORD: &str = "correct horse 42";

pub async fn person(db: &Db, login: &str, role: Role, area: &str) -> Actor {
    let row = seed::person(login, role.as_str(), area);
    let kept = row.clone();
    db.write(move |tx| Box::pin(async move { row.into_active_model().reset_all().insert(tx).await }))
        .await
        .unwrap();
    actor(&kept)
}

pub fn actor(row: &user_account::Model) -> Actor {
    Actor {
        user: UserId(row.id),
        login: row.login.clone(),
        name: row.name.clone(),
        role: row.role.parse().unwrap(),
        area: row.area_code.parse().unwrap(),
    }
}

fn place(code: &str, parent: &str, level: &str) -> area::Model {
    area::Model {
        code: code.into(),
        parent_code: Some(parent.into()),
        level: level.into(),
        name: format!("{code}号"),
        short_name: None,
        boundary: None,
        approximate: false,
        lon: None,
        lat: None,
        created_at: noon("2020-01-01"),
        updated_at: noon("2020-01-01"),
    }
}

pub fn site(kind: SiteKind, name: &str, address: &str, area: &str, position: Option<Position>) -> AddSite {
    AddSite {
        id: SiteId(Uuid::now_v7()),
        kind,
        name: name.into(),
        address: address.into(),
        estate: None,
        building: None,
        room: None,
        area: Some(area.parse().unwrap()),
        position,
        contact_name: None,
        contact_phone: None,
    }
}

impl World {
    pub async fn new(db: &Db) -> Self {
        load::ensure(db).await.unwrap();
        db.write(move |tx| {
            Box::pin(async move {
                for row in [
                    place(FAR_SUBDISTRICT, "310105", "subdistrict"),
                    place(FAR_COMMITTEE, FAR_SUBDISTRICT, "committee"),
                ] {
                    row.into_active_model().reset_all().insert(tx).await?;
                }
                Ok::<_, sea_orm::DbErr>(())
            })
        })
        .await
        .unwrap();
        let cheap = Passwords::with_cost(HashCost { memory_kib: 64, passes: 1 });
        let state = State::new(db.clone(), Storage::in_memory(), Limits::default()).with_passwords(cheap);
        let mut world = Self {
            office: person(db, "office", Role::Office, SUBDISTRICT).await,
            colleague: person(db, "colleague", Role::Office, SUBDISTRICT).await,
            leader: person(db, "leader", Role::Leader, SUBDISTRICT).await,
            inspector: person(db, "inspector", Role::Inspector, COMMITTEE).await,
            neighbour: person(db, "neighbour", Role::Inspector, OTHER_COMMITTEE).await,
            admin: person(db, "admin", Role::Admin, "31").await,
            stranger: person(db, "stranger", Role::Office, FAR_SUBDISTRICT).await,
            shop: SiteId(Uuid::nil()),
            flat: SiteId(Uuid::nil()),
            tower: SiteId(Uuid::nil()),
            far_shop: SiteId(Uuid::nil()),
            state,
        };
        world.add_sites().await;
        world
    }

    async fn add_sites(&mut self) {
        let mut shop = site(SiteKind::SmallUnit, "老王面馆", "仙霞路700弄2号", COMMITTEE, at(HERE.0, HERE.1));
        shop.contact_name = Some("王大明".into());
        shop.contact_phone = Some("13812345678".into());
        let mut flat = site(
            SiteKind::Household,
            "欧阳小明家",
            "仙霞路700弄43号502室",
            COMMITTEE,
            at(HERE.0 + 0.001, HERE.1),
        );
        flat.room = Some("502室".into());
        let tower = site(SiteKind::Building, "天山大厦𠮷㐂", "天山路8号", OTHER_COMMITTEE, None);
        let far = site(SiteKind::SmallUnit, "远方小店", "别处路1号", FAR_COMMITTEE, at(121.42, 31.22));
        let start = noon("2023-01-01");
        for (slot, by, site) in [
            (&mut self.shop, &self.office, shop),
            (&mut self.flat, &self.office, flat),
            (&mut self.tower, &self.office, tower),
            (&mut self.far_shop, &self.stranger, far),
        ] {
            let ctx = Ctx::at(self.state.clone(), by.clone(), start);
            *slot = sites::service::add(&ctx, site).await.unwrap();
        }
    }

    pub fn ctx(&self, who: &Actor, now: DateTime<Utc>) -> Ctx {
        Ctx::at(self.state.clone(), who.clone(), now)
    }

    /// A finding at the shop that is ready to be changed by the test.
    pub fn finding(&self, found_at: DateTime<Utc>) -> RegisterHazard {
        RegisterHazard {
            id: HazardId(Uuid::now_v7()),
            source: Source::Inspection,
            category: Category::Fire,
            subcategory: None,
            severity: Severity::General,
            description: "楼道堆物堵塞疏散通道".into(),
            location: "3 号楼 2 层".into(),
            clause: None,
            standard: None,
            site: Some(self.shop),
            position: None,
            found_at,
            // not by the rules, so that no test hangs on their numbers
            due: Some(local_date(found_at) + Days::new(30)),
            on_the_spot: false,
            party_name: None,
            party_phone: None,
            photos_before: vec![],
            photos_after: vec![],
            item: None,
        }
    }

    /// Registers a finding at the time it was found.
    pub async fn register(&self, command: RegisterHazard) -> HazardId {
        let who = if command.site == Some(self.far_shop) { &self.stranger } else { &self.office };
        let ctx = self.ctx(who, command.found_at);
        hazards::service::register(&ctx, command).await.unwrap().id
    }

    /// A finding at the shop, changed by `edit`.
    pub async fn find(&self, found_at: DateTime<Utc>, edit: impl FnOnce(&mut RegisterHazard)) -> HazardId {
        let mut command = self.finding(found_at);
        edit(&mut command);
        self.register(command).await
    }

    /// One step in the life of a hazard.
    pub async fn step(
        &self,
        who: &Actor,
        now: DateTime<Utc>,
        hazard: HazardId,
        command: HazardCommand,
    ) -> HazardState {
        let change = Change {
            id: EventId(Uuid::now_v7()),
            hazard,
            base_version: None,
            device_at: None,
            position: None,
            command,
        };
        hazards::service::change(&self.ctx(who, now), change).await.unwrap()
    }

    pub async fn assign(&self, now: DateTime<Utc>, hazard: HazardId) {
        let assignee = self.inspector.user;
        self.step(&self.office, now, hazard, HazardCommand::Assign { assignee, note: None }).await;
    }

    pub async fn rectify(&self, now: DateTime<Utc>, hazard: HazardId) {
        let command = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
        self.step(&self.inspector, now, hazard, command).await;
    }

    pub async fn review(
        &self,
        who: &Actor,
        now: DateTime<Utc>,
        hazard: HazardId,
        passed: bool,
    ) -> HazardState {
        let items = vec![ReviewItem { item: "eliminated".into(), passed, note: Some("看过".into()) }];
        self.step(who, now, hazard, HazardCommand::Review { items, note: None, photos: vec![] }).await
    }

    /// Assigned, rectified and closed within one day.
    pub async fn close(&self, now: DateTime<Utc>, hazard: HazardId) {
        self.assign(now, hazard).await;
        self.rectify(now + TimeDelta::hours(1), hazard).await;
        self.review(&self.office, now + TimeDelta::hours(2), hazard, true).await;
    }

    pub async fn void(
        &self,
        now: DateTime<Utc>,
        hazard: HazardId,
        reason: VoidReason,
        first: Option<HazardId>,
    ) {
        let command = HazardCommand::Void { reason, duplicate_of: first, note: "查无此事".into() };
        self.step(&self.office, now, hazard, command).await;
    }

    pub async fn reopen(&self, now: DateTime<Utc>, hazard: HazardId, due: NaiveDate) {
        self.step(&self.office, now, hazard, HazardCommand::Reopen { reason: "又堆了".into(), due }).await;
    }

    pub async fn five_elements(&self, now: DateTime<Utc>, hazard: HazardId) {
        let text = || "已落实".to_owned();
        let elements = FiveElements {
            targets: text(),
            funds: text(),
            people: text(),
            time: text(),
            measures: text(),
            supervised_by: Some("区消防救援支队".into()),
        };
        self.step(&self.office, now, hazard, HazardCommand::SetFiveElements { elements }).await;
    }

    /// An uploaded picture that belongs to nothing yet.
    pub async fn photo(&self, who: &Actor, now: DateTime<Utc>) -> FileId {
        let id = FileId(Uuid::now_v7());
        // each picture differs, so that each has content of its own
        let shade = id.0.as_bytes()[15];
        let picture = image::RgbImage::from_pixel(32, 24, image::Rgb([shade, 90, id.0.as_bytes()[14]]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        let bytes = bytes.into_inner().into();
        let ctx = self.ctx(who, now);
        files::service::upload(&ctx, id, PhotoKind::Before, bytes, &PhotoLimits::default()).await.unwrap();
        id
    }

    /// A visit of five minutes that found nothing, not saved yet.
    pub fn visit_of(site: SiteId, started_at: DateTime<Utc>) -> SaveVisit {
        SaveVisit {
            nature: Nature::GridPatrol,
            finished_at: started_at + TimeDelta::minutes(5),
            ..SaveVisit::told(InspectionId(Uuid::now_v7()), site, SiteKind::SmallUnit, started_at)
        }
    }

    /// A visit that found nothing.
    pub async fn visit(
        &self,
        site: SiteId,
        started_at: DateTime<Utc>,
        edit: impl FnOnce(&mut SaveVisit),
    ) -> InspectionId {
        let mut visit = Self::visit_of(site, started_at);
        edit(&mut visit);
        let who = if site == self.far_shop { &self.stranger } else { &self.office };
        inspections::service::save(&self.ctx(who, started_at), visit).await.unwrap().id
    }
}
