//! Sites 场所/对象: what gets visited.

pub mod address;
pub mod place;
pub mod views;

pub use address::{Door, Likened, Likeness, address_key, door_words, likeness, name_key, whole_address};
pub use place::{Belonging, SitePlace, belongs};
pub use views::{SiteDetail, SiteHit, SiteSummary, SiteTwin};

use crate::{
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    hazards::Position,
    ids::SiteId,
    text::Texts,
    text_enum,
};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Kinds of site.
    SiteKind {
        /// 小区.
        Estate = "estate",
        /// 楼栋.
        Building = "building",
        /// 居民户.
        Household = "household",
        /// 九小场所.
        SmallUnit = "small_unit",
        /// 液化气用气单位.
        LpgUnit = "lpg_unit",
        /// 非机动车车棚.
        BikeShed = "bike_shed",
        /// 充电场所.
        ChargingStation = "charging_station",
        /// 在建工地.
        ConstructionSite = "construction_site",
        /// 地下/民防空间.
        Basement = "basement",
        /// 公共场所.
        PublicVenue = "public_venue",
        /// 其他.
        Other = "other",
    }
}

impl SiteKind {
    /// Whether it is a business: opening one shows how often it was checked, and an administrative check of one
    /// needs a check code.
    pub const fn is_business(self) -> bool {
        matches!(
            self,
            Self::SmallUnit
                | Self::LpgUnit
                | Self::ChargingStation
                | Self::ConstructionSite
                | Self::PublicVenue
        )
    }
}

text_enum! {
    /// Whether a site is still there.
    SiteStatus {
        /// In use.
        Active = "active",
        /// Closed down.
        ClosedDown = "closed_down",
    }
}

/// Adds a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddSite {
    /// Made by the caller.
    pub id: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Name.
    pub name: String,
    /// Address as one line.
    pub address: String,
    /// Estate 小区.
    #[serde(default)]
    pub estate: Option<String>,
    /// Building 号/栋.
    #[serde(default)]
    pub building: Option<String>,
    /// Room 室.
    #[serde(default)]
    pub room: Option<String>,
    /// Committee or grid; found from the position when missing.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// Where it is.
    #[serde(default)]
    pub position: Option<Position>,
    /// Contact person.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// Contact phone.
    #[serde(default)]
    pub contact_phone: Option<String>,
}

impl AddSite {
    /// Checks what can be checked without the store.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .line("name", &self.name)
            .line("address", &self.address)
            .optional_line("estate", self.estate.as_deref())
            .optional_line("building", self.building.as_deref())
            .optional_line("room", self.room.as_deref())
            .optional_line("contact_name", self.contact_name.as_deref())
            .optional_line("contact_phone", self.contact_phone.as_deref());
        if self.area.is_none() && self.position.is_none() {
            faults.push(FieldFault::new("area", FieldCode::Required));
        }
        Fault::check(faults)
    }
}

/// Corrects what a site says of itself. What is not given, or blank, stays as it is: whoever corrects one thing need not see
/// the others, which may be masked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeSite {
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Address as one line.
    #[serde(default)]
    pub address: Option<String>,
    /// Contact person.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// Contact phone.
    #[serde(default)]
    pub contact_phone: Option<String>,
    /// Whether it is still there.
    #[serde(default)]
    pub status: Option<SiteStatus>,
    /// Where it is.
    #[serde(default)]
    pub place: Option<SitePlace>,
}

impl ChangeSite {
    /// Checks what can be checked without the store.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("name", self.name.as_deref())
            .optional_line("address", self.address.as_deref())
            .optional_line("contact_name", self.contact_name.as_deref())
            .optional_line("contact_phone", self.contact_phone.as_deref());
        if let Some(place) = &self.place {
            place.check(&mut faults);
        }
        Fault::check(faults)
    }
}
