use super::*;
use crate::{
    capture::keeping::Kept,
    field::{entry::redraft, gear::fixtures},
};
use domain::{
    area::AreaRef,
    fault::{Code, Fault, FieldCode},
    geo::Point,
    hazards::PointSource,
    ids::SiteId,
    sync::{
        Command,
        plan::{Described, seal},
    },
};

fn when(hours_ahead: i64) -> When {
    let ahead = TimeDelta::hours(hours_ahead);
    When { now: fixtures::now() + ahead, ahead }
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn begin(kind: RegisterKind) -> EntryDraft {
    EntryDraft::begin(id(1), id(2), kind, when(0))
}

fn site(kind: SiteKind) -> SiteHit {
    SiteHit {
        id: SiteId(id(100)),
        kind,
        name: "欧阳小明家".into(),
        address: "仙霞路 700 弄 43 号 502 室".into(),
        area: AreaRef { code: "310105008001".parse().expect("code"), name: "居委".into() },
        point: None,
        distance_m: None,
    }
}

/// Each register, filled in to the last field.
fn filled(when: When) -> Vec<EntryDraft> {
    let mut all: Vec<EntryDraft> =
        RegisterKind::ALL.iter().map(|kind| EntryDraft::begin(id(1), id(2), *kind, when)).collect();
    for draft in &mut all {
        draft.choose(Some(site(SiteKind::SmallUnit)));
        draft.hazard = Some(HazardId(id(3)));
        draft.touched = true;
        match &mut draft.sheet {
            Sheet::Penalty(it) => {
                it.number = "沪长消罚〔2023〕1号".into();
                it.body = "区消防救援支队".into();
                it.category = Some(Category::Fire);
                it.party = "甲乙贸易有限公司".into();
                it.reason = "占用疏散通道".into();
                it.fine = "500.00".into();
            }
            Sheet::Order(it) => {
                it.number = "SH1".into();
                it.kind = Some(OrderKind::Complaint);
                it.urgent = true;
                it.received_at = "2023-05-30T09:30".into();
                it.reply_due = "2023-06-02".into();
                it.category = Some(Category::Ebike);
                it.text = "楼道里有电瓶车充电".into();
                it.caller_name = "钱多多".into();
                it.caller_phone = "13700001234".into();
                it.replied_at = "2023-06-01T09:00".into();
                it.reply = "已清理".into();
            }
            Sheet::Fire(it) => {
                it.cause = Some(FireCause::OpenFlame);
                it.text = "油锅起火".into();
                it.loss = "1200.00".into();
                it.injured = "1".into();
                it.dead = "2".into();
                let point = Point::new(121.39, 31.21).expect("point");
                draft.position = Some(Position { point, accuracy_m: Some(8.0), source: PointSource::Gps });
            }
        }
    }
    all
}

fn fields(draft: &EntryDraft) -> Vec<String> {
    let form = draft.command(fixtures::now());
    form.map_or_else(|faults| faults.into_iter().map(|fault| fault.field).collect(), |_| Vec::new())
}

fn again(form: &ProgrammeCommand, fault: Option<&Fault>, when: When) -> Kept<EntryDraft> {
    let shop = |_: SiteId| Some(site(SiteKind::SmallUnit));
    let known = redraft::Known { when, site: &shop, new_id: &|| id(500) };
    redraft::of(form, fault, &known).expect("a draft")
}

#[test]
fn what_is_missing_stands_at_its_field_once() {
    for (kind, expected) in [
        (RegisterKind::Penalty, vec!["category", "body", "party", "reason", "area"]),
        (RegisterKind::Order, vec!["kind", "number", "text", "area"]),
        (RegisterKind::Fire, vec!["cause", "place", "area"]),
    ] {
        let draft = begin(kind);
        assert!(draft.is_untouched());
        assert_eq!(draft.kind(), kind);
        assert_eq!(fields(&draft), expected, "{kind}");
    }
    let mut fire = begin(RegisterKind::Fire);
    fire.area = "310105008001".parse().ok();
    if let Sheet::Fire(it) = &mut fire.sheet {
        (it.at, it.place) = ("2023-06-02T09:00".into(), "车棚".into());
        (it.loss, it.injured) = ("很多".into(), "两个".into());
    }
    assert_eq!(fields(&fire), ["cause", "loss", "injured", "at"], "tomorrow, and no numbers");
}

#[test]
fn an_entry_and_its_draft_say_the_same_whatever_the_clock_says() {
    for hours in [0, 3, -60_000] {
        let when = when(hours);
        for draft in filled(when) {
            let form = draft.command(when.now).expect("complete");
            assert_eq!((form.id(), form.register()), (id(1), Some(draft.kind())));
            let text = serde_json::to_string(&form).expect("json");
            let form: ProgrammeCommand = serde_json::from_str(&text).expect("command");
            let kept = again(&form, None, when);
            assert_eq!(kept.faults, []);
            assert_eq!(kept.draft, draft, "{hours} hours ahead");
        }
    }
}

#[test]
fn what_stands_in_the_form_is_the_clock_on_the_wall_and_what_is_sealed_the_devices() {
    for hours in [0, 3] {
        let all = filled(when(hours));
        let form = |n: usize| all[n].command(when(hours).now).expect("complete");
        let ProgrammeCommand::EnterFire(fire) = form(2) else { panic!("a fire") };
        assert_eq!(fire.record.at, when(hours).now, "the present");
        let ProgrammeCommand::EnterOrder(order) = form(1) else { panic!("an order") };
        let received: DateTime<Utc> = "2023-05-30T01:30:00Z".parse().expect("time");
        assert_eq!(order.record.received_at, received + TimeDelta::hours(hours));
        let ProgrammeCommand::EnterPenalty(penalty) = form(0) else { panic!("a penalty") };
        assert_eq!(penalty.record.decided_on.to_string(), "2023-06-01");
    }
}

#[test]
fn it_waits_for_its_site_and_its_hazard() {
    for draft in filled(when(0)) {
        let command = Command::Programme(Box::new(draft.command(fixtures::now()).expect("complete")));
        let command = serde_json::to_string(&command).expect("json");
        let body = seal(&command, "2023-06-01T02:00:00Z", "[]");
        let described = body.and_then(|body| Described::of(&body));
        let told = described.map(|it| (it.makes, it.needs)).ok();
        assert_eq!(told, Some((vec![id(1), id(2)], vec![id(100), id(3)])));
    }
}

#[test]
fn the_place_of_a_fire_is_the_address_of_its_site_until_somebody_says_otherwise() {
    let place = |draft: &EntryDraft| match &draft.sheet {
        Sheet::Fire(it) => it.place.clone(),
        _ => panic!("a fire"),
    };
    let shop = site(SiteKind::SmallUnit);
    let other = SiteHit { id: SiteId(id(101)), address: "天山路 8 号".into(), ..shop.clone() };
    let mut draft = begin(RegisterKind::Fire);
    draft.choose(Some(shop.clone()));
    assert_eq!(place(&draft), shop.address);
    draft.hazard = Some(HazardId(id(3)));
    draft.choose(Some(other.clone()));
    assert_eq!((place(&draft), draft.hazard), (other.address, None), "the hazard was the other site's");
    draft.choose(None);
    assert_eq!(place(&draft), "");
    if let Sheet::Fire(it) = &mut draft.sheet {
        it.place = "门口垃圾桶".into();
    }
    draft.choose(Some(shop));
    assert_eq!(place(&draft), "门口垃圾桶");
}

#[test]
fn what_it_is_called_names_no_person() {
    let titles = |kind: SiteKind| -> Vec<String> {
        filled(when(0))
            .into_iter()
            .map(|mut draft| {
                draft.choose(Some(site(kind)));
                draft.title()
            })
            .collect()
    };
    let expected = ["欧阳小明家 · 登记行政处罚", "欧阳小明家 · 登记 12345 工单", "欧阳小明家 · 登记火情"];
    assert_eq!(titles(SiteKind::SmallUnit), expected, "a shop is called as it is");
    let expected = ["2023-06-01 · 登记行政处罚", "SH1 · 登记 12345 工单", "2023-06-01 10:00 · 登记火情"];
    assert_eq!(titles(SiteKind::Household), expected);
}

#[test]
fn what_the_server_did_not_take_is_a_draft_again() {
    let form = filled(when(0))[1].command(fixtures::now()).expect("complete");
    let fault = Fault::field("number", FieldCode::Duplicate);
    let kept = again(&form, Some(&fault), when(0));
    assert_eq!((kept.draft.id, kept.draft.record, kept.faults), (id(1), id(2), fault.fields));
    // the server has something else under these ids
    let kept = again(&form, Some(&Fault::new(Code::ContentConflict)), when(0));
    assert_eq!((kept.draft.id, kept.draft.record), (id(500), id(500)));
    let stove = ProgrammeCommand::SurveyStove(Box::new(fixtures::survey(1, None)));
    let known = redraft::Known { when: when(0), site: &|_| None, new_id: &|| id(500) };
    assert_eq!(redraft::of(&stove, None, &known), None, "a form of another kind");
    assert_eq!(redraft::of(&form, None, &known), None, "its site is gone");
}
