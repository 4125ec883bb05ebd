use super::*;
use crate::{
    calendar::{SpecialDay, day_start},
    ids::EventId,
};
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn noon(s: &str) -> DateTime<Utc> {
    day_start(day(s)) + TimeDelta::hours(12)
}

fn codes(result: Result<(), Fault>) -> Vec<String> {
    let faults = result.err().map(|fault| fault.fields).unwrap_or_default();
    faults.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

fn order(received: &str) -> HotlineOrder {
    HotlineOrder {
        id: HotlineOrderId(Uuid::from_u128(1)),
        number: "SH20230601001".into(),
        kind: OrderKind::Complaint,
        urgent: false,
        category: Some(Category::Fire),
        received_at: noon(received),
        reply_due: None,
        replied_at: None,
        reply: None,
        text: "楼道堆物".into(),
        caller_name: Some("张".into()),
        caller_phone: None,
        site: None,
        hazard: None,
        area: "310105008003".parse().ok(),
    }
}

#[test]
fn entering_and_changing_take_rights_of_their_own() {
    let mut keep = Keep { id: EventId(Uuid::from_u128(9)), base_version: None, record: order("2023-06-01") };
    assert_eq!((keep.is_new(), right_to(&keep)), (true, Right::EnterRegister));
    keep.base_version = Some(1);
    assert_eq!((keep.is_new(), right_to(&keep)), (false, Right::KeepRegister));
}

#[test]
fn the_reply_is_due_by_kind_in_working_days() {
    let count = |days, kind| DayCount { days, kind };
    let rule = |kind, urgent, count, from: &str| ReplyRule {
        kind,
        urgent,
        count,
        valid_from: day(from),
        valid_to: None,
        source: "试行".into(),
    };
    let rules = ReplyRules {
        rules: vec![
            rule(None, false, count(5, DayKind::Working), "2020-01-01"),
            rule(Some(OrderKind::Question), false, count(1, DayKind::Working), "2020-01-01"),
            rule(Some(OrderKind::Question), false, count(2, DayKind::Calendar), "2023-07-01"),
            rule(None, true, count(1, DayKind::Calendar), "2020-01-01"),
        ],
        calendar: WorkCalendar::new([(day("2023-06-22"), SpecialDay::Holiday)]),
    };
    for (kind, urgent, received, own, due) in [
        (OrderKind::Complaint, false, "2023-06-19", None, "2023-06-27"), // a holiday and a weekend between
        (OrderKind::Question, false, "2023-06-16", None, "2023-06-19"),
        (OrderKind::Question, false, "2023-07-01", None, "2023-07-03"),
        (OrderKind::Complaint, true, "2023-06-16", None, "2023-06-17"),
        (OrderKind::Complaint, false, "2023-06-19", Some("2023-06-20"), "2023-06-20"),
        (OrderKind::Complaint, false, "2019-06-03", None, "2019-06-10"), // before every row: the fallback
        (OrderKind::Complaint, true, "2019-06-07", None, "2019-06-10"),
    ] {
        let told = rules.due(kind, urgent, day(received), own.map(day));
        assert_eq!(told, day(due), "{kind} {urgent} {received}");
    }
}

#[test]
fn the_day_of_the_deadline_belongs_to_it() {
    let due = day("2023-06-08");
    let end = day_end(due);
    let tick = TimeDelta::milliseconds(1);
    let mut it = order("2023-06-01");
    assert_eq!(it.standing(due, end - tick), OrderStanding::Open);
    assert_eq!(it.standing(due, end), OrderStanding::Overdue);
    it.replied_at = Some(end - tick);
    assert_eq!(it.standing(due, end + tick), OrderStanding::RepliedOnTime);
    assert_eq!(it.standing(due, end - tick * 2), OrderStanding::Open, "as of before the reply");
    it.replied_at = Some(end);
    assert_eq!(it.standing(due, end), OrderStanding::RepliedLate);
    assert_eq!(it.standing(due, end - tick), OrderStanding::Open);
}

#[test]
fn an_order_that_was_replied_to_has_a_reply() {
    let now = noon("2023-06-30");
    assert_eq!(codes(order("2023-06-01").validate(now)), [""; 0]);
    let mut it = order("2023-06-10");
    it.number = " ".into();
    it.area = None;
    it.reply_due = Some(day("2023-06-09"));
    it.replied_at = Some(noon("2023-06-09"));
    assert_eq!(
        codes(it.validate(now)),
        ["number required", "reply_due not_later", "replied_at not_later", "reply required", "area required"]
    );
    assert_eq!(codes(order("2023-07-01").validate(now)), ["received_at in_future"]);
}

#[test]
fn lists_show_no_caller_and_no_room() {
    let mut it = order("2023-06-01");
    it.caller_phone = Some("13812345678".into());
    it.caller_name = Some("张大明".into());
    let shown = it.shown();
    assert_eq!(
        (shown.caller_name.as_deref(), shown.caller_phone.as_deref()),
        (Some("张**"), Some("138****5678"))
    );
}

#[test]
fn whoever_is_punished_may_be_a_person() {
    let shop = |name| Some((SiteKind::SmallUnit, name));
    for (party, at, person) in [
        ("王大明", None, true),
        ("某某商贸有限公司", None, true),
        ("某某商贸有限公司", Some((SiteKind::Household, "欧阳小明")), true),
        // of a shop it is often its keeper
        ("王大明", shop("老王面馆"), true),
        ("阿依古丽·买买提", shop("老王面馆"), true),
        ("老王面馆", shop("老王面馆"), false),
        ("某公司", shop("老王面馆"), false),
        ("甲乙贸易有限公司", shop("老王面馆"), false),
    ] {
        let penalty = Penalty { party: party.into(), ..penalty() };
        assert_eq!(penalty.may_be_person(at), person, "{party} at {at:?}");
    }
}

fn penalty() -> Penalty {
    Penalty {
        id: PenaltyId(Uuid::from_u128(1)),
        number: None,
        decided_on: day("2023-06-30"),
        body: "城管执法队".into(),
        category: Category::IllegalStructure,
        party: "某公司".into(),
        reason: "占用消防车通道".into(),
        fine: Some(Fen(500_000)),
        site: None,
        hazard: None,
        area: "310105008003".parse().ok(),
    }
}

#[test]
fn penalties_and_fires() {
    let now = noon("2023-06-30");
    let mut penalty = penalty();
    assert_eq!(codes(penalty.validate(now)), [""; 0]);
    penalty.decided_on = day("2023-07-01");
    penalty.fine = Some(Fen(-1));
    assert_eq!(codes(penalty.validate(now)), ["decided_on in_future", "fine out_of_range"]);
    penalty.party = "王大明".into();
    assert_eq!(penalty.clone().shown(false).party, "王大明");
    assert_eq!(penalty.shown(true).party, "王**");
    let mut fire = FireIncident {
        id: FireId(Uuid::from_u128(1)),
        at: noon("2023-06-01"),
        place: "仙霞路475号厨房".into(),
        site: None,
        position: None,
        area: "310105008003".parse().ok(),
        cause: FireCause::Electrical,
        text: None,
        loss: Some(Fen(120_050)),
        injured: 0,
        dead: 0,
        hazard: None,
    };
    assert_eq!(codes(fire.validate(now)), [""; 0]);
    fire.place = "仙霞路700弄43号502室".into();
    assert_eq!(fire.clone().shown(Some("502")).place, "仙霞路700弄43号");
    fire.area = None;
    fire.place = String::new();
    fire.injured = 20_000;
    assert_eq!(codes(fire.validate(now)), ["place required", "injured out_of_range", "area required"]);
}

proptest! {
    /// An order is in exactly one place at every instant, and once late it is never on time again.
    #[test]
    fn standings_follow_one_another(due in 0i64..30, replied in prop::option::of(0i64..60 * 24), first in 0i64..60 * 24, later in 0i64..60 * 24) {
        let start = noon("2023-06-01");
        let due = day("2023-06-01") + TimeDelta::days(due);
        let mut it = order("2023-06-01");
        it.replied_at = replied.map(|hours| start + TimeDelta::hours(hours));
        let at = |hours| it.standing(due, start + TimeDelta::hours(hours));
        let (before, after) = (at(first), at(first + later));
        let late = |s| matches!(s, OrderStanding::Overdue | OrderStanding::RepliedLate);
        prop_assert!(!late(before) || late(after));
        let replied = |s| matches!(s, OrderStanding::RepliedLate | OrderStanding::RepliedOnTime);
        prop_assert!(!replied(before) || before == after);
    }
}
