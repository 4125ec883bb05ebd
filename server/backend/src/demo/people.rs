//! Who signs in, in the demo: invented people.

use crate::{
    entities::user_account,
    error::{Error, Result},
    passwords::Passwords,
    reference::load::fixed_id,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role},
    area::{AreaCode, AreaLevel},
    ids::UserId,
};

/// The password of every demo sign-in. Not a secret: it stands in the README.
pub const PASSWORD: &str = "Xunan-2023";

/// The sign-ins of the demo subdistrict: login, name, role, area.
pub const SIGN_INS: [(&str, &str, Role, &str); 9] = [
    ("wang.min", "王敏", Role::Inspector, "310105008"),
    ("zhang.lei", "张磊", Role::Inspector, "310105008"),
    ("chen.jie", "陈洁", Role::Inspector, "310105008"),
    ("liu.yang", "刘洋", Role::Inspector, "310105008"),
    ("zhao.hong", "赵红", Role::Inspector, "310105008012"),
    ("li.office", "李文", Role::Office, "310105008"),
    ("zhou.office", "周宁", Role::Office, "310105008"),
    ("chen.lead", "陈立", Role::Leader, "310105008"),
    ("admin", "系统管理员", Role::Admin, "31"),
];

/// The people who handle the hazards of one subdistrict.
#[derive(Clone, Debug)]
pub(super) struct Staff {
    /// Those of the whole subdistrict.
    pub inspectors: Vec<Actor>,
    /// Those of one committee only.
    pub local: Vec<Actor>,
    /// The office.
    pub office: Vec<Actor>,
}

impl Staff {
    /// Sorted from all people of the subdistrict.
    pub fn of(people: &[Actor]) -> Self {
        let role = |wanted: Role, level: AreaLevel| {
            people.iter().filter(|p| p.role == wanted && p.area.level() == level).cloned().collect::<Vec<_>>()
        };
        Self {
            inspectors: role(Role::Inspector, AreaLevel::Subdistrict),
            local: role(Role::Inspector, AreaLevel::Committee),
            office: role(Role::Office, AreaLevel::Subdistrict),
        }
    }

    /// The inspectors who see that area.
    pub fn inspectors_for<'a>(&'a self, area: &'a AreaCode) -> impl Iterator<Item = &'a Actor> + 'a {
        self.local.iter().chain(&self.inspectors).filter(|p| p.area.contains(area))
    }
}

/// One person.
pub(super) fn person(login: &str, name: &str, role: Role, area: &str) -> Result<Actor> {
    Ok(Actor {
        user: UserId(fixed_id("demo_user", login)),
        login: login.to_owned(),
        name: name.to_owned(),
        role,
        area: area.parse()?,
    })
}

/// The people of the demo subdistrict.
pub(super) fn demo_people() -> Result<Vec<Actor>> {
    SIGN_INS.iter().map(|(login, name, role, area)| person(login, name, *role, area)).collect()
}

/// Their rows, all with the same password, which is hashed once.
pub(super) async fn rows(people: &[Actor], at: DateTime<Utc>) -> Result<Vec<user_account::Model>> {
    let hash = Passwords::new().hash(PASSWORD.to_owned().into()).await.map_err(Error::internal)?;
    let row = |p: &Actor| user_account::Model {
        id: p.user.0,
        login: p.login.clone(),
        name: p.name.clone(),
        role: p.role.as_str().into(),
        area_code: p.area.to_string(),
        password_hash: hash.clone(),
        phone: None,
        locale: "zh".into(),
        disabled_at: None,
        created_at: at,
        updated_at: at,
    };
    Ok(people.iter().map(row).collect())
}
