//! The class of a small unit 九小场所: whether it counts as one follows from its trade and its numbers, by a dictionary that
//! names the document. Lists differ by document, so the dictionary is data.

use crate::{
    calendar::local_date,
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::{CLOCK_TOLERANCE, check_day, check_photos},
    ids::{EventId, FileId, GasUserId, InspectionId, SiteId},
    programmes::gear::Fuel,
    text::Texts,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Trade.
    Trade {
        /// 小商店(商场、市场).
        Shop = "shop",
        /// 小餐饮.
        Restaurant = "restaurant",
        /// 小旅馆.
        Hotel = "hotel",
        /// 小歌舞娱乐.
        Entertainment = "entertainment",
        /// 小休闲健身, also 棋牌室, 美容洗浴.
        Leisure = "leisure",
        /// 小网吧.
        InternetCafe = "internet_cafe",
        /// 小学校、幼儿园.
        School = "school",
        /// 小医院、诊所.
        Clinic = "clinic",
        /// 小生产加工企业.
        Workshop = "workshop",
        /// 其他.
        Other = "other",
    }
}

text_enum! {
    /// What is counted.
    Measure {
        /// 建筑面积, m².
        FloorArea = "floor_area",
        /// 餐位/座位.
        Seats = "seats",
        /// 床位.
        Beds = "beds",
    }
}

/// A unit's numbers, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitNumbers {
    /// Floor area in m².
    #[serde(default)]
    pub floor_area: Option<u32>,
    /// Seats.
    #[serde(default)]
    pub seats: Option<u32>,
    /// Beds.
    #[serde(default)]
    pub beds: Option<u32>,
}

impl UnitNumbers {
    /// The number of that kind.
    pub const fn get(&self, measure: Measure) -> Option<u32> {
        match measure {
            Measure::FloorArea => self.floor_area,
            Measure::Seats => self.seats,
            Measure::Beds => self.beds,
        }
    }
}

/// One row of the dictionary: units of the trade are small up to `max`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRule {
    /// Trade.
    pub trade: Trade,
    /// What is counted.
    pub measure: Measure,
    /// The largest small one, included.
    pub max: u32,
    /// The document, with its number.
    pub document: String,
    /// First day on which the row is in force.
    pub valid_from: NaiveDate,
    /// Last day; `None` is until further notice.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

/// The dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRules {
    /// The rows.
    pub rows: Vec<ClassRule>,
}

/// What a unit counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// 九小, by this row.
    Small(&'a ClassRule),
    /// Larger than this row allows.
    Larger(&'a ClassRule),
    /// The number that this row asks for is not known.
    NotKnown(&'a ClassRule),
    /// No row is in force for the trade.
    NoRule,
}

/// The numbers of the domain description. No document of the place that states them is known: they are the office's own rule,
/// to be set in the table. They are those of a document of another province, which is named for comparison.
const DEFAULTS: [(Trade, Measure, u32); 5] = [
    (Trade::Shop, Measure::FloorArea, 300),
    (Trade::Restaurant, Measure::Seats, 100),
    (Trade::Hotel, Measure::Beds, 50),
    (Trade::Entertainment, Measure::FloorArea, 200),
    (Trade::Leisure, Measure::FloorArea, 200),
];

impl ClassRules {
    /// What an installation begins with; the administrator edits it.
    pub fn defaults() -> Self {
        let rows = DEFAULTS.into_iter().map(|(trade, measure, max)| ClassRule {
            trade,
            measure,
            max,
            document: "本单位规定，待按本地文件核定（参照《山东省公安派出所消防监督检查规定》第三十条）"
                .to_owned(),
            valid_from: NaiveDate::from_ymd_opt(2010, 1, 1).expect("a day"),
            valid_to: None,
        });
        Self { rows: rows.collect() }
    }

    /// What a unit counts as on `day`, by the row of its trade that came into force last.
    pub fn class(&self, trade: Trade, numbers: &UnitNumbers, day: NaiveDate) -> Class<'_> {
        let in_force = |row: &&ClassRule| {
            row.trade == trade && row.valid_from <= day && row.valid_to.is_none_or(|to| day <= to)
        };
        let Some(row) = self.rows.iter().filter(in_force).max_by_key(|row| row.valid_from) else {
            return Class::NoRule;
        };
        match numbers.get(row.measure) {
            None => Class::NotKnown(row),
            Some(number) if number <= row.max => Class::Small(row),
            Some(_) => Class::Larger(row),
        }
    }
}

/// What is known of a small unit that uses gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GasUnit {
    /// Which.
    pub id: GasUserId,
    /// The site.
    pub site: SiteId,
    /// Trade.
    pub trade: Trade,
    /// Its numbers.
    pub numbers: UnitNumbers,
    /// What it burns.
    pub fuel: Fuel,
    /// A gas alarm hangs there and works.
    pub alarm: Option<bool>,
    /// The gas is cut off by the alarm 紧急切断.
    pub cut_off: Option<bool>,
    /// When it was surveyed last.
    pub surveyed_at: DateTime<Utc>,
    /// Counts the changes of the entry.
    pub version: u32,
}

/// Keeps what is known of a small unit that uses gas: the register entry and its survey in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveGasUnit {
    /// This save, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// The entry; made by the caller when it is new.
    pub unit: GasUserId,
    /// The site.
    pub site: SiteId,
    /// The visit during which it was surveyed.
    #[serde(default)]
    pub visit: Option<InspectionId>,
    /// The version that the person was looking at; `None` for a new one.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// Trade.
    pub trade: Trade,
    /// Its numbers.
    #[serde(default)]
    pub numbers: UnitNumbers,
    /// What it burns.
    pub fuel: Fuel,
    /// A gas alarm hangs there and works.
    #[serde(default)]
    pub alarm: Option<bool>,
    /// The gas is cut off by the alarm 紧急切断.
    #[serde(default)]
    pub cut_off: Option<bool>,
    /// When it was surveyed (device time).
    pub surveyed_at: DateTime<Utc>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Photos.
    #[serde(default)]
    pub photos: Vec<FileId>,
}

impl SaveGasUnit {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).optional_paragraph("note", self.note.as_deref());
        if !self.fuel.is_gas() {
            faults.push(FieldFault::new("fuel", FieldCode::NotAllowed));
        }
        for measure in Measure::ALL {
            if self.numbers.get(*measure).is_some_and(|number| number > 1_000_000) {
                let fault = FieldFault::new(format!("numbers.{measure}"), FieldCode::OutOfRange);
                faults.push(fault.with("min", 0).with("max", 1_000_000));
            }
        }
        if self.surveyed_at > now + CLOCK_TOLERANCE {
            faults.push(FieldFault::new("surveyed_at", FieldCode::InFuture));
        }
        check_day("surveyed_at", local_date(self.surveyed_at), &mut faults);
        check_photos("photos", &self.photos, &mut faults);
        Fault::check(faults)
    }

    /// The entry that it keeps; `version` is the one before, 0 for a new one.
    pub const fn unit(&self, version: u32) -> GasUnit {
        GasUnit {
            id: self.unit,
            site: self.site,
            trade: self.trade,
            numbers: self.numbers,
            fuel: self.fuel,
            alarm: self.alarm,
            cut_off: self.cut_off,
            surveyed_at: self.surveyed_at,
            version: version + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    fn word(rules: &ClassRules, trade: Trade, numbers: UnitNumbers, on: &str) -> &'static str {
        match rules.class(trade, &numbers, day(on)) {
            Class::Small(_) => "small",
            Class::Larger(_) => "larger",
            Class::NotKnown(_) => "not known",
            Class::NoRule => "no rule",
        }
    }

    #[test]
    fn the_numbers_of_the_domain_description() {
        let area = |n| UnitNumbers { floor_area: Some(n), ..UnitNumbers::default() };
        let seats = |n| UnitNumbers { seats: Some(n), ..UnitNumbers::default() };
        let beds = |n| UnitNumbers { beds: Some(n), ..UnitNumbers::default() };
        let rules = ClassRules::defaults();
        for (trade, numbers, expected) in [
            (Trade::Shop, area(300), "small"),
            (Trade::Shop, area(301), "larger"),
            (Trade::Restaurant, seats(100), "small"),
            (Trade::Restaurant, seats(101), "larger"),
            (Trade::Restaurant, area(80), "not known"),
            (Trade::Hotel, beds(50), "small"),
            (Trade::Hotel, beds(51), "larger"),
            (Trade::Entertainment, area(200), "small"),
            (Trade::Entertainment, area(201), "larger"),
            (Trade::Leisure, area(200), "small"),
            (Trade::Leisure, area(201), "larger"),
            (Trade::Workshop, area(10), "no rule"),
        ] {
            assert_eq!(word(&rules, trade, numbers, "2023-06-01"), expected, "{trade} {numbers:?}");
        }
        assert!(rules.rows.iter().all(|row| !row.document.is_empty()));
    }

    #[test]
    fn a_newer_document_counts_from_its_day_on() {
        let mut rules = ClassRules::defaults();
        let newer = ClassRule {
            max: 200,
            valid_from: day("2024-01-01"),
            document: "新".into(),
            ..rules.rows[0].clone()
        };
        rules.rows.push(newer);
        let shop = UnitNumbers { floor_area: Some(250), ..UnitNumbers::default() };
        assert_eq!(word(&rules, Trade::Shop, shop, "2023-12-31"), "small");
        assert_eq!(word(&rules, Trade::Shop, shop, "2024-01-01"), "larger");
        assert_eq!(word(&rules, Trade::Shop, shop, "2009-12-31"), "no rule");
    }
}
