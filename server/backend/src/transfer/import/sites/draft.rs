//! Reading a row of a register of sites.

use crate::{
    ctx::Ctx,
    entities::site,
    error::Result,
    import_text::{Row, RowFaultCode, RowFaults},
    initials::initials,
    sites::keys::keys,
    transfer::import::{
        fields::Fields,
        places::{Places, Spot},
        unchecked, words,
    },
};
use domain::{
    area::{AreaCode, AreaLevel},
    hazards::PointSource,
    ids::sort_key,
    sites::{Door, SiteKind, SiteStatus, whole_address},
    text::LINE,
};
use uuid::Uuid;

/// Whole numbers that are kept among a site's facts, with the largest sensible one.
const FACTS: [(&str, i64); 5] = [
    ("floor_area_m2", 1_000_000),
    ("seats", 100_000),
    ("beds", 100_000),
    ("height_m", 1_000),
    ("cylinders", 10_000),
];

/// Reads rows.
pub(in crate::transfer) struct Reader<'a> {
    /// Finds areas and positions.
    pub places: &'a Places,
    /// What rows are that do not say it.
    pub kind: Option<SiteKind>,
}

impl Reader<'_> {
    /// Reads a row, and notes what is wrong with it.
    pub fn read(&self, row: &Row, faults: &mut RowFaults) -> Draft {
        let mut fields = Fields { row, faults };
        let name = fields.required_line("name");
        let address = fields.required_line("address");
        let kind = match self.kind {
            Some(kind) => Some(fields.choice("kind", words::KINDS).unwrap_or(kind)),
            None => fields.required_choice("kind", words::KINDS),
        };
        let spot = self.places.spot(&mut fields);
        let area = self.places.area(&mut fields, spot.as_ref());
        if area.is_none() && ["area", "lon", "lat"].iter().all(|field| row.cell(field).is_empty()) {
            fields.fault("area", RowFaultCode::Required, "310105008001");
        }
        let facts = facts(&mut fields);
        let [estate, building, room] = ["estate", "building", "room"].map(|part| fields.line(part));
        let address = whole_address(&address, building.as_deref(), room.as_deref());
        if address.chars().count() > LINE {
            fields.fault("address", RowFaultCode::TooLong, format!("≤ {LINE}"));
        }
        Draft {
            line: row.line(),
            name,
            address,
            kind,
            spot,
            area,
            facts,
            estate,
            building,
            room,
            contact_name: fields.person("contact_name"),
            contact_phone: fields.phone("contact_phone"),
        }
    }
}

fn facts(fields: &mut Fields<'_>) -> serde_json::Value {
    let mut facts = serde_json::Map::new();
    for (fact, most) in FACTS {
        // an area or a height may have decimals in the table; whole numbers are enough here
        let read = fields.faults.keep(fields.row.real(fact, 0.0..=most as f64)).flatten();
        if let Some(value) = read {
            facts.insert(fact.to_owned(), (value.round() as i64).into());
        }
    }
    facts.into()
}

/// A row that was read.
#[derive(Clone, Debug)]
pub(in crate::transfer) struct Draft {
    /// Its line in the file.
    pub line: u64,
    /// Name.
    pub name: String,
    /// Address with building and room, which may stand in columns of their own.
    pub address: String,
    /// Kind; there unless the row is bad.
    pub kind: Option<SiteKind>,
    /// Where it is.
    pub spot: Option<Spot>,
    /// Committee or grid; there unless the row is bad.
    pub area: Option<AreaCode>,
    /// Numbers of its kind.
    pub facts: serde_json::Value,
    /// Estate.
    pub estate: Option<String>,
    /// Building.
    pub building: Option<String>,
    /// Room.
    pub room: Option<String>,
    /// Contact person.
    pub contact_name: Option<String>,
    /// Contact phone.
    pub contact_phone: Option<String>,
}

impl Draft {
    /// What is compared of it.
    pub fn door(&self) -> Door<'_> {
        Door { kind: self.kind.unwrap_or(SiteKind::Other), name: &self.name, address: &self.address }
    }

    /// The subdistrict it belongs to.
    pub fn subdistrict(&self) -> Option<AreaCode> {
        self.area.as_ref()?.at(AreaLevel::Subdistrict)
    }

    /// Name, address and committee, when all are there.
    pub fn identity(&self) -> Option<(String, String, String)> {
        let committee = self.area.as_ref()?.at(AreaLevel::Committee)?;
        let complete = !self.name.is_empty() && !self.address.is_empty();
        complete.then(|| (self.name.clone(), self.address.clone(), committee.to_string()))
    }

    /// As it was understood: a cell for each of the columns, in the words of a table.
    pub fn cells(&self, places: &Places) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let degrees = |degrees: Option<f64>| degrees.map(|d| format!("{d:.6}")).unwrap_or_default();
        let mut cells = vec![
            self.name.clone(),
            self.address.clone(),
            self.kind.map(|kind| words::word_of(words::KINDS, &kind).to_owned()).unwrap_or_default(),
            self.area.as_ref().map(|area| places.name(area)).unwrap_or_default(),
            degrees(self.spot.map(|spot| spot.point.lon())),
            degrees(self.spot.map(|spot| spot.point.lat())),
            text(&self.estate),
            text(&self.building),
            text(&self.room),
            text(&self.contact_name),
            text(&self.contact_phone),
        ];
        cells.extend(
            FACTS.iter().map(|(fact, _)| self.facts.get(*fact).map(ToString::to_string).unwrap_or_default()),
        );
        cells
    }

    /// The row of a new site.
    pub fn row(self, ctx: &Ctx) -> Result<site::Model> {
        let area = self.area.ok_or_else(|| unchecked("area"))?;
        let kind = self.kind.ok_or_else(|| unchecked("kind"))?;
        let part = |level| area.at(level).map(String::from).ok_or_else(|| unchecked("area"));
        let id = Uuid::now_v7();
        let keys = keys(&self.name, &self.address, self.building.as_deref(), self.room.as_deref());
        Ok(site::Model {
            id,
            sort_key: sort_key(ctx.now, id),
            committee_code: part(AreaLevel::Committee)?,
            subdistrict_code: part(AreaLevel::Subdistrict)?,
            district_code: part(AreaLevel::District)?,
            area_code: area.to_string(),
            kind: kind.as_str().into(),
            pinyin: initials(&self.name),
            name: self.name,
            address: self.address,
            address_key: keys.address,
            name_key: keys.name,
            estate: self.estate,
            building: self.building,
            room: self.room,
            lon: self.spot.map(|s| s.point.lon()),
            lat: self.spot.map(|s| s.point.lat()),
            accuracy_m: None,
            point_source: self.spot.map(|_| PointSource::Import.as_str().into()),
            raw_lon: self.spot.map(|s| s.raw.0),
            raw_lat: self.spot.map(|s| s.raw.1),
            raw_datum: self.spot.map(|s| s.raw.2.as_str().into()),
            contact_name: self.contact_name,
            contact_phone: self.contact_phone,
            facts: self.facts,
            status: SiteStatus::Active.as_str().into(),
            merged_into: None,
            change_seq: 0,
            version: 1,
            created_by: Some(ctx.actor.user.0),
            created_at: ctx.now,
            updated_at: ctx.now,
        })
    }
}
