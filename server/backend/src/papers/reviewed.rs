//! What the last review of a hazard came to, item by item, in the words of a paper.

use crate::{
    ctx::Ctx,
    entities::{hazard, hazard_event},
    error::Result,
};
use domain::hazards::{EventKind, ReviewItem};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// Events that a review is, or that leave it behind.
const KINDS: [EventKind; 5] = [
    EventKind::ReviewPassed,
    EventKind::Closed,
    EventKind::Returned,
    EventKind::Rectified,
    EventKind::Reopened,
];

/// The last review of each hazard, unless it has been reported anew or reopened since.
pub(super) async fn reviewed(ctx: &Ctx, hazards: &[hazard::Model]) -> Result<HashMap<Uuid, String>> {
    let events = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.is_in(hazards.iter().map(|row| row.id)))
        .filter(hazard_event::Column::Kind.is_in(KINDS.map(EventKind::as_str)))
        .order_by_asc(hazard_event::Column::Seq)
        .all(ctx.db().read())
        .await?;
    let mut last = HashMap::new();
    for event in events {
        match words(&event)? {
            Some(words) => last.insert(event.hazard_id, words),
            None => last.remove(&event.hazard_id),
        };
    }
    Ok(last)
}

/// Nothing of an event that is no review: what was put right on the spot is closed without one.
fn words(event: &hazard_event::Model) -> Result<Option<String>> {
    let mut data: serde_json::Value = serde_json::from_str(&event.data)?;
    let items: Vec<ReviewItem> = match data.get_mut("items") {
        Some(items) => serde_json::from_value(items.take())?,
        None => return Ok(None),
    };
    let mut said: Vec<String> = items.iter().map(line).collect();
    said.extend(event.note.clone());
    Ok(Some(said.join("；")))
}

fn line(item: &ReviewItem) -> String {
    let what = match item.item.as_str() {
        "eliminated" => "隐患已消除",
        "no_new_hazard" => "没有产生新的隐患",
        "party_informed" => "责任人知道如何保持",
        other => other,
    };
    let answer = if item.passed { "符合" } else { "不符合" };
    let note = item.note.as_ref().map(|note| format!("（{note}）")).unwrap_or_default();
    format!("{what}：{answer}{note}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::hazards::commands::REVIEW_ITEMS;

    #[test]
    fn every_standing_item_has_words() {
        for item in REVIEW_ITEMS {
            let one = ReviewItem { item: item.into(), passed: true, note: None };
            assert!(!line(&one).contains(item), "{item}");
        }
    }
}
