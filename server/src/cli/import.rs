//! `server import`.

use super::{Failure, boundaries, open_state, progress::Bars, rescue};
use backend::{
    config::Config,
    ctx::{Ctx, State},
    import_text::{RowFault, RowFaultCode},
    people::service,
    transfer::{
        boundaries::MOST_BYTES as MOST_OUTLINE_BYTES,
        import::{self, ImportOptions, ImportReport, MOST_BYTES},
    },
};
use clap::{Args, ValueEnum};
use domain::{boundaries::BoundarySetup, geo::Datum, import::ImportKind};
use std::path::PathBuf;

/// Page cache of the writer on SQLite, MiB, when the configuration gives it less: a hundred thousand rows in one transaction change
/// each page of an index many times, and what has no room is written and read again in between. A server saves little at a time.
const WRITER_CACHE_MIB: u32 = 64;

/// Import a table (Excel, OpenDocument or CSV in UTF-8 or GB18030, with Chinese or English headings), or what a tablet that
/// cannot get online has exported. Every row of a table is checked first; one bad row keeps all of them out unless bad rows are to be skipped.
#[derive(Args, Debug)]
pub struct Import {
    /// What the rows are.
    what: What,
    /// The table, or the rescue file.
    file: PathBuf,
    /// Sign-in name of the one who answers for the import: an administrator for areas, boundaries and hazards, the office for penalties,
    /// orders, fires and targets, either of them for anything else.
    #[arg(long = "as", value_name = "LOGIN")]
    by: String,
    /// Datum of a table's coordinates: wgs84, gcj02 (Amap, Tencent) or bd09 (Baidu).
    #[arg(long, required_if_eq_any([("what", "areas"), ("what", "boundaries"), ("what", "sites"), ("what", "hazards"), ("what", "fires")]))]
    datum: Option<Datum>,
    /// Leave bad rows or features out and import the others.
    #[arg(long)]
    skip_bad: bool,
    /// Of boundaries: the property of the features that names the area, by code or by name; the one that fits best when not given.
    #[arg(long)]
    property: Option<String>,
    /// Of boundaries: the outlines are a sketch, not a survey.
    #[arg(long)]
    sketch: bool,
    /// Of boundaries: leave sites in their committees, also those that lie in another one then.
    #[arg(long)]
    keep_sites: bool,
    /// Only check; write nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum What {
    /// Areas with their outlines.
    Areas,
    /// Outlines of areas that are there: GeoJSON, a zipped Shapefile, or a GeoPackage.
    Boundaries,
    /// Sites.
    Sites,
    /// Hazards found earlier, with what has become of them.
    Hazards,
    /// Penalties that other bodies have decided.
    Penalties,
    /// Hotline orders.
    Orders,
    /// Fire incidents.
    Fires,
    /// Surveyed stoves and water heaters.
    Stoves,
    /// The list of gas alarms, smoke detectors and chargers that are to be installed.
    Detectors,
    /// Small units that use gas, and users of cylinders.
    GasUsers,
    /// Targets of a year, each with the figure that measures it.
    YearTargets,
    /// What somebody has saved on a tablet that cannot get online.
    Rescue,
}

impl What {
    /// The list that the rows come into, when they come into one that can be imported on the page too.
    const fn list(self) -> Option<ImportKind> {
        match self {
            Self::Sites => Some(ImportKind::Sites),
            Self::Penalties => Some(ImportKind::Penalties),
            Self::Orders => Some(ImportKind::Orders),
            Self::Fires => Some(ImportKind::Fires),
            Self::Stoves => Some(ImportKind::Stoves),
            Self::Detectors => Some(ImportKind::Detectors),
            Self::GasUsers => Some(ImportKind::GasUsers),
            Self::YearTargets => Some(ImportKind::YearTargets),
            Self::Areas | Self::Boundaries | Self::Hazards | Self::Rescue => None,
        }
    }
}

impl Import {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let size = std::fs::metadata(&self.file).map_err(|e| self.unreadable(&e))?.len();
        let most = match self.what {
            What::Rescue => rescue::MOST_BYTES,
            What::Boundaries => MOST_OUTLINE_BYTES,
            _ => MOST_BYTES,
        };
        if size > most {
            let name = self.file.display();
            return Err(Failure::failed(format!("{name} has {size} bytes, {most} are allowed")));
        }
        let bytes = std::fs::read(&self.file).map_err(|e| self.unreadable(&e))?;
        let mut roomy = config.clone();
        roomy.database.writer_cache_mib = config.database.writer_cache_mib.max(WRITER_CACHE_MIB);
        let state = open_state(&roomy).await?;
        let done = self.with(config, &state, bytes).await;
        state.db.close().await?;
        done
    }

    fn unreadable(&self, error: &std::io::Error) -> Failure {
        Failure::failed(format!("{} cannot be read: {error}", self.file.display()))
    }

    async fn with(&self, config: &Config, state: &State, bytes: Vec<u8>) -> Result<(), Failure> {
        let people = service::list(state).await?;
        let login = self.by.to_lowercase();
        let person = people
            .into_iter()
            .find(|p| p.actor.login == login && p.disabled_at.is_none())
            .ok_or_else(|| Failure::failed(format!("nobody signs in as {}", self.by)))?;
        let ctx = Ctx::new(state.clone(), person.actor);
        if matches!(self.what, What::Rescue) {
            return rescue::import(&ctx, &bytes, &config.photos.limits()).await;
        }
        if let (What::Boundaries, Some(datum)) = (self.what, self.datum) {
            let setup = BoundarySetup {
                datum,
                property: self.property.clone(),
                approximate: self.sketch,
                skip_bad: self.skip_bad,
                move_sites: !self.keep_sites,
            };
            return boundaries::import(&ctx, &self.file, bytes, setup, self.dry_run).await;
        }
        let list = self.what.list();
        let datum = match (self.datum, list) {
            (Some(datum), _) => datum,
            // these have no coordinates
            (None, Some(kind)) if !kind.has_positions() => Datum::Wgs84,
            (None, _) => return Err(Failure::usage("the datum of the table is missing")),
        };
        let options = ImportOptions { datum, skip_bad: self.skip_bad, dry_run: self.dry_run };
        let bars = Bars::default();
        let report = |progress| bars.report(progress);
        let report = match (list, self.what) {
            (Some(kind), _) => import::list(&ctx, kind, bytes, options, &report).await,
            (None, What::Areas) => import::areas(&ctx, bytes, options, &report).await,
            (None, _) => import::hazards(&ctx, bytes, options, &report).await,
        };
        bars.finish();
        self.tell(&report?)
    }

    /// Bad rows go to the error output, one a line; the sum of it to the output.
    fn tell(&self, report: &ImportReport) -> Result<(), Failure> {
        if let Some(fault) = &report.file {
            return Err(Failure::failed(format!("{}: {fault}", self.file.display())));
        }
        for fault in report.unknown_columns.iter().chain(&report.bad) {
            eprintln!("{}", line(fault));
        }
        let shown = report.bad.len() as u64;
        if report.faults > shown {
            eprintln!("… 另有 and {} more", report.faults - shown);
        }
        let ImportReport { rows, bad_rows, imported, .. } = report;
        println!(
            "{rows} rows ({}), {bad_rows} bad, {imported} imported.",
            report.encoding.unwrap_or("no text")
        );
        if report.is_clean() || (self.skip_bad && !self.dry_run && *imported > 0) {
            return Ok(());
        }
        Err(Failure::failed("the table has faults; nothing was imported"))
    }
}

/// A fault as one line of text.
fn line(fault: &RowFault) -> String {
    let mut text = format!("第 {} 行 line {}", fault.line, fault.line);
    match &fault.column {
        Some(column) if column.number == 0 => text.push_str(&format!(", 列 column {}", column.name)),
        Some(column) => {
            text.push_str(&format!(", 第 {} 列 column {} ({})", column.number, column.number, column.name));
        }
        None => {}
    }
    text.push_str(&format!(": {}", reason(fault.code)));
    if !fault.value.is_empty() {
        text.push_str(&format!(" {:?}", fault.value));
    }
    if !fault.expects.is_empty() {
        text.push_str(&format!(" → {}", fault.expects));
    }
    text
}

/// Why, in both languages.
const fn reason(code: RowFaultCode) -> &'static str {
    match code {
        RowFaultCode::UnknownColumn => "未知列,不读取 unknown column, not read",
        RowFaultCode::MissingColumn => "缺少必需的列 a required column is missing",
        RowFaultCode::DuplicateColumn => "列重复 two columns of the same meaning",
        RowFaultCode::TooManyCells => "单元格多于表头 more cells than headings",
        RowFaultCode::UnclosedQuote => "引号未闭合 a quotation mark is never closed",
        RowFaultCode::Required => "必填 required",
        RowFaultCode::TooLong => "过长 too long",
        RowFaultCode::ControlCharacter => "含控制字符 has an invisible control character",
        RowFaultCode::NotADate => "不是日期 not a date",
        RowFaultCode::NotATime => "不是时间 not a time",
        RowFaultCode::NotANumber => "不是数字 not a number",
        RowFaultCode::OutOfRange => "超出范围 out of range",
        RowFaultCode::NotAPhone => "不是电话号码 not a phone number",
        RowFaultCode::NotAllowed => "不在允许的取值内 not one of the allowed values",
        RowFaultCode::Duplicate => "重复 there already",
        RowFaultCode::NotFound => "找不到 not found",
        RowFaultCode::Inconsistent => "前后矛盾 contradicts another value of the row",
        RowFaultCode::Ambiguous => "不唯一 fits several, say more",
        RowFaultCode::SwappedCoordinates => "经纬度颠倒 longitude and latitude are swapped",
        RowFaultCode::OutsideChina => "不在中国范围内 outside of China",
        RowFaultCode::OutsideArea => "不在管辖范围内 outside of the area",
        RowFaultCode::NotABoundary => "不是有效的边界 not an outline in GeoJSON",
        RowFaultCode::WrongDatum => "坐标系不对 lies in the area only in another datum",
        RowFaultCode::ErrorCell => "公式结果为错误值 a formula came to an error",
        RowFaultCode::MergedCell => "跨列合并的单元格 merged over several columns",
        RowFaultCode::BecameDate => "被表格软件改成了日期 the spreadsheet made a date of it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line_with_its_place() {
        let fault = RowFault::of_row(3, RowFaultCode::NotADate).in_column(2, "发现日期").with_value("昨天");
        assert_eq!(line(&fault), "第 3 行 line 3, 第 2 列 column 2 (发现日期): 不是日期 not a date \"昨天\"");
    }
}
