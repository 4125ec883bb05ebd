//! Rows that most tests need: a subdistrict, its people, a site, and hazards to order.

use backend::db::{Db, WriteTx};
use backend::entities::{area, hazard, site, user_account};
use chrono::{NaiveDate, SubsecRound, TimeZone, Utc};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

pub const DISTRICT: &str = "310105";
pub const SUBDISTRICT: &str = "310105010";
/// Outside: another subdistrict of the same district.
pub const OTHER_SUBDISTRICT: &str = "310105011";
pub const COMMITTEE: &str = "310105010001";
pub const OTHER_COMMITTEE: &str = "310105010002";
pub const OUTSIDE_COMMITTEE: &str = "310105011001";

/// The people and the site of a small town.
#[derive(Clone, Debug)]
pub struct Town {
    /// Inspector of [`COMMITTEE`].
    pub inspector: user_account::Model,
    /// Office of [`SUBDISTRICT`].
    pub office: user_account::Model,
    /// Leader of [`SUBDISTRICT`].
    pub leader: user_account::Model,
    /// Administrator of the city.
    pub admin: user_account::Model,
    /// Office of [`OTHER_SUBDISTRICT`].
    pub outsider: user_account::Model,
    /// A shop in [`COMMITTEE`].
    pub shop: site::Model,
}

/// The instant of all seeds: 2023-06-15 12:00 in Shanghai.
pub fn noon() -> chrono::DateTime<Utc> {
    Utc.with_ymd_and_hms(2023, 6, 15, 4, 0, 0).unwrap()
}

/// Areas from the city down to three committees, one person per role, one site.
pub async fn town(db: &Db) -> Town {
    let town = Town {
        inspector: person("inspector", "inspector", COMMITTEE),
        office: person("office", "office", SUBDISTRICT),
        leader: person("leader", "leader", SUBDISTRICT),
        admin: person("admin", "admin", "31"),
        outsider: person("outsider", "office", OTHER_SUBDISTRICT),
        shop: shop(),
    };
    let rows = town.clone();
    db.write(move |tx| {
        Box::pin(async move {
            let areas = [
                place("31", None, "city", "上海市"),
                place(DISTRICT, Some("31"), "district", "长宁区"),
                place(SUBDISTRICT, Some(DISTRICT), "subdistrict", "甲街道"),
                place(OTHER_SUBDISTRICT, Some(DISTRICT), "subdistrict", "乙街道"),
                place(COMMITTEE, Some(SUBDISTRICT), "committee", "第一居委会"),
                place(OTHER_COMMITTEE, Some(SUBDISTRICT), "committee", "第二居委会"),
                place(OUTSIDE_COMMITTEE, Some(OTHER_SUBDISTRICT), "committee", "外居委会"),
            ];
            for row in areas {
                row.into_active_model().reset_all().insert(tx).await?;
            }
            let people = [rows.inspector, rows.office, rows.leader, rows.admin, rows.outsider];
            user_account::Entity::insert_many(people.map(|row| row.into_active_model().reset_all()))
                .exec(tx)
                .await?;
            rows.shop.into_active_model().reset_all().insert(tx).await?;
            Ok::<_, DbErr>(())
        })
    })
    .await
    .unwrap();
    town
}

fn place(code: &str, parent: Option<&str>, level: &str, name: &str) -> area::Model {
    area::Model {
        code: code.to_owned(),
        parent_code: parent.map(str::to_owned),
        level: level.to_owned(),
        name: name.to_owned(),
        short_name: None,
        boundary: None,
        approximate: false,
        lon: None,
        lat: None,
        created_at: noon(),
        updated_at: noon(),
    }
}

/// A person without a usable password; see the sign-in tests for one that has.
pub fn person(login: &str, role: &str, area_code: &str) -> user_account::Model {
    user_account::Model {
        id: Uuid::now_v7(),
        login: login.to_owned(),
        name: format!("{login} 某"),
        role: role.to_owned(),
        area_code: area_code.to_owned(),
        password_hash: "!".to_owned(),
        phone: None,
        locale: "zh".to_owned(),
        disabled_at: None,
        created_at: noon(),
        updated_at: noon(),
    }
}

/// A restaurant in [`COMMITTEE`].
pub fn shop() -> site::Model {
    let id = Uuid::now_v7();
    site::Model {
        id,
        sort_key: sort_key(noon().timestamp_millis(), id),
        area_code: COMMITTEE.to_owned(),
        committee_code: COMMITTEE.to_owned(),
        subdistrict_code: SUBDISTRICT.to_owned(),
        district_code: DISTRICT.to_owned(),
        kind: "small_unit".to_owned(),
        name: "老王面馆".to_owned(),
        pinyin: "lwmg".to_owned(),
        address: "玉屏南路100号".to_owned(),
        address_key: Some("玉屏南路|100".to_owned()),
        name_key: Some("老王面馆".to_owned()),
        estate: None,
        building: None,
        room: None,
        lon: Some(121.4),
        lat: Some(31.21),
        accuracy_m: Some(8.5),
        point_source: Some("gps".to_owned()),
        raw_lon: None,
        raw_lat: None,
        raw_datum: None,
        contact_name: Some("王某".to_owned()),
        contact_phone: Some("13800138000".to_owned()),
        facts: json!({"seats": 40}),
        status: "active".to_owned(),
        merged_into: None,
        change_seq: 0,
        version: 1,
        created_by: None,
        created_at: noon(),
        updated_at: noon(),
    }
}

/// A hazard numbered `seq` of 2023 in [`SUBDISTRICT`], as a row only: no event, no figures.
pub fn hazard(town: &Town, seq: i32) -> hazard::Model {
    let id = Uuid::now_v7();
    let at = Utc::now().trunc_subsecs(3);
    hazard::Model {
        id,
        sort_key: sort_key(at.timestamp_millis(), id),
        number: format!("{SUBDISTRICT}-2023-{seq:05}"),
        subdistrict_code: SUBDISTRICT.to_owned(),
        year: 2023,
        seq,
        area_code: COMMITTEE.to_owned(),
        committee_code: COMMITTEE.to_owned(),
        district_code: DISTRICT.to_owned(),
        source: "inspection".to_owned(),
        category: "fire".to_owned(),
        subcategory: None,
        severity: "general".to_owned(),
        status: "registered".to_owned(),
        description: "楼道堆物 㐂𠮷🔥".to_owned(),
        location: "3号楼2层".to_owned(),
        clause: None,
        standard_id: None,
        site_id: Some(town.shop.id),
        inspection_id: None,
        lon: Some(121.401),
        lat: Some(31.2101),
        cell: None,
        accuracy_m: None,
        point_source: Some("pin".to_owned()),
        raw_lon: Some(121.4055),
        raw_lat: Some(31.2082),
        raw_datum: Some("gcj02".to_owned()),
        found_at: at,
        registered_at: at,
        original_due: NaiveDate::from_ymd_opt(2023, 6, 30).unwrap(),
        effective_due: NaiveDate::from_ymd_opt(2023, 6, 30).unwrap(),
        on_the_spot: false,
        party_name: None,
        party_phone: None,
        reporter_id: town.inspector.id,
        assignee_id: None,
        rectified_by: None,
        rectified_at: None,
        first_reviewer_id: None,
        first_review_passed: None,
        closed_by: None,
        closed_at: None,
        voided_at: None,
        void_reason: None,
        duplicate_of: None,
        returned_count: 0,
        reopened_count: 0,
        extension_until: None,
        extension_reason: None,
        extension_asked_by: None,
        extension_count: 0,
        transferred_to: None,
        five_elements: Some(json!({"targets": "月底前", "done": [1, null, true]})),
        supervised: false,
        event_count: 0,
        last_event_hash: String::new(),
        version: 1,
        content_sha256: String::new(),
        change_seq: 0,
        created_at: at,
        updated_at: at,
    }
}

/// Inserts the row as it is.
pub async fn insert_hazard(tx: &WriteTx, row: hazard::Model) -> Result<hazard::Model, DbErr> {
    row.into_active_model().reset_all().insert(tx).await
}

fn sort_key(unix_ms: i64, id: Uuid) -> i64 {
    let bytes = id.as_bytes();
    let low = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]) & 0x003f_ffff;
    (unix_ms << 22) | i64::from(low)
}
