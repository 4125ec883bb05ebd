//! Bringing a list in from a table: what the person chooses on the way, and what is shown of it.
//!
//! An import is three steps: the file, its columns, and the import itself, before which is decided what becomes of sites that
//! are known already. It is kept in between, so that each step is a form of its own and nothing is lost when the page is left.

use crate::{
    actor::{Right, Role},
    geo::Datum,
    ids::{ImportId, SiteId},
    sites::{Likeness, SiteKind},
    table::RowFault,
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

text_enum! {
    /// What is brought in.
    ImportKind {
        /// 场所.
        Sites = "sites",
        /// 灶具, surveyed.
        Stoves = "stoves",
        /// 报警器、烟感、充电桩 that are to be installed.
        Detectors = "detectors",
        /// 燃气使用单位 and users of cylinders.
        GasUsers = "gas_users",
        /// 行政处罚.
        Penalties = "penalties",
        /// 12345 工单.
        Orders = "orders",
        /// 火情.
        Fires = "fires",
        /// 年度目标.
        YearTargets = "year_targets",
    }
}

impl ImportKind {
    /// Who may bring it in. Registers and targets are kept by whoever keeps them row by row. A list of appliances, devices or users of
    /// gas is thousands of surveys at once: not somebody's own survey, so that an inspector's right does not do. It says what
    /// is behind the doors of sites, and goes with them; hazards, in whose past decisions of people lie, take an
    /// administrator.
    pub const fn right(self) -> Right {
        match self {
            Self::Sites | Self::Stoves | Self::Detectors | Self::GasUsers => Right::ImportPlaces,
            Self::Penalties | Self::Orders | Self::Fires => Right::KeepRegister,
            Self::YearTargets => Right::Steer,
        }
    }

    /// What that role may bring in.
    pub fn open_to(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |kind| role.has(kind.right()))
    }

    /// Whether its tables have coordinates, whose datum has to be stated.
    pub const fn has_positions(self) -> bool {
        matches!(self, Self::Sites | Self::Fires)
    }

    /// The page of its list.
    pub const fn list(self) -> &'static str {
        match self {
            Self::Sites => "/sites",
            Self::Stoves => "/stoves",
            Self::Detectors => "/detectors",
            Self::GasUsers => "/gas-users",
            Self::Penalties => "/penalties",
            Self::Orders => "/orders",
            Self::Fires => "/fires",
            Self::YearTargets => "/year-targets",
        }
    }
}

text_enum! {
    /// How far an import has come.
    ImportState {
        /// The file is here; its columns are to be confirmed.
        Uploaded = "uploaded",
        /// The columns are confirmed; what is known already is to be decided, and the import to be confirmed.
        Checked = "checked",
        /// Everything is in the register.
        Done = "done",
    }
}

text_enum! {
    /// What a column can be; which of them, says the kind of import.
    ImportField {
        /// 名称 of a site or target.
        Name = "name",
        /// 地址 of the site.
        Address = "address",
        /// 类型 of a site, an order or a device.
        Kind = "kind",
        /// 居委会, of a target any area.
        Area = "area",
        /// 小区.
        Estate = "estate",
        /// 楼栋.
        Building = "building",
        /// 室号.
        Room = "room",
        /// 经度.
        Lon = "lon",
        /// 纬度.
        Lat = "lat",
        /// 联系人.
        ContactName = "contact_name",
        /// 联系电话.
        ContactPhone = "contact_phone",
        /// 面积.
        FloorArea = "floor_area_m2",
        /// 座位数.
        Seats = "seats",
        /// 床位数.
        Beds = "beds",
        /// 建筑高度.
        Height = "height_m",
        /// 气瓶: how many of a site, their numbers of a user.
        Cylinders = "cylinders",
        /// 场所 that the row is about.
        Site = "site",
        /// 文号 or 工单编号, of a target how many.
        Number = "number",
        /// 处罚日期.
        DecidedOn = "decided_on",
        /// 处罚机关.
        Body = "body",
        /// 类别.
        Category = "category",
        /// 当事人.
        Party = "party",
        /// 案由.
        Reason = "reason",
        /// 罚款.
        Fine = "fine",
        /// 紧急.
        Urgent = "urgent",
        /// 收单时间.
        ReceivedAt = "received_at",
        /// 答复期限.
        ReplyDue = "reply_due",
        /// 答复时间.
        RepliedAt = "replied_at",
        /// 答复.
        Reply = "reply",
        /// 诉求内容, or how a fire went.
        Text = "text",
        /// 来电人.
        CallerName = "caller_name",
        /// 来电号码.
        CallerPhone = "caller_phone",
        /// 起火时间.
        At = "at",
        /// 起火地点.
        Place = "place",
        /// 起火原因.
        Cause = "cause",
        /// 直接损失.
        Loss = "loss",
        /// 受伤人数.
        Injured = "injured",
        /// 死亡人数.
        Dead = "dead",
        /// 器具.
        Appliance = "appliance",
        /// 燃料.
        Fuel = "fuel",
        /// 供应气源.
        Supply = "supply",
        /// 熄火保护.
        FlameFailure = "flame_failure",
        /// 购买日期.
        SoldOn = "sold_on",
        /// 生产日期.
        MadeOn = "made_on",
        /// 品牌.
        Maker = "maker",
        /// 型号.
        Model = "model",
        /// 软管 of an appliance.
        Hose = "hose",
        /// 软管长度, in centimetres.
        HoseLength = "length_cm",
        /// 软管安装日期.
        HoseFittedOn = "fitted_on",
        /// 排摸时间.
        SurveyedAt = "surveyed_at",
        /// 备注.
        Note = "note",
        /// 列入日期.
        PlannedOn = "planned_on",
        /// 行业.
        Trade = "trade",
        /// 面积 of a unit.
        UnitArea = "floor_area",
        /// 装有报警器.
        Alarm = "alarm",
        /// 联动切断.
        CutOff = "cut_off",
        /// 供应站.
        Supplier = "supplier",
        /// 气瓶规格.
        Kilograms = "kilograms",
        /// 上次检验.
        TestedOn = "tested_on",
        /// 改用去向 of a user of cylinders.
        MovedTo = "moved_to",
        /// 改用日期.
        MovedOn = "moved",
        /// 设备编号 of what hangs there.
        Serial = "serial",
        /// 联网编号.
        NetworkId = "network_id",
        /// 安装日期.
        InstalledOn = "installed_on",
        /// 验收日期.
        AcceptedOn = "accepted_on",
        /// 安装位置.
        HangsAt = "hangs_at",
        /// 安装单位和人员.
        Installer = "installer",
        /// 检测气体.
        SmelledGas = "gas",
        /// 隐患编号 of the hazard behind an entry.
        Hazard = "hazard",
        /// 年度.
        Year = "year",
        /// 区域 by its name.
        AreaName = "area_name",
        /// 统计口径.
        MeasuredBy = "measured_by",
        /// 单位.
        Unit = "unit",
    }
}

text_enum! {
    /// What becomes of a row that is like a site of the register, or like an earlier row.
    Decision {
        /// It fills what is empty there; nothing that stands there is changed.
        Merge = "merge",
        /// It is another site.
        New = "new",
        /// It is left out.
        Skip = "skip",
    }
}

/// How the table is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSetup {
    /// The datum of its coordinates. Where there can be any it must be stated: nothing in a table tells it.
    pub datum: Option<Datum>,
    /// Of sites: what its rows are, where they do not say it themselves.
    pub kind: Option<SiteKind>,
    /// The sheet, of several; the first that shows when not given.
    pub sheet: Option<String>,
    /// Where each thing stands: the column's position from 0. `None`: as the headings say.
    pub columns: Option<BTreeMap<ImportField, usize>>,
    /// Bad rows are left out; otherwise one of them keeps all out.
    pub skip_bad: bool,
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// As the table names it.
    pub name: String,
    /// What it is read as.
    pub field: Option<ImportField>,
    /// What stands in it first.
    pub sample: String,
}

/// A row as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// In the words of a table, one for each of [`ImportJob::fields`].
    pub cells: Vec<String>,
}

/// What a row is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Twin {
    /// A site of the register.
    Site(SiteId),
    /// An earlier line of the file.
    Line(u64),
}

/// A row that is like something that is known, to be decided about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its line in the file.
    pub line: u64,
    /// Name in the row.
    pub name: String,
    /// Address in the row.
    pub address: String,
    /// How alike.
    pub likeness: Likeness,
    /// Like what.
    pub twin: Twin,
    /// The twin's name.
    pub twin_name: String,
    /// The twin's address.
    pub twin_address: String,
}

/// What reading the table has come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// How its text is encoded, or the kind of its file.
    pub encoding: String,
    /// Its sheets, when it has several.
    pub sheets: Vec<String>,
    /// The line of its headings, from 1.
    pub header_line: u64,
    /// Its columns.
    pub headings: Vec<Heading>,
    /// Rows below the headings.
    pub rows: u64,
    /// Rows with a fault.
    pub bad_rows: u64,
    /// Faults in all.
    pub faults: u64,
    /// Those that are kept, in order of line; on a page a page of them.
    pub shown: Vec<RowFault>,
    /// The first rows as they were understood.
    pub first: Vec<PreviewRow>,
    /// Positions fit the named committees much better when they are read in this datum.
    pub datum_doubt: Option<Datum>,
    /// Rows that are like something known.
    pub proposals: Vec<Proposal>,
}

impl ImportPreview {
    /// Rows that can be read.
    pub fn good_rows(&self) -> u64 {
        self.rows.saturating_sub(self.bad_rows)
    }

    /// Proposals of that likeness.
    pub fn alike(&self, likeness: Likeness) -> u64 {
        self.proposals.iter().filter(|p| p.likeness == likeness).count() as u64
    }
}

/// What was decided about rows that are like something known: for all of a likeness, and by row, which goes first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// About the same ones; they are merged when nothing is said.
    pub same: Option<Decision>,
    /// About the likely ones; nothing is assumed about them.
    pub likely: Option<Decision>,
    /// By line.
    pub rows: BTreeMap<u64, Decision>,
}

impl Decisions {
    /// What was decided for all of that likeness.
    pub fn for_all(&self, likeness: Likeness) -> Option<Decision> {
        match likeness {
            Likeness::Same => Some(self.same.unwrap_or(Decision::Merge)),
            Likeness::Likely => self.likely,
            Likeness::Different => Some(Decision::New),
        }
    }

    /// What becomes of a row; `None` when somebody still has to say it.
    pub fn about(&self, line: u64, likeness: Likeness) -> Option<Decision> {
        self.rows.get(&line).copied().or_else(|| self.for_all(likeness))
    }

    /// The rows about which nothing has been decided.
    pub fn open(&self, proposals: &[Proposal]) -> u64 {
        proposals.iter().filter(|p| self.about(p.line, p.likeness).is_none()).count() as u64
    }
}

/// What came of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportResult {
    /// Records added.
    pub added: u64,
    /// Rows that filled something empty in a site.
    pub filled: u64,
    /// Rows merged into a site that had everything already.
    pub unchanged: u64,
    /// Rows left out because somebody said so.
    pub skipped: u64,
    /// Rows left out because they could not be read.
    pub bad_rows: u64,
}

/// An import in the list of those that are not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Which.
    pub id: ImportId,
    /// What it brings in.
    pub what: ImportKind,
    /// What the file was called.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it is thrown away.
    pub expires_at: DateTime<Utc>,
}

/// An import on its page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportJob {
    /// Which, of what, and how far.
    pub line: ImportLine,
    /// What its columns can be.
    pub fields: Vec<ImportField>,
    /// How it is read.
    pub setup: ImportSetup,
    /// What was found; of proposals and faults a page.
    pub preview: ImportPreview,
    /// What was decided.
    pub decisions: Decisions,
    /// How many are the same, likely, and still open, on all pages.
    pub counts: ProposalCounts,
    /// The page of proposals.
    pub pages: Leaf,
    /// The page of faults.
    pub fault_pages: Leaf,
    /// Faults that are kept, on all pages.
    pub kept_faults: u64,
    /// What came of it.
    pub result: Option<ImportResult>,
}

/// A page, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Which, from 1.
    pub page: u64,
    /// How many; 0 when there is nothing on them.
    pub of: u64,
}

/// Proposals on all pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalCounts {
    /// The same as something known.
    pub same: u64,
    /// Perhaps the same.
    pub likely: u64,
    /// Nobody has decided about.
    pub open: u64,
}

/// The page of imports: one of them, or those that the person has begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPage {
    /// The one that was asked for.
    pub job: Option<Box<ImportJob>>,
    /// The person's unfinished ones.
    pub open: Vec<ImportLine>,
}

#[cfg(test)]
mod tests;
