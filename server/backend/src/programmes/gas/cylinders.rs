//! The cylinders of the register as a [table](crate::tables): each on a row of its own, behind its user.

use super::query;
use crate::{
    ctx::Ctx,
    entities::cylinder,
    error::Result,
    programmes::export::{Sites, day, headings, yes_or_no},
    tables::{Listed, Masks, Piece},
};
use domain::{
    listing::{Common, Filter},
    programmes::{filters::GasFilter, gas::LpgStanding},
};
use futures::future::BoxFuture;
use sea_orm::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The cylinders of the users that a filter of their list names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CylinderList(GasFilter);

impl Filter for CylinderList {
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut users = GasFilter::from_pairs(pairs);
        if users.lpg.is_empty() {
            // who has never had a cylinder has none to list
            users.lpg = LpgStanding::ALL.to_vec();
        }
        Self(users)
    }

    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        self.0.to_pairs()
    }

    fn common(&self) -> &Common {
        &self.0.common
    }

    fn common_mut(&mut self) -> &mut Common {
        &mut self.0.common
    }
}

impl Listed for CylinderList {
    const SUBJECT: &'static str = "cylinder";

    fn headings() -> Vec<&'static str> {
        headings(&["气瓶编号", "规格（公斤）", "制造日期", "上次检验", "下次检验", "退瓶日期", "有退瓶凭证"])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = query::list(ctx, &self.0, limit).await?;
            let sites =
                Sites::read(ctx, page.rows.iter().map(|row| row.door.site.0).collect(), masks).await?;
            let users: Vec<Value> = page.rows.iter().map(|row| row.id.0.into()).collect();
            let mut of_user: HashMap<Uuid, Vec<cylinder::Model>> = HashMap::new();
            for row in query::cylinders_of(ctx, &users).await? {
                of_user.entry(row.gas_user_id).or_default().push(row);
            }
            Ok(Piece::of_many(page, |user| {
                let its = of_user.remove(&user.id.0).unwrap_or_default();
                its.into_iter().map(|row| sites.line(user.door.site, cells(row))).collect()
            }))
        })
    }
}

fn cells(row: cylinder::Model) -> Vec<String> {
    vec![
        row.number,
        row.kilograms.to_string(),
        day(row.made_on),
        day(row.tested_on),
        day(row.next_test),
        day(row.returned_on),
        // handed back without proof it still counts as there
        yes_or_no(row.returned_on.map(|_| row.gone_on.is_some())),
    ]
}
