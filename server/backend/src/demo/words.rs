//! What things are called and what people write, in the demo. All names are invented.

use domain::{hazards::Category, sites::SiteKind};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

const WORDS: &str = include_str!("../../data/demo_words.csv");

/// First parts of the names of shops.
pub(super) const SHOP_FRONTS: [&str; 40] = [
    "鸿福",
    "顺意",
    "佳禾",
    "润友",
    "百味",
    "锦记",
    "阿晨",
    "小满",
    "嘉欣",
    "和悦",
    "安可",
    "新月",
    "金穗",
    "福临",
    "同乐",
    "春晓",
    "南北",
    "一品",
    "悦来",
    "聚源",
    "常青",
    "乐邻",
    "万家",
    "知味",
    "清和",
    "永兴",
    "德昌",
    "晓风",
    "天天",
    "舒心",
    "宜居",
    "丰年",
    "鼎鲜",
    "合兴",
    "优尚",
    "雅致",
    "民生",
    "便民",
    "好邻居",
    "老地方",
];

/// What kind of shop: the name's second part, floor area from and to in square metres, seats from and to.
pub(super) const SHOP_KINDS: [(&str, i64, i64, i64, i64); 25] = [
    ("便利店", 20, 90, 0, 0),
    ("面馆", 25, 90, 12, 48),
    ("水果店", 15, 60, 0, 0),
    ("理发店", 20, 80, 4, 10),
    ("足浴店", 60, 180, 8, 20),
    ("五金店", 15, 70, 0, 0),
    ("小吃店", 18, 60, 8, 30),
    ("奶茶店", 12, 40, 0, 12),
    ("药房", 50, 150, 0, 0),
    ("文具店", 15, 60, 0, 0),
    ("洗衣店", 20, 60, 0, 0),
    // twice: they are many here, and one of the three kinds of problem
    ("棋牌室", 40, 160, 16, 48),
    ("棋牌室", 30, 90, 12, 32),
    ("网吧", 120, 200, 40, 90),
    ("茶餐厅", 80, 220, 40, 98),
    ("火锅店", 90, 260, 40, 98),
    ("烧烤店", 40, 140, 20, 60),
    ("美容院", 40, 150, 4, 12),
    ("旅馆", 150, 300, 0, 0),
    ("快餐店", 40, 150, 20, 80),
    ("超市", 80, 290, 0, 0),
    ("烟酒店", 15, 60, 0, 0),
    ("修车铺", 12, 40, 0, 0),
    ("宠物店", 20, 80, 0, 0),
    ("培训班", 60, 200, 20, 60),
];

/// Public venues.
pub(super) const VENUES: [&str; 10] = [
    "社区食堂",
    "健身会所",
    "社区文化活动室",
    "老年学校",
    "综合市场",
    "幼托中心",
    "影剧场",
    "社区卫生服务点",
    "商务楼",
    "养老院",
];

/// Places that fit no other kind.
pub(super) const OTHERS: [&str; 4] = ["配电间", "垃圾厢房", "临时堆场", "街心绿地"];

/// Where, when nobody was there to say it more exactly.
pub(super) const REPORTED_PLACE: &str = "反映人所述位置";

/// Surnames of invented contacts, who have no other name.
pub(super) const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "徐", "孙", "朱", "马", "胡", "郭", "林", "何",
    "高", "梁", "郑", "罗", "宋", "谢", "唐",
];

/// Where at a site of that kind a finding is.
pub(super) fn locations(kind: SiteKind) -> &'static [&'static str] {
    match kind {
        SiteKind::Estate => &[
            "3号楼底层门厅",
            "东门入口",
            "中心绿地旁",
            "地下车库坡道口",
            "12号楼前",
            "北侧围墙边",
            "垃圾厢房旁",
        ],
        SiteKind::Building => {
            &["底层门厅", "2层楼道", "3层至4层楼梯转角", "5层走廊", "顶层平台", "电梯厅", "天井"]
        }
        SiteKind::Household => &["厨房", "阳台", "卫生间", "客厅", "入户走道"],
        SiteKind::SmallUnit => &["营业区", "厨房", "后门通道", "收银台旁", "仓库", "二层阁楼", "门面外侧"],
        SiteKind::LpgUnit => &["厨房", "气瓶间", "后场", "操作台下方"],
        SiteKind::BikeShed => &["车棚入口", "车棚东侧", "充电区", "车棚内墙"],
        SiteKind::ChargingStation => &["1号充电柜", "充电区南侧", "配电箱旁", "雨棚下"],
        SiteKind::ConstructionSite => &["二层作业面", "材料堆场", "临时配电箱", "出入口", "电梯井口"],
        SiteKind::Basement => &["入口坡道", "B区通道", "配电间", "东侧出口", "集水井旁"],
        SiteKind::PublicVenue => &["一层大厅", "二层疏散通道", "厨房", "东侧安全出口", "设备间"],
        SiteKind::Other => &["门口", "内侧", "围栏旁"],
    }
}

/// What people write about one entry of the library.
#[derive(Debug, Deserialize)]
struct WordsRow {
    code: String,
    details: String,
    remedies: String,
    places: String,
}

/// What people write about one entry of the library.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// What an inspector adds.
    pub details: Vec<&'static str>,
    /// What was done about it.
    pub remedies: Vec<&'static str>,
    /// Where it is; empty where the kind of site says it.
    pub places: Vec<&'static str>,
}

/// The words by the code of the entry.
pub(super) fn of(code: &str) -> &'static Words {
    static TABLE: LazyLock<BTreeMap<String, Words>> = LazyLock::new(table);
    static NONE: LazyLock<Words> = LazyLock::new(Words::default);
    TABLE.get(code).unwrap_or(&NONE)
}

fn table() -> BTreeMap<String, Words> {
    let split = |cell: String| -> Vec<&'static str> {
        let cell: &'static str = cell.leak(); // once, for as long as the program runs
        cell.split('|').filter(|part| !part.is_empty()).collect()
    };
    let rows = csv::Reader::from_reader(WORDS.as_bytes()).into_deserialize::<WordsRow>();
    // the file comes with the program and is read by a test
    rows.filter_map(Result::ok)
        .map(|r| {
            (
                r.code,
                Words { details: split(r.details), remedies: split(r.remedies), places: split(r.places) },
            )
        })
        .collect()
}

/// Why a review sent it back.
pub(super) const RETURNS: [&str; 5] = [
    "仍有部分物品未清理，请继续整改。",
    "整改照片与现场不符，需重新处理。",
    "只处理了一部分，另一侧未整改。",
    "整改不彻底，现场仍有残留。",
    "复查时又发现同类情况。",
];

/// Why more time is asked for.
pub(super) const EXTENSION_REASONS: [&str; 5] = [
    "更换设备需订货，预计两周到货。",
    "涉及多户协商，需要时间。",
    "维修资金申请审批中。",
    "施工单位排期较满。",
    "产权人在外地，委托手续办理中。",
];

/// Why it was refused.
pub(super) const REFUSALS: [&str; 2] =
    ["风险较高，不同意延期，请先采取临时措施并按期完成。", "理由不充分，请按原期限整改。"];

/// The body that such a hazard is handed to, and why.
pub(super) const fn body(category: Category) -> (&'static str, &'static str) {
    match category {
        Category::Gas | Category::Lpg => ("燃气公司", "涉及燃气设施，需专业单位处置。"),
        Category::IllegalStructure => ("区城管执法部门", "涉及违法搭建，需依法查处。"),
        Category::Building | Category::Falling | Category::GroupRental => {
            ("区房屋管理部门", "涉及房屋结构和出租，移交主管部门处理。")
        }
        Category::Food | Category::ChessRoom => ("区市场监管部门", "涉及经营许可，移交主管部门处理。"),
        Category::WorkSafety => ("区建设管理部门", "涉及施工许可，移交主管部门处理。"),
        _ => ("区消防救援部门", "需依法处理，移交主管部门。"),
    }
}

/// Why it was reopened.
pub(super) const RELAPSES: [&str; 3] =
    ["夜间巡查发现同一位置再次出现同样情况。", "居民再次反映，现场核实属实。", "回访发现未按承诺保持。"];

/// Campaigns of 2023: name, first and last month, the kinds of site they went to.
pub(super) const CAMPAIGNS: [(&str, u32, u32, &[SiteKind]); 6] = [
    ("今冬明春火灾防控专项", 1, 3, &[SiteKind::SmallUnit, SiteKind::PublicVenue, SiteKind::Basement]),
    (
        "电动自行车消防安全专项整治",
        4,
        6,
        &[SiteKind::BikeShed, SiteKind::ChargingStation, SiteKind::Estate, SiteKind::Building],
    ),
    ("燃气安全专项整治", 7, 9, &[SiteKind::LpgUnit, SiteKind::SmallUnit, SiteKind::Household]),
    ("防汛防台专项检查", 5, 9, &[SiteKind::Basement, SiteKind::ConstructionSite, SiteKind::Estate]),
    ("节前安全专项检查", 9, 10, &[SiteKind::PublicVenue, SiteKind::SmallUnit]),
    (
        "岁末年初安全专项检查",
        11,
        12,
        &[SiteKind::SmallUnit, SiteKind::LpgUnit, SiteKind::PublicVenue, SiteKind::ConstructionSite],
    ),
];
