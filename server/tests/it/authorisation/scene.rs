//! What there is to see, near and far, and who comes to see it.

use crate::{
    stage::{Answer, HTML, JSON, Stage, Visitor},
    support::{
        books, gear, tablet,
        world::{self, COMMITTEE, FAR_COMMITTEE, FAR_SUBDISTRICT, SUBDISTRICT, noon},
    },
};
use backend::{
    papers, party, plans, registers, summary,
    sync::devices,
    transfer::jobs::{self, service::Upload},
};
use chrono::{Days, Utc};
use domain::{
    actor::{Actor, Role},
    calendar::local_date,
    geo::{Datum, Point, Tile},
    hazards::RegisterHazard,
    ids::{
        CampaignId, DetectorId, FileId, FireId, GasUserId, HazardId, HotlineOrderId, ImportId, InspectionId,
        PaperId, PartyLinkId, PenaltyId, PlanId, SiteId, StoveId, SubmissionId, SummaryId,
    },
    import::{ImportKind, ImportSetup},
    papers::{IssuePaper, PaperKind, PaperOf},
    party::{LinkScope, MakeLink, Sent, Submit},
    programmes::device::DeviceKind,
    summary::commands::DraftSummary,
    sync::RegisterDevice,
};
use reqwest::{Method, RequestBuilder, header::ACCEPT};
use std::collections::BTreeMap;
use uuid::Uuid;
use xunan_server::http::{Route, table};

/// The records of one subdistrict, each with words that stand nowhere else.
pub struct Home {
    /// A hazard with a photo and a responsible party.
    pub hazard: HazardId,
    /// Its number.
    pub number: String,
    /// What it says.
    pub description: &'static str,
    /// The site of all of it.
    pub site: SiteId,
    /// Its name.
    pub site_name: &'static str,
    /// A visit.
    pub visit: InspectionId,
    /// What its remark says.
    pub remark: &'static str,
    /// The photo of the hazard.
    pub photo: FileId,
    /// What the office's tablet is called.
    pub tablet: &'static str,
    /// A stove of the site.
    pub stove: StoveId,
    /// A gas alarm on the list of the site.
    pub detector: DetectorId,
    /// The site's entry on the register of gas users.
    pub gas_user: GasUserId,
    /// A campaign that runs in the subdistrict, with the site on its list.
    pub campaign: CampaignId,
    /// A plan of the subdistrict.
    pub plan: PlanId,
    /// A penalty of the site.
    pub penalty: PenaltyId,
    /// A hotline order about the site.
    pub order: HotlineOrderId,
    /// A fire at the site.
    pub fire: FireId,
    /// A notice about the hazard.
    pub paper: PaperId,
    /// The draft of a committee's summary.
    pub summary: SummaryId,
}

/// A word of [`Home`] that an answer shows.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    Hazard,
    Number,
    Description,
    Site,
    SiteName,
    Visit,
    Remark,
    Photo,
    Tablet,
    Stove,
    Detector,
    GasUser,
    Campaign,
    Plan,
    Penalty,
    Order,
    Fire,
    Paper,
    Summary,
}

impl Home {
    /// The word.
    pub fn mark(&self, mark: Mark) -> String {
        match mark {
            Mark::Hazard => self.hazard.to_string(),
            Mark::Number => self.number.clone(),
            Mark::Description => self.description.into(),
            Mark::Site => self.site.to_string(),
            Mark::SiteName => self.site_name.into(),
            Mark::Visit => self.visit.to_string(),
            Mark::Remark => self.remark.into(),
            Mark::Photo => self.photo.to_string(),
            Mark::Tablet => self.tablet.into(),
            Mark::Stove => self.stove.to_string(),
            Mark::Detector => self.detector.to_string(),
            Mark::GasUser => self.gas_user.to_string(),
            Mark::Campaign => self.campaign.to_string(),
            Mark::Plan => self.plan.to_string(),
            Mark::Penalty => self.penalty.to_string(),
            Mark::Order => self.order.to_string(),
            Mark::Fire => self.fire.to_string(),
            Mark::Paper => self.paper.to_string(),
            Mark::Summary => self.summary.to_string(),
        }
    }

    /// All words.
    pub fn marks(&self) -> Vec<String> {
        [
            Mark::Hazard,
            Mark::Number,
            Mark::Description,
            Mark::Site,
            Mark::SiteName,
            Mark::Visit,
            Mark::Remark,
            Mark::Photo,
            Mark::Tablet,
            Mark::Stove,
            Mark::Detector,
            Mark::GasUser,
            Mark::Campaign,
            Mark::Plan,
            Mark::Penalty,
            Mark::Order,
            Mark::Fire,
            Mark::Paper,
            Mark::Summary,
        ]
        .map(|mark| self.mark(mark))
        .into()
    }
}

/// Everything that the lines of the table need to ask.
pub struct Scene<'a> {
    /// The server.
    pub stage: &'a Stage,
    /// What the lines ask for: inside the area of the near people, outside that of the far ones.
    pub near: Home,
    /// What only the far people may see.
    pub far: Home,
    /// A photo of the near office that belongs to nothing yet.
    pub loose_photo: FileId,
    /// An import of the near office.
    pub import: ImportId,
    /// Another, to be thrown away.
    pub loose_import: ImportId,
    /// One of penalties.
    pub penalties_import: ImportId,
    /// A link of the near hazard's responsible party.
    pub party_link: PartyLinkId,
    /// What that party sent.
    pub submission: SubmissionId,
    functions: BTreeMap<String, String>,
}

impl<'a> Scene<'a> {
    /// Puts the records there.
    pub async fn set(stage: &'a Stage) -> Self {
        let world = &stage.world;
        let day = noon("2023-06-01");
        let near_photo = world.photo(&world.office, day).await;
        let far_photo = world.photo(&world.stranger, day).await;
        let finding = |description: &str, photo, edit: &dyn Fn(&mut RegisterHazard)| {
            let mut command = world.finding(day);
            command.description = description.into();
            command.photos_before = vec![photo];
            command.party_name = Some("赵铁柱".into());
            command.party_phone = Some("13987654321".into());
            edit(&mut command);
            command
        };
        let (near_text, far_text) = ("近处楼道堆放纸箱", "远方楼道堆放木料");
        let near = world.register(finding(near_text, near_photo, &|_| ())).await;
        let far_shop = world.far_shop;
        let far = world.register(finding(far_text, far_photo, &|c| c.site = Some(far_shop))).await;
        let (near_remark, far_remark) = ("近处店主在场配合", "远方店主不在现场");
        let near_visit = world.visit(world.shop, day, |v| v.note = Some(near_remark.into())).await;
        let far_visit = world.visit(far_shop, day, |v| v.note = Some(far_remark.into())).await;
        let loose_photo = world.photo(&world.office, day).await;
        let (near_tablet, far_tablet) = ("近处办公室的平板", "远方办公室的平板");
        for (office, label) in [(&world.office, near_tablet), (&world.stranger, far_tablet)] {
            let command = RegisterDevice { label: label.into(), ..tablet::ready(tablet::new(), day) };
            devices::register(&world.ctx(office, day), command).await.unwrap();
        }
        let near_books = Books::keep(stage, &world.office, SUBDISTRICT, world.shop).await;
        let far_books = Books::keep(stage, &world.stranger, FAR_SUBDISTRICT, far_shop).await;
        let sites = format!("名称,地址,类型,居委会\n某店,路7号,九小场所,{COMMITTEE}\n");
        let (import, loose_import) =
            (begun(stage, ImportKind::Sites, &sites).await, begun(stage, ImportKind::Sites, &sites).await);
        let penalties = format!(
            "处罚日期,处罚机关,类别,当事人,案由,居委会\n2023-06-01,支队,消防,某公司,占用通道,{COMMITTEE}\n"
        );
        let penalties_import = begun(stage, ImportKind::Penalties, &penalties).await;
        let (near_paper, far_paper) =
            (noticed(stage, &world.office, near).await, noticed(stage, &world.stranger, far).await);
        let near = Home {
            hazard: near,
            number: format!("{SUBDISTRICT}-2023-000001"),
            description: near_text,
            site: world.shop,
            site_name: "老王面馆",
            visit: near_visit,
            remark: near_remark,
            photo: near_photo,
            tablet: near_tablet,
            stove: world.stove(world.shop, day, gear::unsafe_stove("2020-01-01")).await,
            detector: world.planned(DeviceKind::GasAlarm, world.shop, day).await,
            gas_user: world.gas_unit(world.shop, day).await,
            campaign: near_books.campaign,
            plan: near_books.plan,
            penalty: near_books.penalty,
            order: near_books.order,
            fire: near_books.fire,
            paper: near_paper,
            summary: drafted(stage, &world.office, COMMITTEE).await,
        };
        let far = Home {
            hazard: far,
            number: format!("{FAR_SUBDISTRICT}-2023-000001"),
            description: far_text,
            site: far_shop,
            site_name: "远方小店",
            visit: far_visit,
            remark: far_remark,
            photo: far_photo,
            tablet: far_tablet,
            stove: world.stove(far_shop, day, gear::unsafe_stove("2020-01-01")).await,
            detector: world.planned(DeviceKind::GasAlarm, far_shop, day).await,
            gas_user: world.gas_unit(far_shop, day).await,
            campaign: far_books.campaign,
            plan: far_books.plan,
            penalty: far_books.penalty,
            order: far_books.order,
            fire: far_books.fire,
            paper: far_paper,
            summary: drafted(stage, &world.stranger, FAR_COMMITTEE).await,
        };
        let (party_link, submission) = sent_by_party(stage, near.hazard).await;
        let functions = table(&stage.web)
            .iter()
            .filter(|route| route.path.starts_with("/api/fn/"))
            .map(|route| (name(route), route.path.clone()))
            .collect();
        Self {
            stage,
            near,
            far,
            loose_photo,
            import,
            loose_import,
            penalties_import,
            party_link,
            submission,
            functions,
        }
    }

    /// Where a server function is: its path ends in a number that changes with its place in the code.
    pub fn function(&self, name: &str, query: &str) -> String {
        format!("{}?{query}", self.functions[&format!("GET /api/fn/{name}")])
    }
}

/// One entry of each book that an office keeps, about one site.
struct Books {
    campaign: CampaignId,
    plan: PlanId,
    penalty: PenaltyId,
    order: HotlineOrderId,
    fire: FireId,
}

impl Books {
    async fn keep(stage: &Stage, office: &Actor, area: &str, site: SiteId) -> Self {
        let ctx = stage.world.ctx(office, noon("2023-06-02"));
        let campaign = books::start(&ctx, books::campaign("夏季消防专项", area)).await;
        let plan = plans::service::save(&ctx, books::new(books::plan(area))).await.unwrap();
        let penalty = registers::penalties::save(&ctx, books::new(books::penalty(site))).await.unwrap();
        let order =
            registers::orders::save(&ctx, books::new(books::order("12345-0001", site))).await.unwrap();
        let fire = registers::fires::save(&ctx, books::new(books::fire(site))).await.unwrap();
        Self { campaign, plan, penalty, order, fire }
    }
}

/// A notice that an office has issued about a hazard.
async fn noticed(stage: &Stage, office: &Actor, hazard: HazardId) -> PaperId {
    let of = PaperOf { kind: PaperKind::Notice, hazards: vec![hazard], about: None };
    let command = IssuePaper { id: PaperId(Uuid::now_v7()), of };
    papers::service::issue(&stage.world.ctx(office, noon("2023-06-02")), command).await.unwrap()
}

/// The summary of a month that an office has drafted.
async fn drafted(stage: &Stage, office: &Actor, area: &str) -> SummaryId {
    let command = DraftSummary {
        id: SummaryId(Uuid::now_v7()),
        area: area.parse().unwrap(),
        period: "2023-06".parse().unwrap(),
    };
    summary::service::draft(&stage.world.ctx(office, noon("2023-07-02")), command).await.unwrap()
}

/// A link that the near office has made, and what was sent by it.
async fn sent_by_party(stage: &Stage, hazard: HazardId) -> (PartyLinkId, SubmissionId) {
    let (world, now) = (&stage.world, Utc::now());
    let id = PartyLinkId(Uuid::now_v7());
    let make = MakeLink { id, scope: LinkScope::Notice, hazards: vec![hazard] };
    let link = party::make(&world.ctx(&world.office, now), make).await.unwrap();
    let until = local_date(now) + Days::new(60);
    let ask = Submit {
        id: SubmissionId(Uuid::now_v7()),
        hazard,
        sent: Sent::Extension { until, reason: "等配件".into() },
    };
    let sent = party::intake::submit(&world.state, &link.token, ask, vec![], now).await.unwrap();
    (id, sent)
}

/// An import that the near office has begun.
async fn begun(stage: &Stage, what: ImportKind, table: &str) -> ImportId {
    let world = &stage.world;
    let upload = Upload {
        id: ImportId(Uuid::now_v7()),
        what,
        file_name: "近处台账.csv".into(),
        bytes: table.to_owned().into(),
        setup: ImportSetup {
            datum: Some(Datum::Wgs84),
            kind: None,
            sheet: None,
            columns: None,
            skip_bad: false,
        },
    };
    jobs::service::begin(&world.ctx(&world.office, Utc::now()), upload).await.unwrap()
}

/// Method and path; of a server function its name alone, without its module and the number at the end.
pub fn name(route: &Route) -> String {
    match route.path.strip_prefix("/api/fn/") {
        Some(function) => {
            let own = function.rsplit('/').next().unwrap();
            format!("{} /api/fn/{}", route.method, own.trim_end_matches(|c: char| c.is_ascii_digit()))
        }
        None => format!("{} {}", route.method, route.path),
    }
}

/// Where somebody belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Near,
    Far,
}

/// Somebody who asks.
pub struct Person {
    /// In which role; a stranger has none.
    pub role: Option<Role>,
    /// Where they belong.
    pub from: From,
    /// Their browser.
    pub visitor: Visitor,
}

impl Person {
    /// As a failure names them.
    pub fn title(&self) -> String {
        self.role.map_or_else(|| "stranger".into(), |role| format!("{:?} {role}", self.from).to_lowercase())
    }
}

/// A stranger, and somebody of every role near and far, signed in.
pub async fn people(stage: &Stage) -> Vec<Person> {
    let world = &stage.world;
    let near_admin = stage.add_person("near.admin", Role::Admin, SUBDISTRICT).await;
    let far_inspector = stage.add_person("far.inspector", Role::Inspector, FAR_COMMITTEE).await;
    let far_leader = stage.add_person("far.leader", Role::Leader, FAR_SUBDISTRICT).await;
    let far_admin = stage.add_person("far.admin", Role::Admin, FAR_SUBDISTRICT).await;
    let mut people = vec![Person { role: None, from: From::Far, visitor: stage.stranger() }];
    for (from, actor) in [
        (From::Near, &world.inspector),
        (From::Near, &world.office),
        (From::Near, &world.leader),
        (From::Near, &near_admin),
        (From::Far, &far_inspector),
        (From::Far, &world.stranger),
        (From::Far, &far_leader),
        (From::Far, &far_admin),
    ] {
        let visitor = stage.enter(actor).await;
        people.push(Person { role: Some(actor.role), from, visitor });
    }
    people
}

/// A request for data.
pub fn data(visitor: &Visitor, path: &str) -> RequestBuilder {
    visitor.request(Method::GET, path).header(ACCEPT, JSON)
}

/// A request for a page.
pub fn page(visitor: &Visitor, path: &str) -> RequestBuilder {
    visitor.request(Method::GET, path).header(ACCEPT, HTML)
}

/// A form that a program sends.
pub fn form(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    visitor.request(Method::POST, path).header(ACCEPT, JSON).form(fields)
}

/// JSON that a program sends.
pub fn json(visitor: &Visitor, path: &str, body: &impl serde::Serialize) -> RequestBuilder {
    visitor.request(Method::POST, path).header(ACCEPT, JSON).json(body)
}

/// Sends a request and says which words of `home` its answer holds although the request did not.
pub async fn leaks(request: RequestBuilder, home: &Home) -> (Answer, Vec<String>) {
    let asked = request.try_clone().unwrap().build().unwrap();
    let asked = format!("{} {}", asked.url(), body_text(&asked));
    let answer = Answer::of(request).await;
    let said = home.marks().into_iter().filter(|m| answer.body.contains(m) && !asked.contains(m)).collect();
    (answer, said)
}

fn body_text(request: &reqwest::Request) -> String {
    let bytes = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    String::from_utf8_lossy(bytes).into_owned()
}

/// The tile of a list that shows the near shop, and the far one too: so near by that each record stands alone.
pub fn tile(list: &str, query: &str) -> String {
    let here = Point::new(world::HERE.0, world::HERE.1).unwrap();
    let tile = Tile::showing(17, here, Datum::Wgs84);
    let (x, y) = tile.column_row();
    format!("/api/v1/map/tiles/{list}/{}/{x}/{y}.mvt{query}", tile.zoom())
}

/// A window of the map around the near shop and the far one, wide enough for both.
pub fn window() -> String {
    let (lon, lat) = world::HERE;
    format!("bbox={},{},{},{}&zoom=18", lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05)
}
