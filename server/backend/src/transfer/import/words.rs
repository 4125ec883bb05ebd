//! The words of tables in both languages, with their meaning.

use domain::{
    hazards::{Category, Severity, Source, Status},
    programmes::register::{FireCause, OrderKind},
    sites::SiteKind,
};

/// Kinds of site.
pub(super) const KINDS: &[(&[&str], SiteKind)] = &[
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

/// The first word of a value: what a table that is written says, so that it can be read again.
pub(crate) fn word_of<T: PartialEq>(table: &[(&'static [&'static str], T)], value: &T) -> &'static str {
    let found = table.iter().find(|(_, meaning)| meaning == value);
    found.and_then(|(words, _)| words.first()).copied().unwrap_or_default()
}
