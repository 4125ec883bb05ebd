//! Hazards behind figures.

use super::{Freeze, Rows};
use crate::{
    entities::hazard,
    error::Result,
    figures::query::{by_subdistrict, by_time, hazard_facts, of_area, that_matter},
    hazards::query::figure_set::whole,
    listing::{Conditions, Sql},
    programmes::sets::AT_GAS_UNIT,
    summary::facts::Reader,
};
use domain::{
    figures::{FigureSet, HazardFacts, figures},
    hazards::{Category, Severity, Source, is_three_kinds},
    ids::CampaignId,
    period::Period,
    summary::{
        Figure, FigureRef, Subject,
        record::{FrozenRow, RowField, RowKind},
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
    pub async fn read(read: &Reader<'_>, period: Period) -> Result<Self> {
        let (from, area) = by_time(read.sqlite, read.reference, read.area);
        let found = |set| area.and(&whole(set, period, read.t, read.sqlite));
        let repeated = ids(read, from, &found(FigureSet::Repeated)).await?;
        let mut of_gas = found(FigureSet::Found);
        of_gas.any_of("h.category", &OF_GAS, Category::as_str).add(AT_GAS_UNIT, []);
        let at_gas_unit = ids(read, from, &of_gas).await?;
        let (join, index) =
            if read.sqlite { ("CROSS JOIN", " INDEXED BY ix_inspection_of_campaign") } else { ("JOIN", "") };
        let mut sql = Sql::new(format!(
            "SELECT h.id, i.campaign_id{from} {join} inspection i{index} ON i.id = h.inspection_id"
        ));
        let mut of_campaign = found(FigureSet::Found);
        of_campaign.add("i.campaign_id IS NOT NULL", []);
        sql.filter(&of_campaign);
        let mut campaign = BTreeMap::new();
        for row in sql.all(read.on).await? {
            campaign.insert(row.try_get_by_index(0)?, CampaignId(row.try_get_by_index(1)?));
        }
        Ok(Self { repeated, at_gas_unit, campaign })
    }
}

/// The ids of these hazards.
async fn ids(read: &Reader<'_>, from: &str, these: &Conditions) -> Result<BTreeSet<Uuid>> {
    let mut sql = Sql::new(format!("SELECT h.id{from}"));
    sql.filter(these);
    sql.all(read.on).await?.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The categories of hazards of gas users.
const OF_GAS: [Category; 2] = [Category::Gas, Category::Lpg];

impl Rows<'_> {
    pub(super) async fn hazard_ids(&self) -> Result<Vec<Uuid>> {
        // all that the conditions ask for stands in that index: of what does not matter no row is looked at
        let from = by_subdistrict(self.read.sqlite);
        let these = of_area(self.read.reference, self.read.area).and(&that_matter(self.period));
        self.first_column(Sql::new(format!("SELECT h.id{from}")), &these).await
    }

    pub(super) async fn hazards(&self, ids: &[Uuid]) -> Result<Vec<FrozenRow>> {
        let rows = hazard::Entity::find()
            .filter(hazard::Column::Id.is_in(ids.iter().copied()))
            .all(self.read.on)
            .await?;
        let facts = hazard_facts(self.read.on, &rows).await?;
        let mut frozen = Vec::with_capacity(rows.len());
        for (row, facts) in rows.iter().zip(&facts) {
            frozen.extend(self.hazard(row, facts)?);
        }
        Ok(frozen)
    }

    fn hazard(&self, row: &hazard::Model, facts: &HazardFacts) -> Result<Option<FrozenRow>> {
        use Figure as F;
        let (p, t) = (self.period, self.read.t);
        let category: Category = row.category.parse()?;
        let source: Source = row.source.parse()?;
        let is_major = row.severity == Severity::Major.as_str();
        let mut it = Freeze::new(RowKind::Hazard, row.id, row.number.clone(), row.area_code.parse()?);
        it.field(RowField::Category, category)
            .field(RowField::Severity, &row.severity)
            .field(RowField::Source, source)
            .field_if(RowField::Site, row.site_id)
            .at(RowField::HappenedAt, Some(row.found_at))
            .field(RowField::OriginalDue, row.original_due)
            .field(RowField::EffectiveDue, row.effective_due)
            .at(RowField::DoneAt, facts.closed_at(t))
            .field_if(RowField::OnTheSpot, row.on_the_spot.then_some(true))
            .field_if(RowField::FirstReview, row.first_review_passed)
            .field_if(RowField::Voided, row.void_reason.as_ref());
        // of one hazard every figure is 0 or 1, or how often something happened to it
        let f = figures(std::iter::once(facts), p, t);
        let (found, closed) = (f.rate_found.of > 0, f.rate_found.n > 0);
        let at_end = f.balance.open_at_end > 0;
        it.counts(f.awaiting > 0, F::Awaiting)
            .counts(f.on_the_spot.n > 0, F::OnTheSpot)
            .counts(f.timely.n > 0, F::Timely)
            .counts(f.on_time.n > 0, F::OnTime)
            .counts(f.rate_due.n > 0, F::RateDue)
            .counts(f.balance.open_at_start > 0, F::OpenAtStart)
            .counts(f.balance.found > 0, F::FlowFound)
            .counts(f.balance.reopened > 0, F::FlowReopened)
            .counts(f.balance.closed > 0, F::FlowClosed)
            .counts(f.balance.voided > 0, F::FlowVoided)
            .counts(at_end, F::OpenAtEnd)
            .counts(at_end && self.is_late(facts), F::Overdue)
            .counts(closed, F::DaysMedian)
            .counts(closed, F::DaysP90)
            .counts(found && row.first_review_passed == Some(true), F::FirstReview)
            .counts(at_end && is_major, F::MajorOpen)
            .counts(at_end && is_major && row.supervised, F::Supervised)
            .base(f.rate_due.of > 0, F::RateDue)
            .base(f.timely.of > 0, F::Timely)
            .base(f.on_time.of > 0, F::OnTime)
            .base(found && row.first_review_passed.is_some(), F::FirstReview);
        if self.around.repeated.contains(&row.id) {
            it.counts(true, F::Repeated).counts(true, F::RepeatRate);
        }
        found_as(&mut it, (found, closed), [F::Found, F::Closed, F::RateFound], None);
        it.counts(found && !closed, F::NotClosed);
        for subject in [Subject::Category(category), Subject::Source(source)] {
            found_as(&mut it, (found, closed), [F::Found, F::Closed, F::RateFound], Some(subject));
            it.counts(found && !closed, FigureRef::of(F::NotClosed, subject));
        }
        if is_major {
            found_as(&mut it, (found, closed), [F::MajorFound, F::MajorClosed, F::MajorRate], None);
        }
        if is_three_kinds(category, row.subcategory.as_deref()) {
            let (found_figure, closed_figure) = (F::ThreeKindsFound, F::ThreeKindsClosed);
            it.counts(found, found_figure).counts(closed, closed_figure);
        }
        if self.around.at_gas_unit.contains(&row.id) {
            let three = [F::GasHazardsFound, F::GasHazardsClosed, F::GasHazardsRate];
            found_as(&mut it, (found, closed), three, None);
        }
        if let Some(campaign) = self.around.campaign.get(&row.id).filter(|id| self.campaigns.contains(*id)) {
            let subject = Subject::Campaign(*campaign);
            it.counts(found, FigureRef::of(F::CampaignFound, subject));
            it.counts(closed, FigureRef::of(F::CampaignRate, subject));
        }
        Ok(it.done())
    }

    /// Whether the deadline in force has passed at the end of the period or at T, whichever is first.
    fn is_late(&self, facts: &HazardFacts) -> bool {
        facts.effective_due <= self.read.last_late_day(self.period)
    }
}

/// Found, closed, and the rate of both, of everything or of one subject.
fn found_as(it: &mut Freeze, (found, closed): (bool, bool), figures: [Figure; 3], of: Option<Subject>) {
    let name = |figure: Figure| of.map_or(FigureRef::now(figure), |subject| FigureRef::of(figure, subject));
    let [all, part, rate] = figures.map(name);
    it.counts(found, all).counts(closed, part).counts(closed, rate);
}
