//! Entries of what an office keeps at the desk: campaigns, plans, registers, ready to be changed by the test.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use backend::{
    campaigns::service::{self, Move, What},
    ctx::Ctx,
    tables::{Listed, masked},
};
use domain::{
    hazards::Category,
    ids::{CampaignId, EventId, FireId, HotlineOrderId, PenaltyId, PlanId, SiteId},
    money::Fen,
    period::Period,
    programmes::{
        Keep,
        campaign::SaveCampaign,
        plan::{RecurringPlan, Rhythm},
        register::{FireCause, FireIncident, HotlineOrder, OrderKind, Penalty},
    },
    sites::SiteKind,
};
use futures::TryStreamExt;
use uuid::Uuid;

use super::world::{date, noon};

/// A new entry.
pub fn new<T>(record: T) -> Keep<T> {
    Keep { id: EventId(Uuid::now_v7()), base_version: None, record }
}

/// A change of an entry that was looked at in this version.
pub fn change<T>(base: u32, record: T) -> Keep<T> {
    Keep { base_version: Some(base), ..new(record) }
}

/// A campaign of June 2023 for the small units of an area.
pub fn campaign(title: &str, area: &str) -> SaveCampaign {
    SaveCampaign {
        id: CampaignId(Uuid::now_v7()),
        title: title.into(),
        period: Period::new(date("2023-06-01"), date("2023-06-30")).unwrap(),
        kinds: vec![SiteKind::SmallUnit],
        area: area.parse().unwrap(),
        checklist: None,
    }
}

/// Takes a step in the life of a campaign.
pub async fn step(ctx: &Ctx, campaign: CampaignId, what: What) -> backend::error::Result<usize> {
    service::act(ctx, Move { id: EventId(Uuid::now_v7()), campaign, base_version: None, what }).await
}

/// Makes the campaign and starts it.
pub async fn start(ctx: &Ctx, plan: SaveCampaign) -> CampaignId {
    let id = service::save(ctx, new(plan)).await.unwrap();
    step(ctx, id, What::Start).await.unwrap();
    id
}

/// A plan that visits the small units of an area once a month from 15 June 2023 on.
pub fn plan(area: &str) -> RecurringPlan {
    RecurringPlan {
        id: PlanId(Uuid::now_v7()),
        title: "九小场所月查".into(),
        rhythm: Rhythm::Monthly,
        first: date("2023-06-15"),
        last: None,
        kinds: vec![SiteKind::SmallUnit],
        area: area.parse().unwrap(),
        checklist: None,
        on_working_days: false,
    }
}

/// A fine of 500 yuan for a site.
pub fn penalty(site: SiteId) -> Penalty {
    Penalty {
        id: PenaltyId(Uuid::now_v7()),
        number: Some("沪长消罚〔2023〕1号".into()),
        decided_on: date("2023-06-01"),
        body: "区消防救援支队".into(),
        category: Category::Fire,
        party: "甲乙贸易有限公司".into(),
        reason: "占用疏散通道".into(),
        fine: Some(Fen(50_000)),
        site: Some(site),
        hazard: None,
        area: None,
    }
}

/// A complaint about a site, received at noon of 1 June 2023, a Thursday.
pub fn order(number: &str, site: SiteId) -> HotlineOrder {
    HotlineOrder {
        id: HotlineOrderId(Uuid::now_v7()),
        number: number.into(),
        kind: OrderKind::Complaint,
        urgent: false,
        category: Some(Category::Ebike),
        received_at: noon("2023-06-01"),
        reply_due: None,
        replied_at: None,
        reply: None,
        text: "楼道里有电瓶车充电".into(),
        caller_name: Some("钱多多".into()),
        caller_phone: Some("13700001234".into()),
        site: Some(site),
        hazard: None,
        area: None,
    }
}

/// A fire at a site at noon of 1 June 2023.
pub fn fire(site: SiteId) -> FireIncident {
    FireIncident {
        id: FireId(Uuid::now_v7()),
        at: noon("2023-06-01"),
        place: "厨房".into(),
        site: Some(site),
        position: None,
        area: None,
        cause: FireCause::OpenFlame,
        text: Some("油锅起火，已扑灭".into()),
        loss: Some(Fen(120_000)),
        injured: 0,
        dead: 0,
        hazard: None,
    }
}

/// A list as a table, whole.
pub async fn table<F: Listed>(ctx: &Ctx, filter: &F) -> String {
    let pieces: Vec<String> = masked(ctx, filter).await.unwrap().try_collect().await.unwrap();
    pieces.concat()
}
