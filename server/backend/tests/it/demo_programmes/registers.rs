//! What the registers say of an area: hotline orders by how they stand, users of cylinders, small units by class.

use std::collections::BTreeMap;

use backend::{ctx::Ctx, db::Db, programmes::gas, registers::orders};
use domain::{
    area::AreaCode,
    calendar::local_date,
    listing::Common,
    programmes::{
        filters::{GasFilter, OrderFilter},
        gas::Trade,
        register::OrderStanding,
        views::ClassWord,
    },
};

use super::{
    cells::{Recount, within},
    figures::lpg_users,
};
use crate::support::plain_sql::{day, moment, rows, sum};

/// Holds the lists of orders by how they stand now, and those with them by area, against the rows.
pub async fn orders_agree(ctx: &Ctx, recount: &Recount<'_>) {
    let db = recount.db;
    let x = format!(
        "SELECT a.code AS area, {} AS due, {} AS replied FROM hotline_order r {}",
        day(db, "r.due"),
        moment(db, "r.replied_at"),
        within("r")
    );
    // a reply on the last day is in time; without one an order is overdue when that day is over
    let today = local_date(ctx.now);
    let columns = [
        sum(&format!("x.replied IS NULL AND x.due < '{today}'")),
        sum(&format!("x.replied IS NULL AND x.due >= '{today}'")),
        sum("substr(x.replied, 1, 10) > x.due"),
        sum("substr(x.replied, 1, 10) <= x.due"),
    ];
    let counted = recount.cells(&x, columns).await;
    let standings = [
        OrderStanding::Overdue,
        OrderStanding::Open,
        OrderStanding::RepliedLate,
        OrderStanding::RepliedOnTime,
    ];
    for area in &recount.areas {
        for (standing, n) in standings.into_iter().zip(counted.of(area, 0)) {
            let common = Common { area: Some(area.clone()), ..Common::default() };
            let filter = OrderFilter { common, standing: vec![standing], ..OrderFilter::default() };
            let told = orders::list(ctx, &filter, 1).await.unwrap().total;
            assert_eq!((told.n, told.more), (u64::try_from(n).unwrap(), false), "{area} {standing}");
        }
    }
    let whole = counted.of(&ctx.actor.area, 0);
    assert!(whole[3] > whole[2], "most are replied to in time: {whole:?}");
}

/// Holds the statement of zero cylinders of each area at the end of each period against the rows.
pub async fn cylinders_agree(ctx: &Ctx, recount: &Recount<'_>) {
    let db = recount.db;
    let x = format!("SELECT a.code AS area, u.moved, u.gone FROM ({}) u {}", lpg_users(db), within("u"));
    let (moved, gone) = ("x.moved < p.next", "(x.gone IS NULL OR x.gone < p.next)");
    let columns =
        ["COUNT(*)".to_owned(), sum(&format!("{moved} AND {gone}")), sum(&format!("{moved} AND NOT {gone}"))];
    let users = recount.cells(&x, columns).await;
    let x = format!(
        "SELECT a.code AS area, CASE WHEN CAST(c.proof AS text) <> '[]' THEN {} END AS gone
         FROM cylinder c JOIN gas_user u ON u.id = c.gas_user_id {} WHERE u.is_lpg",
        day(db, "c.returned_on"),
        within("u")
    );
    let there = recount.cells(&x, [sum("x.gone IS NULL OR x.gone >= p.next")]).await;
    let mut held = [false; 2];
    for (i, span) in recount.spans.iter().enumerate() {
        let on = span.period.to;
        let page = gas::query::zero_page(ctx, None, Some(on)).await.unwrap();
        assert_eq!(page.parts.len() + 1, recount.areas.len(), "each committee has a statement");
        for it in page.parts.iter().chain([&page.total]) {
            let (area, zero) = (&it.area.code, it.zero);
            let [n, cleared, clearing] = users.of(area, i);
            let [cylinders] = there.of(area, i);
            let told = [zero.users, zero.cleared, zero.clearing, zero.cylinders];
            assert_eq!(told, [n, cleared, clearing, cylinders], "{area} on {on}");
            // nobody in it still has one, and nobody waits to move off them
            let holds = n == cleared && cylinders == 0;
            assert_eq!(zero.holds(), holds, "{area} on {on}");
            if n > 0 {
                held[usize::from(holds)] = true;
            }
        }
    }
    assert_eq!(held, [true; 2], "some area had cylinders, and some had none any more");
}

/// Units by committee, trade and class.
type Units = BTreeMap<(AreaCode, Trade, ClassWord), i64>;

/// What the rows say, by the row of the dictionary for the trade that came into force last.
async fn units(db: &Db, today: &str) -> Units {
    let number = |name: &str| format!("CAST(u.numbers ->> '{name}' AS bigint)");
    let sql = format!(
        "WITH r AS (
             SELECT trade, measure, largest FROM class_rule WHERE {from} <= '{today}' AND (valid_to IS NULL OR {to} >= '{today}')
             AND NOT EXISTS (SELECT 1 FROM class_rule o WHERE o.trade = class_rule.trade AND o.valid_from > class_rule.valid_from
                             AND {later} <= '{today}' AND (o.valid_to IS NULL OR {until} >= '{today}'))),
         n AS (
             SELECT u.committee_code, u.trade, r.largest,
                    CASE r.measure WHEN 'floor_area' THEN {} WHEN 'seats' THEN {} WHEN 'beds' THEN {} END AS number
             FROM gas_user u LEFT JOIN r ON r.trade = u.trade WHERE u.is_unit AND u.area_code LIKE '310105008%')
         SELECT committee_code, trade, CASE WHEN largest IS NULL THEN 'no_rule' WHEN number IS NULL THEN 'not_known'
                                            WHEN number <= largest THEN 'small' ELSE 'larger' END, COUNT(*)
         FROM n GROUP BY 1, 2, 3",
        number("floor_area"),
        number("seats"),
        number("beds"),
        from = day(db, "valid_from"),
        to = day(db, "valid_to"),
        later = day(db, "o.valid_from"),
        until = day(db, "o.valid_to"),
    );
    let mut units = Units::new();
    for row in rows(db, &sql).await {
        let word = |i: usize| row.try_get_by_index::<String>(i).unwrap();
        let key = (word(0).parse().unwrap(), word(1).parse().unwrap(), word(2).parse().unwrap());
        units.insert(key, row.try_get_by_index(3).unwrap());
    }
    units
}

/// Holds the class that the list says of each unit, and the list of each trade, against that.
pub async fn classes_agree(ctx: &Ctx, recount: &Recount<'_>) {
    let counted = units(recount.db, &local_date(ctx.now).to_string()).await;
    let mut told = Units::new();
    let mut filter = GasFilter::default();
    loop {
        let page = gas::query::list(ctx, &filter, 50).await.unwrap();
        for row in page.rows {
            let Some(unit) = row.unit else { continue };
            let committee = row.door.area.code.as_str()[..12].parse().unwrap();
            *told.entry((committee, unit.trade, unit.class)).or_default() += 1;
        }
        filter.common.cursor = page.next;
        if filter.common.cursor.is_none() {
            break;
        }
    }
    assert_eq!(told, counted, "by committee, trade and class");
    for trade in Trade::ALL {
        let of_trade = GasFilter { trade: vec![*trade], ..GasFilter::default() };
        let n: i64 = counted.iter().filter(|((_, of, _), _)| of == trade).map(|(_, n)| n).sum();
        assert_eq!(gas::query::list(ctx, &of_trade, 1).await.unwrap().total.n, u64::try_from(n).unwrap());
    }
    assert!(counted.keys().any(|(_, _, class)| *class == ClassWord::Small), "{counted:?}");
}
