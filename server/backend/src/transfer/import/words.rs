//! The words of tables in both languages, with their meaning.

use domain::{
    hazards::{Category, Severity, Source, Status},
    inspections::Outcome,
    programmes::{
        campaign::{Entry, Standing},
        device::{DeviceKind, DeviceStatus},
        gas::{LpgStanding, MoveOff, Trade},
        gear::Fuel,
        register::{FireCause, OrderKind},
        stove::{Appliance, HoseKind, NonSafe, StoveStatus},
        target::Measured,
        views::ClassWord,
    },
    sites::SiteKind,
};

/// Kinds of site.
pub(crate) const KINDS: &[(&[&str], SiteKind)] = &[
    (&["小区", "estate"], SiteKind::Estate),
    (&["楼栋", "楼宇", "building"], SiteKind::Building),
    (&["居民户", "住户", "household"], SiteKind::Household),
    (&["九小场所", "沿街商铺", "small_unit", "small unit", "shop"], SiteKind::SmallUnit),
    (&["液化气用气单位", "液化气用户", "lpg_unit", "lpg unit"], SiteKind::LpgUnit),
    (&["非机动车车棚", "车棚", "bike_shed", "bike shed"], SiteKind::BikeShed),
    (&["充电场所", "充电点", "charging_station", "charging station"], SiteKind::ChargingStation),
    (&["在建工地", "工地", "construction_site", "construction site"], SiteKind::ConstructionSite),
    (&["地下空间", "地下/民防空间", "民防工程", "basement"], SiteKind::Basement),
    (&["公共场所", "public_venue", "public venue"], SiteKind::PublicVenue),
    (&["其他", "其它", "other"], SiteKind::Other),
];

/// Categories of hazard.
pub(crate) const CATEGORIES: &[(&[&str], Category)] = &[
    (&["消防", "fire"], Category::Fire),
    (&["燃气", "gas"], Category::Gas),
    (&["用电", "电气", "electricity"], Category::Electricity),
    (&["电动自行车", "电瓶车", "飞线充电", "ebike", "e-bike"], Category::Ebike),
    (&["房屋结构", "房屋安全", "building"], Category::Building),
    (&["高空坠物", "falling"], Category::Falling),
    (&["违法建筑", "违法搭建", "illegal_structure", "illegal structure"], Category::IllegalStructure),
    (&["群租", "group_rental", "group rental"], Category::GroupRental),
    (&["棋牌室", "chess_room", "chess room"], Category::ChessRoom),
    (&["安全生产", "work_safety", "work safety"], Category::WorkSafety),
    (&["食品安全", "食品", "food"], Category::Food),
    (&["液化气瓶", "液化气", "lpg"], Category::Lpg),
    (&["防台防汛", "防汛", "flood"], Category::Flood),
    (&["其他", "其它", "other"], Category::Other),
];

/// Severities.
pub(super) const SEVERITIES: &[(&[&str], Severity)] = &[
    (&["一般", "一般隐患", "general"], Severity::General),
    (&["重大", "重大隐患", "major"], Severity::Major),
];

/// Where a hazard may stand when it comes in.
pub(super) const STATUSES: &[(&[&str], Status)] = &[
    (&["待派单", "登记", "已登记", "registered"], Status::Registered),
    (&["整改中", "已派单", "派单", "assigned"], Status::Assigned),
    (&["已销号", "销号", "已整改", "已完成", "closed"], Status::Closed),
];

/// Sources.
pub(super) const SOURCES: &[(&[&str], Source)] = &[
    (&["检查", "检查发现", "inspection"], Source::Inspection),
    (&["12345", "12345热线", "热线", "hotline"], Source::Hotline),
    (&["网格", "网格上报", "grid"], Source::Grid),
    (&["居民反映", "居民", "resident"], Source::Resident),
    (&["自查", "单位自查", "self_check", "self check"], Source::SelfCheck),
];

/// Kinds of hotline order.
pub(crate) const ORDER_KINDS: &[(&[&str], OrderKind)] = &[
    (&["投诉", "complaint"], OrderKind::Complaint),
    (&["举报", "report"], OrderKind::Report),
    (&["求助", "request"], OrderKind::Request),
    (&["建议", "suggestion"], OrderKind::Suggestion),
    (&["咨询", "question"], OrderKind::Question),
];

/// What fires came from.
pub(crate) const FIRE_CAUSES: &[(&[&str], FireCause)] = &[
    (&["电气", "electrical"], FireCause::Electrical),
    (&["电动自行车", "电瓶车", "ebike", "e-bike"], FireCause::Ebike),
    (&["用火不慎", "open_flame", "open flame"], FireCause::OpenFlame),
    (&["燃气", "gas"], FireCause::Gas),
    (&["吸烟", "smoking"], FireCause::Smoking),
    (&["遗留火种", "垃圾", "rubbish"], FireCause::Rubbish),
    (&["放火", "arson"], FireCause::Arson),
    (&["待查", "unknown"], FireCause::Unknown),
    (&["其他", "其它", "other"], FireCause::Other),
];

/// Appliances.
pub(crate) const APPLIANCES: &[(&[&str], Appliance)] = &[
    (&["灶具", "燃气灶", "stove"], Appliance::Stove),
    (&["热水器", "燃气热水器", "water_heater", "water heater"], Appliance::WaterHeater),
];

/// Where appliances stand.
pub(crate) const STOVE_STATUSES: &[(&[&str], StoveStatus)] = &[
    (&["已排摸"], StoveStatus::Surveyed),
    (&["安全型"], StoveStatus::Safe),
    (&["非安全型"], StoveStatus::NonSafe),
    (&["已排期"], StoveStatus::Planned),
    (&["已更换"], StoveStatus::Replaced),
    (&["已验收"], StoveStatus::Accepted),
    (&["已拆除"], StoveStatus::Gone),
];

/// What is not safe.
pub(crate) const NON_SAFE: &[(&[&str], NonSafe)] = &[
    (&["无熄火保护装置"], NonSafe::NoFlameFailure),
    (&["超过使用年限"], NonSafe::PastLife),
    (&["气源不匹配"], NonSafe::WrongGas),
    (&["软管材质不符"], NonSafe::HoseKind),
    (&["软管超期"], NonSafe::HosePastLife),
    (&["软管过长"], NonSafe::HoseTooLong),
    (&["软管有接头"], NonSafe::HoseJoint),
    (&["软管穿墙"], NonSafe::HoseThroughWall),
];

/// Kinds of device.
pub(crate) const DEVICE_KINDS: &[(&[&str], DeviceKind)] = &[
    (&["燃气报警器", "报警器", "gas_alarm", "gas alarm"], DeviceKind::GasAlarm),
    (&["联网烟感", "烟感", "smoke_detector", "smoke detector"], DeviceKind::SmokeDetector),
    (&["汽车充电桩", "充电桩", "car_charger", "car charger"], DeviceKind::CarCharger),
];

/// Where devices stand.
pub(crate) const DEVICE_STATUSES: &[(&[&str], DeviceStatus)] = &[
    (&["拟装"], DeviceStatus::Planned),
    (&["已装待验收"], DeviceStatus::Installed),
    (&["已验收"], DeviceStatus::Accepted),
    (&["故障"], DeviceStatus::Faulty),
    (&["已更换"], DeviceStatus::Replaced),
    (&["停用"], DeviceStatus::Retired),
];

/// What is burnt.
pub(crate) const FUELS: &[(&[&str], Fuel)] = &[
    (&["天然气", "管道气", "natural_gas", "natural gas"], Fuel::NaturalGas),
    (&["人工煤气", "煤气", "town_gas", "town gas"], Fuel::TownGas),
    (&["液化石油气", "液化气", "lpg"], Fuel::Lpg),
    (&["电", "electricity"], Fuel::Electricity),
];

/// What connects an appliance.
pub(crate) const HOSES: &[(&[&str], HoseKind)] = &[
    (&["不锈钢波纹软管", "不锈钢波纹管", "波纹管", "金属软管", "metal"], HoseKind::Metal),
    (&["专用包覆软管", "金属包覆软管", "橡胶复合软管", "composite"], HoseKind::Composite),
    (&["普通橡胶软管", "橡胶软管", "橡胶管", "rubber"], HoseKind::Rubber),
    (&["其他软管", "其他", "其它", "other"], HoseKind::Other),
    (&["硬管", "pipe"], HoseKind::Pipe),
];

/// Trades.
pub(crate) const TRADES: &[(&[&str], Trade)] = &[
    (&["小商店", "商店", "shop"], Trade::Shop),
    (&["小餐饮", "餐饮", "restaurant"], Trade::Restaurant),
    (&["小旅馆", "旅馆", "hotel"], Trade::Hotel),
    (&["小歌舞娱乐", "娱乐", "entertainment"], Trade::Entertainment),
    (&["小休闲健身", "美容洗浴", "leisure"], Trade::Leisure),
    (&["小网吧", "网吧", "internet_cafe", "internet cafe"], Trade::InternetCafe),
    (&["小学校", "幼儿园", "school"], Trade::School),
    (&["小医院", "诊所", "clinic"], Trade::Clinic),
    (&["小生产加工企业", "加工企业", "workshop"], Trade::Workshop),
    (&["其他", "其它", "other"], Trade::Other),
];

/// What units count as, by the dictionary.
pub(crate) const CLASSES: &[(&[&str], ClassWord)] = &[
    (&["九小场所"], ClassWord::Small),
    (&["超出九小"], ClassWord::Larger),
    (&["数据不全"], ClassWord::NotKnown),
    (&["无标准"], ClassWord::NoRule),
];

/// Where users of cylinders stand.
pub(crate) const LPG_STANDINGS: &[(&[&str], LpgStanding)] = &[
    (&["在用"], LpgStanding::Using),
    (&["已改瓶未退清"], LpgStanding::Clearing),
    (&["已清零"], LpgStanding::Cleared),
];

/// What users of cylinders change to.
pub(crate) const MOVES: &[(&[&str], MoveOff)] = &[
    (&["改管道气", "瓶改管", "管道气", "piped_gas", "piped gas"], MoveOff::PipedGas),
    (&["改用电", "瓶改电", "电", "electricity"], MoveOff::Electricity),
    (&["停业/搬离", "停业", "搬离", "given_up", "given up"], MoveOff::GivenUp),
];

/// What measures targets: the words of papers first.
pub(super) const MEASURED: &[(&[&str], Measured)] = &[
    (&["排查次数", "inspections"], Measured::Inspections),
    (&["专项检查次数", "special_inspections", "special inspections"], Measured::SpecialInspections),
    (&["查出隐患", "hazards_found", "hazards found"], Measured::HazardsFound),
    (&["整改隐患", "隐患整改", "hazards_closed", "hazards closed"], Measured::HazardsClosed),
    (&["灶具排摸户数", "households_surveyed", "households surveyed"], Measured::HouseholdsSurveyed),
    (&["更换非安全型灶具", "stoves_replaced", "non-safe stoves replaced"], Measured::StovesReplaced),
    (
        &["列入报警器加装户数", "gas_alarm_households", "households on the alarm list"],
        Measured::GasAlarmHouseholds,
    ),
    (&["已装燃气报警器", "gas_alarms_installed", "gas alarms installed"], Measured::GasAlarmsInstalled),
    (
        &["排摸九小用气场所", "gas_units_surveyed", "small gas-using units surveyed"],
        Measured::GasUnitsSurveyed,
    ),
    (&["九小用气隐患整改", "gas_hazards_eliminated"], Measured::GasHazardsEliminated),
    (&["液化气用户改管改电", "lpg_users_moved", "lpg users moved off cylinders"], Measured::LpgUsersMoved),
    (&["行政处罚", "penalties"], Measured::Penalties),
    (
        &["已装联网烟感的小区", "estates_with_detectors", "estates with networked detectors"],
        Measured::EstatesWithDetectors,
    ),
    (&["汽车充电桩", "chargers", "car chargers"], Measured::Chargers),
];

/// How visits end.
pub(crate) const OUTCOMES: &[(&[&str], Outcome)] = &[
    (&["已完成"], Outcome::Done),
    (&["到访不遇"], Outcome::NotAtHome),
    (&["拒绝"], Outcome::Refused),
    (&["空关"], Outcome::Vacant),
    (&["租客"], Outcome::Tenant),
    (&["已迁"], Outcome::Moved),
];

/// What came of a campaign's doors.
pub(crate) const STANDINGS: &[(&[&str], Standing)] = &[
    (&["已入户"], Standing::LetIn),
    (&["拒绝"], Standing::Refused),
    (&["未遇"], Standing::Unreachable),
    (&["未走访"], Standing::Untouched),
];

/// How sites came onto a campaign's list.
pub(crate) const ENTRIES: &[(&[&str], Entry)] = &[(&["名单内"], Entry::Frozen), (&["后加"], Entry::Later)];

/// The first word of a value: what a table that is written says, so that it can be read again.
pub(crate) fn word_of<T: PartialEq>(table: &[(&'static [&'static str], T)], value: &T) -> &'static str {
    let found = table.iter().find(|(_, meaning)| meaning == value);
    found.and_then(|(words, _)| words.first()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::summary::{Lang, names::Named};

    #[test]
    fn a_figure_is_called_in_tables_as_in_papers() {
        for figure in Measured::ALL {
            assert_eq!(word_of(MEASURED, figure), figure.name(Lang::Zh), "{figure}");
        }
    }
}
