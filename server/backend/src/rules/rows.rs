//! The tables of rules. Each holds some hundred rows at most and is read as a whole, as the copy of every process is.

use crate::{
    db::WriteTx,
    entities::{class_rule, deadline_rule, life_rule, reply_rule, standard_hazard},
    error::{Error, Result},
    listing::Sql,
    reference::{ANY, gear, rule, standard},
    registers::orders,
};
use chrono::NaiveDate;
use domain::{
    calendar::DayCount,
    hazards::Category,
    programmes::{
        gear::{Fuel, Usage},
        register::OrderKind,
    },
    rules::{Rise, Rule, RuleBook, Version},
    text::tidy,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

/// Every version of every rule of a table.
pub(super) async fn all(db: &impl ConnectionTrait, book: RuleBook) -> Result<Vec<(Uuid, Rule)>> {
    match book {
        RuleBook::Standards => {
            let rows = standard_hazard::Entity::find().all(db).await?.into_iter();
            rows.map(|row| Ok((row.id, Rule::Standard(standard(row)?)))).collect()
        }
        RuleBook::Deadlines => {
            let rows = deadline_rule::Entity::find().all(db).await?.into_iter();
            rows.map(|row| Ok((row.id, Rule::Deadline(rule(row)?)))).collect()
        }
        RuleBook::Lives => {
            let rows = life_rule::Entity::find().all(db).await?.into_iter();
            rows.map(|row| Ok((row.id, Rule::Life(gear::life(row)?)))).collect()
        }
        RuleBook::Classes => {
            let rows = class_rule::Entity::find().all(db).await?.into_iter();
            rows.map(|row| Ok((row.id, Rule::Class(gear::class(row)?)))).collect()
        }
        RuleBook::Replies => {
            let rows = reply_rule::Entity::find().all(db).await?.into_iter();
            rows.map(|row| Ok((row.id, Rule::Reply(orders::rule(row)?)))).collect()
        }
    }
}

/// The place of a version among the others.
pub(super) fn version(id: Uuid, rule: &Rule) -> Version {
    Version { id, from: rule.valid_from(), to: rule.valid_to() }
}

fn kept(text: &str) -> String {
    tidy(text).unwrap_or_default()
}

fn days(count: DayCount) -> i32 {
    i32::from(count.days)
}

/// Writes a new version.
pub(super) async fn insert(tx: &WriteTx, id: Uuid, rule: &Rule) -> Result<()> {
    match rule {
        Rule::Standard(s) => {
            let row = standard_hazard::Model {
                id,
                code: s.code.clone(),
                rise: s.rise.map_or(ANY, Rise::as_str).into(),
                category: s.category.as_str().into(),
                subcategory: s.subcategory.as_deref().and_then(tidy),
                severity: s.severity.as_str().into(),
                text_zh: kept(&s.text_zh),
                text_en: kept(&s.text_en),
                clause: kept(&s.clause),
                document: kept(&s.document),
                days: s.count.map(days),
                day_kind: s.count.map(|count| count.kind.as_str().into()),
                valid_from: s.valid_from,
                valid_to: s.valid_to,
            };
            row.into_active_model().reset_all().insert(tx).await?;
        }
        Rule::Deadline(d) => {
            let row = deadline_rule::Model {
                id,
                category: d.category.map_or(ANY, Category::as_str).into(),
                severity: d.severity.as_str().into(),
                days: days(d.count),
                day_kind: d.count.kind.as_str().into(),
                valid_from: d.valid_from,
                valid_to: d.valid_to,
            };
            row.into_active_model().reset_all().insert(tx).await?;
        }
        Rule::Life(l) => {
            let row = life_rule::Model {
                id,
                gear: l.gear.as_str().into(),
                fuel: l.fuel.map_or(ANY, Fuel::as_str).into(),
                usage: l.usage.map_or(ANY, Usage::as_str).into(),
                months: i32::from(l.months),
                source: kept(&l.source),
                valid_from: l.valid_from,
                valid_to: l.valid_to,
            };
            row.into_active_model().reset_all().insert(tx).await?;
        }
        Rule::Class(c) => {
            let row = class_rule::Model {
                id,
                trade: c.trade.as_str().into(),
                measure: c.measure.as_str().into(),
                largest: i32::try_from(c.max).map_err(Error::internal)?,
                document: kept(&c.document),
                valid_from: c.valid_from,
                valid_to: c.valid_to,
            };
            row.into_active_model().reset_all().insert(tx).await?;
        }
        Rule::Reply(r) => {
            let row = reply_rule::Model {
                id,
                kind: r.kind.map_or(ANY, OrderKind::as_str).into(),
                urgent: r.urgent,
                days: days(r.count),
                day_kind: r.count.kind.as_str().into(),
                valid_from: r.valid_from,
                valid_to: r.valid_to,
                source: kept(&r.source),
            };
            row.into_active_model().reset_all().insert(tx).await?;
        }
    }
    Ok(())
}

const fn table(book: RuleBook) -> &'static str {
    match book {
        RuleBook::Standards => "standard_hazard",
        RuleBook::Deadlines => "deadline_rule",
        RuleBook::Lives => "life_rule",
        RuleBook::Classes => "class_rule",
        RuleBook::Replies => "reply_rule",
    }
}

/// Sets the last day of a version.
pub(super) async fn set_end(tx: &WriteTx, book: RuleBook, id: Uuid, last: Option<NaiveDate>) -> Result<()> {
    let mut sql = Sql::new(format!("UPDATE {} SET valid_to = ", table(book)));
    sql.bind("? WHERE id = ?", [last.into(), id.into()]);
    sql.run(tx).await
}

/// Takes a version away that nothing can cite.
pub(super) async fn delete(tx: &WriteTx, book: RuleBook, id: Uuid) -> Result<()> {
    let mut sql = Sql::new(format!("DELETE FROM {} WHERE ", table(book)));
    sql.bind("id = ?", [id.into()]);
    sql.run(tx).await
}
