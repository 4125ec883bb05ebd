//! The funnels of every campaign by committee, counted from lists, visits and hazards.

use std::collections::BTreeMap;

use backend::{campaigns::query, ctx::Ctx, db::Db};
use domain::{
    area::AreaCode,
    figures::Ratio,
    ids::CampaignId,
    programmes::campaign::{Entry, Funnel},
};
use uuid::Uuid;

use super::{cells::Recount, leader};
use crate::support::plain_sql::{day, moment, rows, sum};

/// Funnels by campaign, committee and how their targets came onto the list.
type Funnels = BTreeMap<(CampaignId, AreaCode, Entry), Funnel>;

/// What the rows say. Whoever was let in by any visit of the campaign's days was let in; of the others the last visit tells.
async fn counted(db: &Db) -> Funnels {
    let started = moment(db, "i.started_at");
    let let_in = "w.let_in = 1";
    let found = format!("{let_in} AND w.found > 0");
    let outside = "w.last IS NOT NULL AND w.let_in = 0";
    let columns = [
        "COUNT(*)".to_owned(),
        sum("w.last IS NOT NULL"),
        sum(let_in),
        sum(&found),
        sum(&format!("{found} AND w.closed = w.found")),
        sum(&format!("{outside} AND w.last = 'refused'")),
        sum(&format!("{outside} AND w.last <> 'refused'")),
    ];
    let sql = format!(
        "WITH v AS MATERIALIZED (
             SELECT i.id, i.campaign_id, i.site_id, i.outcome,
                    ROW_NUMBER() OVER (PARTITION BY i.campaign_id, i.site_id ORDER BY i.started_at DESC) AS nth
             FROM inspection i JOIN campaign c ON c.id = i.campaign_id
             WHERE substr({started}, 1, 10) BETWEEN {} AND {}),
         d AS MATERIALIZED (
             SELECT v.campaign_id, v.site_id, MAX(CASE WHEN v.outcome = 'done' THEN 1 ELSE 0 END) AS let_in,
                    MAX(CASE WHEN v.nth = 1 THEN v.outcome END) AS last
             FROM v GROUP BY v.campaign_id, v.site_id),
         f AS MATERIALIZED (
             SELECT v.campaign_id, v.site_id, COUNT(*) AS found, SUM(CASE WHEN h.status = 'closed' THEN 1 ELSE 0 END) AS closed
             FROM v JOIN hazard h ON h.inspection_id = v.id
             WHERE h.void_reason IS NULL OR h.void_reason = 'site_gone' GROUP BY v.campaign_id, v.site_id),
         w AS (
             SELECT t.campaign_id, t.committee_code, t.entry, COALESCE(d.let_in, 0) AS let_in, d.last, f.found, f.closed
             FROM campaign_target t
             LEFT JOIN d ON d.campaign_id = t.campaign_id AND d.site_id = t.site_id
             LEFT JOIN f ON f.campaign_id = t.campaign_id AND f.site_id = t.site_id
             WHERE t.area_code LIKE '310105008%')
         SELECT w.campaign_id, w.committee_code, w.entry, {} FROM w GROUP BY 1, 2, 3",
        day(db, "c.from_day"),
        day(db, "c.to_day"),
        columns.join(", ")
    );
    let mut funnels = Funnels::new();
    for row in rows(db, &sql).await {
        let campaign = CampaignId(row.try_get_by_index::<Uuid>(0).unwrap());
        let word = |i: usize| row.try_get_by_index::<String>(i).unwrap();
        let [to_visit, knocked, let_in, with_hazards, rectified, refused, unreachable]: [i64; 7] =
            std::array::from_fn(|i| row.try_get_by_index(i + 3).unwrap());
        let funnel = Funnel { to_visit, knocked, let_in, with_hazards, rectified, refused, unreachable };
        funnels.insert((campaign, word(1).parse().unwrap(), word(2).parse().unwrap()), funnel);
    }
    funnels
}

/// Holds the page of each campaign against that, and what everybody's list says of it: the subdistrict's of all, a committee's of its
/// own part. Answers the funnel of all of it.
pub async fn agree(ctx: &Ctx, recount: &Recount<'_>) -> Funnel {
    let counted = counted(recount.db).await;
    let campaigns = query::list(ctx, None).await.unwrap();
    assert_eq!(campaigns.next, None, "all on one page");
    let mut told = Funnels::new();
    for row in &campaigns.rows {
        let page = query::page(ctx, row.id).await.unwrap();
        for (entry, total) in [(Entry::Frozen, page.total.frozen), (Entry::Later, page.total.later)] {
            assert_eq!(total, whole(&counted, row.id, entry, &ctx.actor.area), "{}", row.title);
        }
        for committee in page.committees {
            let parts =
                [(Entry::Frozen, committee.progress.frozen), (Entry::Later, committee.progress.later)];
            for (entry, funnel) in parts.into_iter().filter(|(_, funnel)| funnel.to_visit > 0) {
                told.insert((row.id, committee.area.code.clone(), entry), funnel);
            }
        }
    }
    assert_eq!(told, counted, "by campaign and committee");
    for area in &recount.areas {
        let own = leader(&ctx.state, area, ctx.now);
        for row in query::list(&own, None).await.unwrap().rows {
            let frozen = whole(&counted, row.id, Entry::Frozen, area);
            assert_eq!(row.coverage, Ratio::new(frozen.let_in, frozen.to_visit), "{area}: {}", row.title);
            assert!(row.coverage.n <= row.coverage.of, "{area}: {} above 100 %", row.title);
            let later = whole(&counted, row.id, Entry::Later, area);
            assert_eq!(row.later, later.to_visit, "{area}: {}", row.title);
        }
    }
    counted.values().fold(Funnel::default(), |mut all, part| {
        all += *part;
        all
    })
}

/// The funnel of an area's part.
fn whole(funnels: &Funnels, campaign: CampaignId, entry: Entry, area: &AreaCode) -> Funnel {
    let mut sum = Funnel::default();
    for ((of, committee, how), funnel) in funnels {
        if *of == campaign && *how == entry && area.contains(committee) {
            sum += *funnel;
        }
    }
    sum
}
