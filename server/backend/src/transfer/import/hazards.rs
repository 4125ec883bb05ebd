//! Importing hazards: those found earlier, with what has become of them.

use super::{
    Checked, ImportOptions, ImportReport, check_all,
    fields::Fields,
    lookup::Lookup,
    places::{Places, Spot},
    repeats::{self, Identity},
    unchecked, words, write_all,
};
use crate::{
    content::sha256,
    ctx::Ctx,
    entities::site,
    error::Result,
    hazards::{
        many::{self, Coming},
        store::Draft,
    },
    import_text::{Column, Row, RowFault, RowFaultCode},
    reference::Reference,
    search::Place,
    transfer::Report,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::{day_end, local_date},
    geo::Point,
    hazards::{EventKind, PointSource, Position, RegisterHazard, Severity, Source, Status, Step, lifecycle},
    ids::{HazardId, SiteId, StandardId, UserId},
    rules::{Cited, naming},
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

const COLUMNS: &[Column] = &[
    Column {
        field: "found_at", aliases: &["发现时间", "发现日期", "检查日期", "found"], required: true
    },
    Column { field: "category", aliases: &["类别", "隐患类别", "隐患类型"], required: true },
    Column {
        field: "description", aliases: &["隐患描述", "描述", "隐患内容", "问题描述"], required: true
    },
    Column { field: "severity", aliases: &["隐患等级", "等级", "级别"], required: false },
    Column { field: "location", aliases: &["部位", "具体部位", "隐患部位"], required: false },
    Column {
        field: "site",
        aliases: &["场所", "场所名称", "单位名称", "场所编号", "site id"],
        required: false,
    },
    Column { field: "address", aliases: &["地址", "场所地址", "单位地址"], required: false },
    Column {
        field: "area",
        aliases: &["居委会", "居委", "所属居委", "居委代码", "区划代码", "area code", "committee"],
        required: false,
    },
    Column { field: "lon", aliases: &["经度", "longitude", "lng", "x"], required: false },
    Column { field: "lat", aliases: &["纬度", "latitude", "y"], required: false },
    Column {
        field: "due", aliases: &["整改期限", "期限", "截止日期", "deadline"], required: false
    },
    Column { field: "status", aliases: &["状态", "整改状态"], required: false },
    Column {
        field: "closed_at",
        aliases: &["销号时间", "销号日期", "整改完成日期", "closed"],
        required: false,
    },
    Column { field: "assignee", aliases: &["整改督促人", "处理人", "指派给"], required: false },
    Column { field: "source", aliases: &["来源", "隐患来源"], required: false },
    Column { field: "on_the_spot", aliases: &["立查立改", "当场整改"], required: false },
    Column { field: "clause", aliases: &["依据", "违反条款", "法律依据"], required: false },
    Column { field: "party_name", aliases: &["责任人", "责任单位"], required: false },
    Column { field: "party_phone", aliases: &["责任人电话", "联系电话", "电话"], required: false },
    Column { field: "number", aliases: &["编号", "原编号", "隐患编号"], required: false },
];

/// Adds hazards, numbered like any other in the order of the file. The same finding twice, in the file or in the
/// register, is a fault.
pub async fn hazards(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let reference = ctx.state.reference().await?;
    let lookup = Lookup::read(ctx).await?;
    let places = Places::new(reference.clone(), ctx.actor.area.clone(), options.datum);
    let reader = Reader { ctx, reference: &reference, lookup: &lookup, places: &places };
    let checked = check_all(ctx, Right::Administer, bytes, COLUMNS, progress, |row, faults| {
        reader.row(&mut Fields { row, faults })
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    let drafts = without_repeats(ctx, drafts, &mut report).await?;
    if report.may_write(options) {
        let total = drafts.len();
        let file = report.sha256.clone();
        let own = ctx.clone();
        write_all(ctx, "hazards", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let coming = drafts.into_iter().map(Checking::coming).collect();
                let by = own.clone();
                many::insert(tx, &own, coming, move |checked| checked.finish(&by, &file), &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

/// The rows that say something new; the others are noted as bad.
async fn without_repeats(
    ctx: &Ctx,
    drafts: Vec<Checking>,
    report: &mut ImportReport,
) -> Result<Vec<Checking>> {
    let identities: Vec<Identity> = drafts.iter().map(Checking::identity).collect();
    // line 0: in the register
    let mut seen: HashMap<Identity, u64> =
        repeats::registered(ctx, &identities).await?.into_iter().map(|i| (i, 0)).collect();
    let mut kept = Vec::with_capacity(drafts.len());
    for (draft, identity) in drafts.into_iter().zip(identities) {
        match seen.get(&identity) {
            None => {
                seen.insert(identity, draft.line);
                kept.push(draft);
            }
            Some(0) => report.bad_row(vec![draft.repeated]),
            Some(line) => report.bad_row(vec![draft.repeated.expecting(format!("line {line}"))]),
        }
    }
    report.bad.sort_by_key(|fault| fault.line);
    Ok(kept)
}

struct Reader<'a> {
    ctx: &'a Ctx,
    reference: &'a Reference,
    lookup: &'a Lookup,
    places: &'a Places,
}

/// A row that was read and checked.
struct Checking {
    command: RegisterHazard,
    area: AreaCode,
    spot: Option<Spot>,
    site: Option<Arc<site::Model>>,
    status: Status,
    closed_at: Option<DateTime<Utc>>,
    assignee: Option<UserId>,
    number: Option<String>,
    due: chrono::NaiveDate,
    /// The entry of the library that its clause names.
    cites: Option<StandardId>,
    line: u64,
    /// What to say when the finding turns out to be there already.
    repeated: RowFault,
}

impl Reader<'_> {
    fn row(&self, fields: &mut Fields<'_>) -> Option<Checking> {
        let row = fields.row;
        let found_at = fields.faults.keep(row.need("found_at", row.moment("found_at")));
        let category = fields.required_choice("category", words::CATEGORIES);
        let severity = fields.choice("severity", words::SEVERITIES).unwrap_or(Severity::General);
        let source = fields.choice("source", words::SOURCES).unwrap_or(Source::Inspection);
        let description = fields.required_paragraph("description");
        let texts = ["location", "clause", "number"].map(|field| fields.line(field));
        let [location, clause, number] = texts;
        let party_name = fields.person("party_name");
        let party_phone = fields.phone("party_phone");
        let on_the_spot = fields.faults.keep(row.flag("on_the_spot")).flatten().unwrap_or(false);
        let due = fields.faults.keep(row.date("due")).flatten();
        let site = self.lookup.site(fields);
        let spot = self.places.spot(fields);
        let area = self.area(fields, site.as_deref(), spot.as_ref());
        let closed_at = self.closed_at(fields, found_at);
        let status = status(fields, closed_at.is_some());
        let found_at = found_at?;
        if found_at > self.ctx.now {
            fields.fault("found_at", RowFaultCode::OutOfRange, format!("≤ {}", local_date(self.ctx.now)));
        }
        if due.is_some_and(|due| due < local_date(found_at)) {
            fields.fault("due", RowFaultCode::Inconsistent, format!("≥ {}", local_date(found_at)));
        }
        let (area, category) = (area?, category?);
        let assignee = self.assignee(fields, &area, status, severity);
        let due = due.unwrap_or_else(|| {
            let found = local_date(found_at);
            if on_the_spot { found } else { self.reference.rules.due(category, severity, found, None) }
        });
        let of = Cited { category, found: local_date(found_at), today: local_date(self.ctx.now) };
        let named = clause.as_deref().and_then(|clause| naming(&self.reference.standards, clause, of));
        let cites = named.map(|entry| entry.id);
        let command = RegisterHazard {
            id: HazardId(Uuid::now_v7()),
            source,
            category,
            subcategory: None,
            severity,
            description,
            location: location.unwrap_or_default(),
            clause,
            standard: None,
            site: site.as_ref().map(|s| SiteId(s.id)),
            position: spot.map(|s| Position {
                point: s.point,
                accuracy_m: None,
                source: PointSource::Import,
            }),
            found_at,
            due: Some(due),
            on_the_spot: false,
            party_name,
            party_phone,
            photos_before: Vec::new(),
            photos_after: Vec::new(),
            item: None,
        };
        let mut checking = Checking {
            command,
            area,
            spot,
            site,
            status,
            closed_at,
            assignee,
            number,
            due,
            cites,
            line: row.line(),
            repeated: row.fault("description", RowFaultCode::Duplicate),
        };
        // rectified on the spot and closed is a mark on a closed one; on an open one it means nothing
        checking.command.on_the_spot = on_the_spot && status == Status::Closed;
        Some(checking)
    }

    fn area(
        &self,
        fields: &mut Fields<'_>,
        site: Option<&site::Model>,
        spot: Option<&Spot>,
    ) -> Option<AreaCode> {
        if let Some(site) = site {
            return site.area_code.parse().ok();
        }
        let says = |field: &str| !fields.row.cell(field).is_empty();
        let silent = !says("site") && !says("area") && !says("lon") && !says("lat");
        if silent {
            fields.fault("site", RowFaultCode::Required, "site | area | lon + lat");
            return None;
        }
        self.places.area(fields, spot)
    }

    /// When it was closed. A date alone means the end of that day, so that it is never before the finding.
    fn closed_at(&self, fields: &mut Fields<'_>, found_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let row: &Row = fields.row;
        let day = row.date("closed_at").ok().flatten();
        let at = match day {
            Some(day) => (day_end(day) - TimeDelta::seconds(1))
                .min(self.ctx.now.max(day_end(day) - TimeDelta::days(1))),
            None => fields.faults.keep(row.moment("closed_at")).flatten()?,
        };
        if found_at.is_some_and(|found| at < found) {
            fields.fault("closed_at", RowFaultCode::Inconsistent, "found_at");
        } else if at > self.ctx.now {
            fields.fault("closed_at", RowFaultCode::OutOfRange, format!("≤ {}", local_date(self.ctx.now)));
        }
        Some(at)
    }

    fn assignee(
        &self,
        fields: &mut Fields<'_>,
        area: &AreaCode,
        status: Status,
        severity: Severity,
    ) -> Option<UserId> {
        let named = !fields.row.cell("assignee").is_empty();
        if status != Status::Assigned {
            return if named { self.lookup.person(fields, area) } else { None };
        }
        if severity == Severity::Major {
            // needs its five elements, which no table brings
            fields.fault("status", RowFaultCode::NotAllowed, "registered | closed");
            return None;
        }
        if named {
            return self.lookup.person(fields, area);
        }
        fields.fault("assignee", RowFaultCode::Required, "");
        None
    }
}

fn status(fields: &mut Fields<'_>, has_closing: bool) -> Status {
    let stated = fields.choice("status", words::STATUSES);
    let says_closing = !fields.row.cell("closed_at").is_empty();
    match stated {
        Some(Status::Closed) if !has_closing && !says_closing => {
            fields.fault("closed_at", RowFaultCode::Required, "");
            Status::Closed
        }
        Some(open) if open != Status::Closed && says_closing => {
            fields.fault("status", RowFaultCode::Inconsistent, "closed");
            open
        }
        Some(status) => status,
        None if has_closing => Status::Closed,
        None => Status::Registered,
    }
}

impl Checking {
    fn coming(self) -> Coming<Self> {
        Coming { area: self.area.clone(), found_at: self.command.found_at, id: self.command.id, rest: self }
    }

    fn identity(&self) -> Identity {
        (
            self.command.found_at,
            self.command.category.as_str().to_owned(),
            self.area.to_string(),
            self.site.as_ref().map(|s| s.id),
            self.command.description.clone(),
            self.command.location.clone(),
        )
    }

    /// The draft with the steps of its life so far. What happened earlier keeps its time in the row; the events say
    /// that it was an import, and when.
    fn finish(self, ctx: &Ctx, file: &str) -> Result<Draft> {
        let Self {
            mut command,
            area,
            spot,
            site,
            status,
            closed_at,
            assignee,
            number,
            due,
            cites,
            line,
            repeated: _,
        } = self;
        let on_the_spot = std::mem::take(&mut command.on_the_spot);
        let mut steps = lifecycle::register(&command, area.clone(), due, &ctx.actor, ctx.now);
        let first = steps.first_mut().ok_or_else(|| unchecked("steps"))?;
        first.note = Some(match &number {
            Some(number) => format!("数据导入，原编号 {number}"),
            None => "数据导入".to_owned(),
        });
        first.data["import"] = serde_json::json!({"file": file, "line": line, "number": number});
        let mut state = first.state.clone();
        let mut follow = |kind, data, change: &dyn Fn(&mut domain::hazards::HazardState)| {
            change(&mut state);
            state.version += 1;
            steps.push(Step { kind, note: Some("数据导入".to_owned()), data, state: state.clone() });
        };
        if let Some(person) = assignee {
            let data = serde_json::json!({"assignee": person, "before": null, "import": true});
            follow(EventKind::Assigned, data, &|s| {
                s.status = Status::Assigned;
                s.assignee = Some(person);
            });
        }
        if status == Status::Closed {
            let at = closed_at.ok_or_else(|| unchecked("closed_at"))?;
            let data = serde_json::json!({"closed_at": at, "on_the_spot": on_the_spot, "import": true});
            follow(EventKind::Closed, data, &|s| {
                s.status = Status::Closed;
                s.on_the_spot = on_the_spot;
                s.rectified_at = Some(at);
                s.closed_at = Some(at);
                s.closed_by = Some(ctx.actor.user);
            });
        }
        command.on_the_spot = on_the_spot;
        let position = command.position.or_else(|| {
            let site = site.as_ref()?;
            let point = Point::new(site.lon?, site.lat?).ok()?;
            Some(Position { point, accuracy_m: site.accuracy_m, source: PointSource::Address })
        });
        let content_sha256 = sha256(&command)?;
        command.standard = cites;
        Ok(Draft {
            content_sha256,
            area,
            position,
            raw: spot.map(|s| s.raw),
            inspection: None,
            place: site.as_deref().map(Place::of).transpose()?,
            steps,
            command,
        })
    }
}
