//! Hazards behind figures.

use super::{Counted, Facts, Rows, Thing, ids};
use crate::{
    entities::hazard,
    error::Result,
    figures::query::{by_subdistrict, by_time, hazard_facts, of_area, that_matter},
    hazards::query::figure_set::whole,
    listing::{Conditions, Sql},
    programmes::sets::AT_GAS_UNIT,
    summary::facts::Reader,
};
use chrono::{DateTime, Utc};
use domain::{
    figures::{FigureSet, HazardFacts, figures},
    hazards::{Category, Severity, Source, is_three_kinds},
    ids::CampaignId,
    period::Period,
    summary::{
        Figure, FigureRef, Subject,
        record::{RowField, RowKind},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What does not stand in the row of a hazard.
pub(super) struct Around {
    /// Found in the period, and repeat another.
    repeated: BTreeSet<Uuid>,
    /// Found in the period at a unit on the register of gas users.
    at_gas_unit: BTreeSet<Uuid>,
    /// Found in the period by the visit of a campaign.
    campaign: BTreeMap<Uuid, CampaignId>,
}

impl Around {
    /// Of what was found in the period; which campaigns found it, where that is asked.
    pub async fn read(read: &Reader<'_>, period: Period, campaigns: bool) -> Result<Self> {
        let (from, area) = by_time(read.sqlite, read.reference, read.area);
        let found = |set| area.and(&whole(set, period, read.t, read.sqlite));
        let repeated = ids_of(read, from, &found(FigureSet::Repeated)).await?;
        let mut of_gas = found(FigureSet::Found);
        of_gas.any_of("h.category", &OF_GAS, Category::as_str).add(AT_GAS_UNIT, []);
        let at_gas_unit = ids_of(read, from, &of_gas).await?;
        let mut campaign = BTreeMap::new();
        if !campaigns {
            return Ok(Self { repeated, at_gas_unit, campaign });
        }
        let (join, index) =
            if read.sqlite { ("CROSS JOIN", " INDEXED BY ix_inspection_of_campaign") } else { ("JOIN", "") };
        let mut sql = Sql::new(format!(
            "SELECT h.id, i.campaign_id{from} {join} inspection i{index} ON i.id = h.inspection_id"
        ));
        let mut of_campaign = found(FigureSet::Found);
        of_campaign.add("i.campaign_id IS NOT NULL", []);
        sql.filter(&of_campaign);
        for row in sql.all(read.on).await? {
            campaign.insert(row.try_get_by_index(0)?, CampaignId(row.try_get_by_index(1)?));
        }
        Ok(Self { repeated, at_gas_unit, campaign })
    }
}

/// The ids of these hazards.
async fn ids_of(read: &Reader<'_>, from: &str, these: &Conditions) -> Result<BTreeSet<Uuid>> {
    let mut sql = Sql::new(format!("SELECT h.id{from}"));
    sql.filter(these);
    Ok(ids(read, sql).await?.into_iter().collect())
}

/// The categories of hazards of gas users.
const OF_GAS: [Category; 2] = [Category::Gas, Category::Lpg];

impl Rows<'_> {
    pub(super) async fn hazard_ids(&self) -> Result<Vec<Uuid>> {
        // all that the conditions ask for stands in that index: of what does not matter no row is looked at
        let from = by_subdistrict(self.read.sqlite);
        let these = of_area(self.read.reference, self.read.area).and(&that_matter(self.period));
        self.chosen(Sql::new(format!("SELECT h.id{from}")), &these).await
    }

    pub(super) async fn hazards(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let rows = hazard::Entity::find()
            .filter(hazard::Column::Id.is_in(ids.iter().copied()))
            .all(self.read.on)
            .await?;
        let facts = hazard_facts(self.read.on, &rows).await?;
        rows.iter().zip(facts).map(|(row, facts)| self.hazard(row, facts)).collect()
    }

    fn hazard(&self, row: &hazard::Model, facts: HazardFacts) -> Result<Thing> {
        let category: Category = row.category.parse()?;
        let hazard = Hazard {
            category,
            source: row.source.parse()?,
            is_major: row.severity == Severity::Major.as_str(),
            supervised: row.supervised,
            first_review: row.first_review_passed,
            repeated: self.around.repeated.contains(&row.id),
            at_gas_unit: self.around.at_gas_unit.contains(&row.id),
            three_kinds: is_three_kinds(category, row.subcategory.as_deref()),
            campaign: self.around.campaign.get(&row.id).copied().filter(|id| self.campaigns.contains(id)),
            facts,
        };
        let (area, label) = (row.area_code.parse()?, row.number.clone());
        let (source, done_at) = (hazard.source, hazard.facts.closed_at(self.read.t));
        Ok(Thing::new(RowKind::Hazard, row.id, label, area, Facts::Hazard(hazard))
            .field(RowField::Category, category)
            .field(RowField::Severity, &row.severity)
            .field(RowField::Source, source)
            .field_if(RowField::Site, row.site_id)
            .at(RowField::HappenedAt, Some(row.found_at))
            .field(RowField::OriginalDue, row.original_due)
            .field(RowField::EffectiveDue, row.effective_due)
            .at(RowField::DoneAt, done_at)
            .field_if(RowField::OnTheSpot, row.on_the_spot.then_some(true))
            .field_if(RowField::FirstReview, row.first_review_passed)
            .field_if(RowField::Voided, row.void_reason.as_ref()))
    }
}

/// What tells in which figures a hazard counts.
pub(in crate::summary) struct Hazard {
    facts: HazardFacts,
    category: Category,
    source: Source,
    is_major: bool,
    supervised: bool,
    three_kinds: bool,
    first_review: Option<bool>,
    /// It repeats another.
    repeated: bool,
    /// Found at a unit on the register of gas users.
    at_gas_unit: bool,
    /// Found by the visit of one of the campaigns that are asked about.
    campaign: Option<CampaignId>,
}

impl Hazard {
    /// The figures of those found in a period that count it.
    pub fn on_its_day(&self, it: &mut Counted, p: Period, t: DateTime<Utc>) {
        use Figure as F;
        // of one hazard every figure is 0 or 1, or how often something happened to it
        let f = figures(std::iter::once(&self.facts), p, t);
        let (found, closed) = (f.rate_found.of > 0, f.rate_found.n > 0);
        it.counts(f.balance.found > 0, F::FlowFound);
        if !found {
            return;
        }
        it.counts(f.awaiting > 0, F::Awaiting)
            .counts(f.on_the_spot.n > 0, F::OnTheSpot)
            .counts(f.timely.n > 0, F::Timely)
            .counts(f.on_time.n > 0, F::OnTime)
            .counts(closed, F::DaysMedian)
            .counts(closed, F::DaysP90)
            .counts(self.first_review == Some(true), F::FirstReview)
            .counts(!closed, F::NotClosed)
            .base(f.timely.of > 0, F::Timely)
            .base(f.on_time.of > 0, F::OnTime)
            .base(self.first_review.is_some(), F::FirstReview);
        it.counts(self.repeated, F::Repeated).counts(self.repeated, F::RepeatRate);
        found_as(it, closed, [F::Found, F::Closed, F::RateFound], None);
        for subject in [Subject::Category(self.category), Subject::Source(self.source)] {
            found_as(it, closed, [F::Found, F::Closed, F::RateFound], Some(subject));
            it.counts(!closed, FigureRef::of(F::NotClosed, subject));
        }
        if self.is_major {
            found_as(it, closed, [F::MajorFound, F::MajorClosed, F::MajorRate], None);
        }
        if self.three_kinds {
            it.counts(true, F::ThreeKindsFound).counts(closed, F::ThreeKindsClosed);
        }
        if self.at_gas_unit {
            found_as(it, closed, [F::GasHazardsFound, F::GasHazardsClosed, F::GasHazardsRate], None);
        }
        if let Some(campaign) = self.campaign {
            let subject = Subject::Campaign(campaign);
            it.counts(true, FigureRef::of(F::CampaignFound, subject));
            it.counts(closed, FigureRef::of(F::CampaignRate, subject));
        }
    }

    /// The others: what was due in a period, what happened in it, what stood at its ends.
    pub fn at(&self, it: &mut Counted, read: &Reader<'_>, p: Period) {
        use Figure as F;
        let f = figures(std::iter::once(&self.facts), p, read.t);
        let at_end = f.balance.open_at_end > 0;
        // the deadline in force has passed at the end of the period or at T, whichever is first
        let late = self.facts.effective_due <= read.last_late_day(p);
        it.counts(f.rate_due.n > 0, F::RateDue)
            .counts(f.balance.open_at_start > 0, F::OpenAtStart)
            .counts(f.balance.reopened > 0, F::FlowReopened)
            .counts(f.balance.closed > 0, F::FlowClosed)
            .counts(f.balance.voided > 0, F::FlowVoided)
            .counts(at_end, F::OpenAtEnd)
            .counts(at_end && late, F::Overdue)
            .counts(at_end && self.is_major, F::MajorOpen)
            .counts(at_end && self.is_major && self.supervised, F::Supervised)
            .base(f.rate_due.of > 0, F::RateDue);
    }
}

/// A hazard that was found, as it counts in three figures of everything or of one subject: found, closed, and the rate of both.
fn found_as(it: &mut Counted, closed: bool, figures: [Figure; 3], of: Option<Subject>) {
    let name = |figure: Figure| of.map_or(FigureRef::now(figure), |subject| FigureRef::of(figure, subject));
    let [all, part, rate] = figures.map(name);
    it.counts(true, all).counts(closed, part).counts(closed, rate);
}
