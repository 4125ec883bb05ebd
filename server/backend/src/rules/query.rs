//! Reads of rules: the tables, one rule with its history, and what cites a superseded clause.

use super::{
    rows::{all, version},
    service::may_keep,
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{Conditions, Sql, cap},
    reference::{PublishedChecklist, Reference},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    fault::Code,
    ids::HazardId,
    inspections::Item,
    rules::{
        Base, Rule, RuleBook, Version, superseded,
        views::{
            Citing, CitingHazard, CitingItem, CitingTemplate, CitingWhy, RuleChange, RuleDetail, RulePage,
            RuleRow, RuleVersion, Validity, named_in, outdated,
        },
    },
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A page of a table, by key, behind the rule `after`.
pub async fn list(ctx: &Ctx, book: RuleBook, after: Option<&str>) -> Result<RulePage> {
    let today = local_date(ctx.now);
    let rows = all(ctx.db().read(), book).await?;
    let (citing, citing_others) = match book {
        RuleBook::Standards => {
            let others = items(ctx, today).await?.len() + templates(ctx, today).await?.len();
            (count(ctx, &ended(&rows, today)).await?, u32::try_from(others).unwrap_or(u32::MAX))
        }
        _ => (0, 0),
    };
    let mut by_key: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for (_, rule) in rows {
        by_key.entry(rule.key()).or_default().push(rule);
    }
    let size = usize::try_from(ctx.state.limits.page_size).unwrap_or(usize::MAX);
    let mut behind = by_key.into_iter().filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
    let page: Vec<RuleRow> =
        behind.by_ref().take(size).filter_map(|(key, rules)| row(key, rules, today)).collect();
    let more = behind.next().is_some();
    Ok(RulePage {
        book,
        next: page.last().filter(|_| more).map(|row| row.key.clone()),
        rows: page,
        may_keep: may_keep(ctx),
        citing,
        citing_others,
    })
}

/// A rule as a list shows it: its version in force, else the newest.
fn row(key: String, mut rules: Vec<Rule>, today: NaiveDate) -> Option<RuleRow> {
    rules.sort_by_key(Rule::valid_from);
    let versions = u32::try_from(rules.len()).unwrap_or(u32::MAX);
    let coming = rules.iter().map(Rule::valid_from).find(|from| *from > today);
    let now = rules.iter().rposition(|rule| Validity::of(rule, today) == Validity::InForce);
    let shown = now.or_else(|| rules.len().checked_sub(1))?;
    let rule = rules.swap_remove(shown);
    Some(RuleRow { validity: Validity::of(&rule, today), key, coming, versions, rule })
}

/// One rule with its versions and a page of what was done to it, before the change `before`.
pub async fn detail(ctx: &Ctx, book: RuleBook, key: &str, before: Option<i64>) -> Result<RuleDetail> {
    let today = local_date(ctx.now);
    let mut versions: Vec<(Uuid, Rule)> = all(ctx.db().read(), book).await?;
    versions.retain(|(_, rule)| rule.key() == key);
    versions.sort_by_key(|(_, rule)| std::cmp::Reverse(rule.valid_from()));
    let newest = versions.first().ok_or_else(|| Error::code(Code::NotFound))?;
    let base = Base { id: newest.0, to: newest.1.valid_to() };
    let size = ctx.state.limits.page_size;
    let rows = changes(book.as_str(), key, before, size + 1).all(ctx.db().read()).await?;
    let mut changes: Vec<RuleChange> = rows.iter().map(change).collect::<Result<_>>()?;
    let more = changes.len() as u64 > size;
    changes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(RuleDetail {
        book,
        key: key.to_owned(),
        base,
        versions: versions
            .into_iter()
            .map(|(id, rule)| RuleVersion { id, validity: Validity::of(&rule, today), rule })
            .collect(),
        next: changes.last().filter(|_| more).map(|change| change.key),
        changes,
        may_keep: may_keep(ctx),
    })
}

/// What was done to a rule: step, rule, reason, by whom, when, and its place in the order.
pub(crate) fn changes(book: &str, key: &str, before: Option<i64>, limit: u64) -> Sql {
    let mut conditions = Conditions::default();
    conditions.add("c.book = ?", [book.into()]).add("c.entry = ?", [key.into()]);
    if let Some(before) = before {
        conditions.add("c.sort_key < ?", [before.into()]);
    }
    let mut sql = Sql::new(
        "SELECT c.step, c.rule, c.reason, u.name, c.changed_at, c.sort_key FROM rule_change c \
         JOIN user_account u ON u.id = c.changed_by",
    );
    sql.filter(&conditions).push(" ORDER BY c.sort_key DESC");
    sql.bind(" LIMIT ?", [cap(limit)]);
    sql
}

fn change(row: &QueryResult) -> Result<RuleChange> {
    Ok(RuleChange {
        step: row.try_get_by_index::<String>(0)?.parse()?,
        rule: serde_json::from_value(row.try_get_by_index(1)?)?,
        reason: row.try_get_by_index(2)?,
        by: row.try_get_by_index(3)?,
        at: row.try_get_by_index::<DateTime<Utc>>(4)?,
        key: row.try_get_by_index(5)?,
    })
}

/// The versions that are no longer in force.
fn ended(rows: &[(Uuid, Rule)], today: NaiveDate) -> Vec<Uuid> {
    let versions: Vec<Version> = rows.iter().map(|(id, rule)| version(*id, rule)).collect();
    superseded(&versions, today)
}

/// The open hazards of the actor's area that cite one of the versions.
fn citing_hazards(ctx: &Ctx, cited: &[Uuid]) -> Conditions {
    let mut conditions = Conditions::default();
    let marks = vec!["?"; cited.len()].join(",");
    conditions.add(format!("h.standard_id IN ({marks})"), cited.iter().map(|id| Value::from(*id)));
    conditions.add("h.closed_at IS NULL AND h.voided_at IS NULL", []);
    // a range of the column that no index has: by the subdistrict the database would go through all that is open there
    let own = &ctx.actor.area;
    conditions.add("h.area_code >= ? AND h.area_code < ?", [own.as_str().into(), own.successor().into()]);
    conditions
}

async fn count(ctx: &Ctx, cited: &[Uuid]) -> Result<u32> {
    if cited.is_empty() {
        return Ok(0);
    }
    let mut sql = Sql::new("SELECT count(*) FROM hazard h");
    sql.filter(&citing_hazards(ctx, cited));
    Ok(u32::try_from(sql.number(ctx.db().read()).await?).unwrap_or(u32::MAX))
}

/// What cites a superseded clause: a page of open hazards, before the hazard `before`, and with the first page the questions
/// of the checklists in force whose entries have changed or ended, and the templates of papers that name a clause that has ended.
pub async fn citing(ctx: &Ctx, before: Option<i64>) -> Result<Citing> {
    let today = local_date(ctx.now);
    let rows = all(ctx.db().read(), RuleBook::Standards).await?;
    let cited = ended(&rows, today);
    let size = ctx.state.limits.page_size;
    let mut hazards = Vec::new();
    if !cited.is_empty() {
        let mut conditions = citing_hazards(ctx, &cited);
        if let Some(before) = before {
            conditions.add("h.sort_key < ?", [before.into()]);
        }
        let mut sql = Sql::new(
            "SELECT h.id, h.number, h.description, h.status, h.sort_key, h.standard_id FROM hazard h",
        );
        sql.filter(&conditions).push(" ORDER BY h.sort_key DESC");
        sql.bind(" LIMIT ?", [cap(size + 1)]);
        for row in sql.all(ctx.db().read()).await? {
            hazards.push(hazard(&row, &rows)?);
        }
    }
    let more = hazards.len() as u64 > size;
    hazards.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(Citing {
        next: hazards.last().filter(|_| more).map(|hazard| hazard.key),
        hazards,
        items: if before.is_none() { items(ctx, today).await? } else { Vec::new() },
        templates: if before.is_none() { templates(ctx, today).await? } else { Vec::new() },
    })
}

/// The templates in force of the subdistricts of the actor's area. Those that come with the program name no clause.
async fn templates(ctx: &Ctx, today: NaiveDate) -> Result<Vec<CitingTemplate>> {
    let reference = ctx.state.reference().await?;
    let own = &ctx.actor.area;
    let mut sql = Sql::new("SELECT t.kind, t.area_code, t.body FROM paper_template t");
    sql.bind(
        " WHERE t.area_code >= ? AND t.area_code < ? AND t.version = (SELECT max(v.version) FROM paper_template v \
         WHERE v.area_code = t.area_code AND v.kind = t.kind) ORDER BY t.area_code, t.kind",
        [own.as_str().into(), own.successor().into()],
    );
    let mut found = Vec::new();
    for row in sql.all(ctx.db().read()).await? {
        let area: AreaCode = row.try_get_by_index::<String>(1)?.parse()?;
        let body: String = row.try_get_by_index(2)?;
        for (code, clause, ended) in named_in(&body, &reference.standards, today) {
            found.push(CitingTemplate {
                kind: row.try_get_by_index::<String>(0)?.parse()?,
                area: reference.areas.named(&area),
                code: code.to_owned(),
                clause: clause.to_owned(),
                ended,
            });
        }
    }
    Ok(found)
}

fn hazard(row: &QueryResult, library: &[(Uuid, Rule)]) -> Result<CitingHazard> {
    let cited: Uuid = row.try_get_by_index(5)?;
    let standard = library.iter().find_map(|(id, rule)| match rule {
        Rule::Standard(standard) if *id == cited => Some(standard),
        _ => None,
    });
    let standard = standard.ok_or_else(|| Error::broken("a hazard cites an entry that is not there"))?;
    Ok(CitingHazard {
        id: HazardId(row.try_get_by_index(0)?),
        number: row.try_get_by_index(1)?,
        description: row.try_get_by_index(2)?,
        status: row.try_get_by_index::<String>(3)?.parse()?,
        key: row.try_get_by_index(4)?,
        code: standard.code.clone(),
        clause: standard.clause.clone(),
        ended: standard.valid_to.ok_or_else(|| Error::broken("the entry is in force"))?,
    })
}

async fn items(ctx: &Ctx, today: NaiveDate) -> Result<Vec<CitingItem>> {
    let reference = ctx.state.reference().await?;
    let current = reference.checklists.values().filter(|list| list.current);
    Ok(current.flat_map(|list| citing_items(list, &reference, today)).collect())
}

/// The items of a checklist whose entries have changed or ended since it was published.
pub(crate) fn citing_items(
    list: &PublishedChecklist,
    reference: &Reference,
    today: NaiveDate,
) -> Vec<CitingItem> {
    let found = outdated(&list.checklist, list.published_at, &reference.standards, today);
    let item = |(item, code, why): (&Item, &str, CitingWhy)| CitingItem {
        checklist: list.id,
        list: list.code.clone(),
        title: list.label(),
        question: item.label.clone(),
        code: code.to_owned(),
        why,
    };
    found.into_iter().map(item).collect()
}
