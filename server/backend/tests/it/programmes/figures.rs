//! The figures and the expiry wave in SQL against their definitions and against plain SQL.

use super::*;
use crate::support::{
    books,
    gear::{cylinder, lpg, safe_stove, unit, unsafe_stove},
    world::{COMMITTEE, OTHER_COMMITTEE, date, refused},
};
use backend::{
    db::Db,
    entities::{
        audit_entry, device, fire, gas_survey, gas_user, hotline_order, penalty, site, stove, stove_event,
        unit_cost,
    },
    programmes::{
        devices, figures, gas, prices, statements, stoves,
        wave::{self, expiry_wave},
    },
    registers::{fires, orders, penalties},
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    calendar::day_end,
    fault::Code,
    figures::Ratio,
    hazards::Category,
    ids::{GasUserId, StoveId},
    money::Fen,
    period::{Month, Period},
    programmes::{
        device::DeviceKind,
        figures::{
            DeviceFacts, FireFacts, GasUnitFacts, HoseFacts, OrderFacts, PenaltyFacts, ProgrammeFacts,
            StoveFacts, UnitPrice, programme_figures,
        },
        filters::WaveList,
        gas::{LpgUser, MoveOff, Moved},
        gear::Gear,
        stove::StoveCommand,
    },
    sites::SiteKind,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Statement,
};
use uuid::Uuid;

/// A history in which every figure has something to count, and something that it must not.
pub(super) async fn history(world: &World) {
    let replaced = world.stove(world.flat, noon("2023-02-01"), unsafe_stove("2010-01-01")).await;
    world.replace_stove(replaced, noon("2023-03-31"), "2023-03-01").await;
    let awaiting = world.stove(world.shop, noon("2023-03-05"), unsafe_stove("2019-01-01")).await;
    world.report_replacement(awaiting, noon("2023-04-02"), "2023-03-01").await;
    world.stove(world.tower, noon("2023-04-01"), unsafe_stove("2012-01-01")).await;
    let safe = world.stove(world.tower, noon("2023-04-01"), safe_stove("2022-01-01")).await;
    for on in ["2023-04-02", "2023-04-19", "2023-05-02"] {
        world.new_hose(safe, world.tower, noon(on)).await;
    }
    let gone = world.stove(world.shop, noon("2023-04-03"), unsafe_stove("2012-01-01")).await;
    let reason = domain::programmes::stove::GoneReason::GasGivenUp;
    let remove = StoveCommand::Remove { reason, note: "改用电".into() };
    world.stove_steps(&world.inspector, noon("2023-05-01"), gone, remove).await;
    let far = world.stove(world.far_shop, noon("2023-03-05"), unsafe_stove("2010-01-01")).await;
    world.new_hose(far, world.far_shop, noon("2023-03-06")).await;

    let mut shed = crate::support::world::site(SiteKind::BikeShed, "北车棚", "路1号", COMMITTEE, None);
    shed.estate = Some("虹仙小区".into());
    let shed =
        backend::sites::service::add(&world.ctx(&world.office, noon("2023-01-02")), shed).await.unwrap();
    let detector = world.planned(DeviceKind::SmokeDetector, shed, noon("2023-03-01")).await;
    world.put_in_service(detector, noon("2023-03-10"), "SD-0001").await;
    let charger = world.planned(DeviceKind::CarCharger, shed, noon("2023-03-01")).await;
    world.put_in_service(charger, noon("2023-04-10"), "CC-0001").await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, noon("2023-03-01")).await;
    world.put_in_service(alarm, noon("2023-03-20"), "GA-0001").await;
    world.planned(DeviceKind::GasAlarm, world.shop, noon("2023-03-02")).await;
    let dropped = world.planned(DeviceKind::GasAlarm, world.tower, noon("2023-03-03")).await;
    let retire = domain::programmes::device::DeviceCommand::Retire { reason: "搬走".into() };
    world.device_steps(&world.office, noon("2023-04-15"), dropped, retire).await;

    let entry = unit(world.shop, noon("2023-03-08"));
    backend::programmes::gas::service::save_unit(&world.ctx(&world.office, noon("2023-03-08")), entry)
        .await
        .unwrap();
    let mut again = unit(world.shop, noon("2023-03-30"));
    again.base_version = Some(1);
    backend::programmes::gas::service::save_unit(&world.ctx(&world.office, noon("2023-03-30")), again)
        .await
        .unwrap();
    for (found, close) in [("2023-03-08", true), ("2023-03-30", false)] {
        let hazard = world.find(noon(found), |command| command.category = Category::Gas).await;
        if close {
            world.close(noon("2023-04-05"), hazard).await;
        }
    }
    world.find(noon("2023-03-09"), |command| command.category = Category::Fire).await;
    let mut moved = lpg(world.tower, vec![]);
    moved.moved = Some(Moved { to: MoveOff::PipedGas, on: date("2023-04-01") });
    world.gas_save(noon("2023-04-01"), moved).await;
    world.gas_save(noon("2023-04-01"), lpg(world.flat, vec![cylinder("QP-0001", "2022-01-01")])).await;
}

/// Entries of the registers on both sides of the ends of March, in time and late, with and without an amount.
async fn registered(world: &World) {
    let ctx = world.ctx(&world.office, noon("2023-05-01"));
    for (nth, (on, fine)) in
        [("2023-02-28", Some(10)), ("2023-03-01", None), ("2023-03-31", Some(500)), ("2023-04-01", Some(7))]
            .into_iter()
            .enumerate()
    {
        let mut record = books::penalty(world.shop);
        record.number = Some(format!("{nth}号"));
        (record.decided_on, record.fine) = (date(on), fine.map(Fen));
        penalties::save(&ctx, books::new(record)).await.unwrap();
    }
    // five working days from Wednesday, 1 March: Wednesday, 8 March
    for (number, received, replied) in [
        ("在期", "2023-03-01", Some("2023-03-08")),
        ("过期", "2023-03-01", Some("2023-03-09")),
        ("未复", "2023-03-01", None),
        ("新收", "2023-03-30", None),
        ("四月", "2023-04-03", Some("2023-04-04")),
    ] {
        let mut record = books::order(number, world.shop);
        record.received_at = noon(received);
        record.replied_at = replied.map(noon);
        record.reply = replied.map(|_| "已办".into());
        orders::save(&ctx, books::new(record)).await.unwrap();
    }
    for (on, loss) in [("2023-03-20", Some(Fen(120_000))), ("2023-03-31", None), ("2023-04-02", Some(Fen(1)))]
    {
        let mut record = books::fire(world.shop);
        (record.at, record.loss) = (noon(on), loss);
        fires::save(&ctx, books::new(record)).await.unwrap();
    }
}

/// What the definition says of the rows of the subdistrict. Hazards are counted by hand in the stories.
async fn defined(
    world: &World,
    p: Period,
    t: DateTime<Utc>,
) -> domain::programmes::figures::ProgrammeFigures {
    let db = world.state.db.read();
    let here = |code: &str| code == crate::support::world::SUBDISTRICT;
    let of_stoves: Vec<StoveFacts> = stove::Entity::find()
        .all(db)
        .await
        .unwrap()
        .iter()
        .filter(|row| here(&row.subdistrict_code))
        .map(|row| StoveFacts::of(&stoves::rows::state(row).unwrap(), row.first_surveyed_at))
        .collect();
    let mut of_hoses = Vec::new();
    for row in stove_event::Entity::find().all(db).await.unwrap() {
        let of = stove::Entity::find_by_id(row.stove_id).one(db).await.unwrap().unwrap();
        if row.kind == "hose_replaced" && here(&of.subdistrict_code) {
            of_hoses.push(HoseFacts { stove: StoveId(row.stove_id), at: row.server_at });
        }
    }
    let mut of_devices = Vec::new();
    for row in device::Entity::find().all(db).await.unwrap().iter().filter(|row| here(&row.subdistrict_code))
    {
        let at = site::Entity::find_by_id(row.site_id).one(db).await.unwrap().unwrap();
        let state = devices::rows::state(row).unwrap();
        of_devices.push(DeviceFacts::of(&state, at.estate, at.kind == SiteKind::BikeShed.as_str()));
    }
    let (mut of_units, mut of_lpg): (Vec<GasUnitFacts>, Vec<LpgUser>) = Default::default();
    let surveys = gas_survey::Entity::find().all(db).await.unwrap();
    for row in gas_user::Entity::find().all(db).await.unwrap() {
        let of_this = surveys.iter().filter(|survey| survey.gas_user_id == row.id);
        of_units.push(GasUnitFacts { surveyed: of_this.map(|survey| survey.at).collect(), hazards: vec![] });
        let ctx = world.ctx(&world.office, t);
        of_lpg.extend(gas::query::detail(&ctx, GasUserId(row.id)).await.unwrap().lpg);
    }
    let of_penalties: Vec<PenaltyFacts> = penalty::Entity::find()
        .all(db)
        .await
        .unwrap()
        .iter()
        .map(|row| PenaltyFacts { decided_on: row.decided_on, fine: Fen(row.fine.unwrap_or(0)) })
        .collect();
    let of_orders: Vec<OrderFacts> = hotline_order::Entity::find()
        .all(db)
        .await
        .unwrap()
        .iter()
        .map(|row| OrderFacts { received_at: row.received_at, due: row.due, replied_at: row.replied_at })
        .collect();
    let of_fires: Vec<FireFacts> = fire::Entity::find()
        .all(db)
        .await
        .unwrap()
        .iter()
        .map(|row| FireFacts { at: row.at, loss: Fen(row.loss.unwrap_or(0)) })
        .collect();
    let facts = ProgrammeFacts {
        stoves: &of_stoves,
        hoses: &of_hoses,
        devices: &of_devices,
        gas_units: &of_units,
        lpg: &of_lpg,
        penalties: &of_penalties,
        orders: &of_orders,
        fires: &of_fires,
    };
    programme_figures(facts, p, t)
}

db_test!(the_figures_are_those_of_the_definition, |db| async move {
    let world = World::new(&db).await;
    history(&world).await;
    registered(&world).await;
    let year = Period::year(2023).unwrap();
    let month = |text: &str| text.parse::<Month>().unwrap().period();
    for (p, t) in [
        (year, noon("2024-01-05")),
        (month("2023-03"), noon("2024-01-05")),
        (month("2023-03"), noon("2023-03-31")),
        (month("2023-03"), noon("2023-03-08")),
        (month("2023-03"), day_end(date("2023-03-08")) - TimeDelta::milliseconds(1)),
        (month("2023-03"), day_end(date("2023-03-08"))),
        (month("2023-03"), noon("2023-03-20") - TimeDelta::milliseconds(1)),
        (month("2023-04"), noon("2023-04-02")),
        (month("2023-04"), noon("2023-04-20")),
        (month("2023-12"), noon("2024-01-05")),
        (month("2022-12"), noon("2024-01-05")),
    ] {
        let mut told = figures::figures(&world.ctx(&world.office, t), None, p, t).await.unwrap();
        told.gas_hazards = Ratio::default();
        assert_eq!(told, defined(&world, p, t).await, "{p:?} as of {t}");
    }
    // and in numbers
    let t = noon("2024-01-05");
    let told = figures::figures(&world.ctx(&world.leader, t), None, year, t).await.unwrap();
    assert_eq!((told.stoves_replaced, told.stoves_awaiting, told.households_surveyed), (1, 1, 3));
    assert_eq!(told.stove_progress, Ratio::new(1, 3), "not the one that is gone, the safe ones, the far one");
    assert_eq!(told.hoses_replaced, 1, "one appliance got several, the far one is elsewhere");
    assert_eq!((told.gas_alarm_households, told.gas_alarms_in_place), (2, Ratio::new(1, 2)));
    assert_eq!((told.estates_with_detectors, told.chargers, told.charger_estates), (1, 1, 1));
    assert_eq!((told.gas_units_surveyed, told.gas_hazards), (1, Ratio::new(1, 2)));
    assert_eq!((told.lpg_moved, told.lpg_cleared), (1, Ratio::new(1, 2)));
    let march = figures::figures(&world.ctx(&world.leader, t), None, month("2023-03"), t).await.unwrap();
    assert_eq!((march.penalties, march.fines), (2, Fen(500)));
    assert_eq!(
        (march.orders, march.orders_on_time),
        (4, Ratio::new(1, 4)),
        "a late one, two without a reply"
    );
    assert_eq!((march.fires, march.fire_loss), (2, Fen(120_000)));
    let committee = COMMITTEE.parse().unwrap();
    let part = figures::figures(&world.ctx(&world.office, t), Some(&committee), year, t).await.unwrap();
    assert_eq!(part.stove_progress, Ratio::new(1, 2));
    let far = figures::figures(&world.ctx(&world.stranger, t), None, year, t).await.unwrap();
    assert_eq!((far.households_surveyed, far.gas_alarm_households), (1, 0));
});

db_test!(households_of_a_city_are_those_of_its_subdistricts, |db| async move {
    let world = World::new(&db).await;
    history(&world).await;
    // one household has three alarms, another one and a charger: each is one household, whichever of them is in place
    let second = world.planned(DeviceKind::GasAlarm, world.flat, noon("2023-03-05")).await;
    world.put_in_service(second, noon("2023-04-22"), "GA-0002").await;
    world.planned(DeviceKind::GasAlarm, world.flat, noon("2023-04-23")).await;
    world.planned(DeviceKind::CarCharger, world.shop, noon("2023-04-23")).await;
    world.planned(DeviceKind::GasAlarm, world.far_shop, noon("2023-03-06")).await;
    let city = Actor { area: "31".parse().unwrap(), ..world.office.clone() };
    let t = noon("2024-01-05");
    let mut of_year = None;
    for period in ["2023-02", "2023-03", "2023-04", "2023-12"]
        .map(|month| month.parse::<Month>().unwrap().period())
        .into_iter()
        .chain([Period::year(2023).unwrap()])
    {
        let told = async |who: &Actor| {
            let told = figures::figures(&world.ctx(who, t), None, period, t).await.unwrap();
            [
                told.gas_alarm_households,
                told.gas_alarms_in_place.n,
                told.gas_alarms_in_place.of,
                told.gas_alarms_installed,
            ]
        };
        let (near, far) = (told(&world.office).await, told(&world.stranger).await);
        let sum: Vec<i64> = near.iter().zip(far).map(|(near, far)| near + far).collect();
        let all = told(&city).await;
        assert_eq!(all.to_vec(), sum, "{period:?}");
        of_year = Some(all);
    }
    assert_eq!(of_year, Some([3, 1, 3, 1]));
});

/// Plain SQL, one number.
async fn number(db: &Db, sql: &str) -> i64 {
    let statement = Statement::from_string(db.read().get_database_backend(), sql.to_owned());
    db.read().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

db_test!(a_price_holds_from_its_day_on_and_is_for_the_keepers_of_rules_to_set, |db| async move {
    let world = World::new(&db).await;
    let price = |fen: i64| UnitPrice { gear: Gear::Stove, cost: Fen(fen), valid_from: date("2023-06-10") };
    let office = world.ctx(&world.office, noon("2023-06-01"));
    for (person, may) in [(&world.inspector, false), (&world.leader, false), (&world.office, true)] {
        let ctx = world.ctx(person, noon("2023-06-01"));
        assert_eq!(wave::page(&ctx, None, None, 1).await.unwrap().may_price, may, "{}", person.login);
        let set = prices::set(&ctx, price(100_000)).await;
        if may { set.unwrap() } else { assert_eq!(refused(set), Code::Forbidden) }
    }
    prices::set(&office, price(90_000)).await.unwrap();
    // said twice, it is one change
    prices::set(&office, price(90_000)).await.unwrap();
    for (on, fen) in [("2023-06-09", 80_000), ("2023-06-10", 90_000)] {
        let ctx = world.ctx(&world.office, noon(on));
        let page = wave::page(&ctx, None, None, 1).await.unwrap();
        let stove = page.prices.iter().find(|price| price.gear == Gear::Stove).unwrap();
        assert_eq!(stove.cost, Fen(fen), "{on}");
    }
    assert_eq!(refused(prices::set(&office, price(-1)).await), Code::Invalid);
    let lines = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("unit_cost.set"))
        .all(db.read())
        .await
        .unwrap();
    assert_eq!(lines.len(), 2, "set, and put right");
});

/// How many rows a cell of the wave opens.
async fn behind(ctx: &backend::ctx::Ctx, list: &WaveList) -> i64 {
    let total = match list {
        WaveList::Stoves(filter) => stove_services::query::list(ctx, filter, 50).await.unwrap().total,
        WaveList::Devices(filter) => device_services::query::list(ctx, filter, 50).await.unwrap().total,
    };
    i64::try_from(total.n).unwrap()
}

db_test!(the_wave_is_what_plain_sql_counts, |db| async move {
    let world = World::new(&db).await;
    history(&world).await;
    db.write(|tx| {
        Box::pin(async move {
            for (gear, fen, from) in [("stove", 50_000, "2020-01-01"), ("stove", 90_000, "2023-01-01")] {
                let row =
                    unit_cost::Model { id: Uuid::now_v7(), gear: gear.into(), fen, valid_from: date(from) };
                row.into_active_model().reset_all().insert(tx).await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        })
    })
    .await
    .unwrap();
    world.state.refresh_reference().await;
    // of the month that runs: over, over today, and not yet
    for day in ["2023-06-14", "2023-06-15", "2023-06-16"] {
        let stove = world.stove(world.flat, noon("2023-05-20"), safe_stove("2022-01-01")).await;
        let mut row =
            stove::Entity::find_by_id(stove.0).one(db.read()).await.unwrap().unwrap().into_active_model();
        row.expires_on = sea_orm::Set(Some(date(day)));
        db.write(|tx| Box::pin(async move { row.update(tx).await })).await.unwrap();
    }
    let ctx = world.ctx(&world.office, noon("2023-06-15"));
    let from: Month = "2023-06".parse().unwrap();
    let told = expiry_wave(&ctx, None, Some(from), 120).await.unwrap();
    let last = date("2033-05-31");
    let of = |table: &str, statuses: &str, and: &str| {
        format!(
            "SELECT count(*) FROM {table} WHERE status IN ({statuses}) AND subdistrict_code = '310105008' \
             AND expires_on <= '{last}' {and}"
        )
    };
    let stoves = "'surveyed', 'safe', 'non_safe', 'planned'";
    let devices = "'installed', 'accepted', 'faulty'";
    let all = number(&db, &of("stove", stoves, "")).await + number(&db, &of("device", devices, "")).await;
    assert_eq!(told.total().n, all);
    let before = "AND expires_on <= '2023-06-15'";
    let expired =
        number(&db, &of("stove", stoves, before)).await + number(&db, &of("device", devices, before)).await;
    assert_eq!((told.all_expired().n, expired), (3, 3), "the one of the tower, and two of the month");
    let running: i64 = told.months[&from].values().map(|cell| cell.n).sum();
    assert_eq!(running, 1, "what has not ended yet");
    let by_kind = wave::page(&ctx, None, Some(from), 120).await.unwrap();
    // the column of what has expired opens just these
    let mut opened = 0;
    for kind in &by_kind.kinds {
        opened += behind(&ctx, &by_kind.expired(kind.gear)).await;
    }
    assert_eq!(opened, expired);
    let sum: i64 = by_kind.kinds.iter().map(|kind| kind.wave.total().n).sum();
    assert_eq!(sum, all, "each piece is of one kind");
    let other: domain::area::AreaCode = OTHER_COMMITTEE.parse().unwrap();
    assert_eq!(told.expired[&other].cost, Fen(90_000), "by the price of today");
    assert_eq!(told.months.len(), 120);
    // each cell opens the list of its rows
    for (month, committees) in &told.months {
        let cell: i64 = committees.values().map(|cell| cell.n).sum();
        let mut rows = 0;
        for kind in &by_kind.kinds {
            rows += behind(&ctx, &by_kind.ending(kind.gear, *month)).await;
        }
        assert_eq!(cell, rows, "{month}");
        if month.number() > 203_112 {
            break;
        }
    }
    assert!(expiry_wave(&ctx, None, Some(from), 0).await.is_err());
    // the table says the same
    let table = statements::expiry(&ctx, None, Some(from), 120).await.unwrap();
    let lines: Vec<Vec<&str>> =
        table.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][3..], ["到期月份", "数量", "更换费用（元）"]);
    let sum: i64 = lines[1..].iter().map(|line| line[4].parse::<i64>().unwrap()).sum();
    assert_eq!(sum, all);
    let expired: Vec<_> = lines.iter().filter(|line| line[3] == "已过期").collect();
    assert_eq!(expired.len(), 2);
    let there = expired.iter().find(|line| line[1] == OTHER_COMMITTEE).unwrap();
    assert_eq!((there[4], there[5]), ("1", "900.00"));
});
