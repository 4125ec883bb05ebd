use super::*;
use crate::{actor::Role, calendar::day_start, ids::UserId};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn at(hours: i64) -> DateTime<Utc> {
    day_start(day("2023-06-01")) + TimeDelta::hours(hours)
}

fn person(role: Role) -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(1)),
        login: "p".into(),
        name: "P".into(),
        role,
        area: "310105008".parse().expect("code"),
    }
}

fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(n))
}

fn candidate(n: u128, kind: SiteKind, area: &str, active: bool) -> Candidate {
    Candidate { site: site(n), kind, area: area.parse().expect(area), active }
}

fn draft() -> Campaign {
    let plan = SaveCampaign {
        id: CampaignId(Uuid::from_u128(9)),
        title: "三类问题专项".into(),
        period: Period::new(day("2023-06-01"), day("2023-06-30")).expect("period"),
        kinds: vec![SiteKind::Household],
        area: "310105008003".parse().expect("code"),
        checklist: None,
    };
    Campaign { plan, status: CampaignStatus::Draft, frozen_at: None, version: 1 }
}

#[test]
fn the_list_is_frozen_at_the_start_and_added_to_apart() {
    let register = [
        candidate(3, SiteKind::Household, "310105008003", true),
        candidate(1, SiteKind::Household, "31010500800301", true),
        candidate(1, SiteKind::Household, "31010500800301", true),
        candidate(4, SiteKind::Household, "310105008003", false),
        candidate(5, SiteKind::SmallUnit, "310105008003", true),
        candidate(6, SiteKind::Household, "310105008004", true),
    ];
    let office = person(Role::Office);
    let (running, targets) = draft().start(&register, &office, at(0)).expect("started");
    assert_eq!(targets, [site(1), site(3)]);
    assert_eq!((running.status, running.frozen_at), (CampaignStatus::Running, Some(at(0))));
    let again = running.start(&register, &office, at(1)).expect_err("started before");
    assert_eq!((again.code, again.args["allowed"].as_str()), (Code::WrongState, "add,give,finish"));
    let known: BTreeSet<SiteId> = targets.into_iter().collect();
    let more = running.add(&[site(7), site(3), site(7), site(2)], &known, &office).expect("running");
    assert_eq!(more, [site(2), site(7)]);
    assert!(draft().add(&[site(7)], &known, &office).is_err(), "a draft has no list yet");
    let finished = running.finish(&office).expect("running");
    assert!(finished.add(&[site(7)], &known, &office).is_err());
    assert_eq!(draft().start(&[], &office, at(0)).expect_err("empty").code, Code::Invalid);
    let inspector = draft().start(&register, &person(Role::Inspector), at(0)).expect_err("role");
    assert_eq!(inspector.code, Code::Forbidden);
}

#[test]
fn a_visit_counts_within_the_period_in_local_days() {
    let campaign = draft();
    assert!(campaign.counts(at(0)) && campaign.counts(at(30 * 24 - 1)));
    assert!(!campaign.counts(at(-1)) && !campaign.counts(at(30 * 24)));
}

#[test]
fn an_attempt_that_names_no_campaign_knocks_while_the_door_is_on_the_list() {
    use MadeFor::{None as Nothing, This};
    use Outcome::{Done, NotAtHome, Refused};
    let campaign = draft();
    let (listed, end) = (at(48), at(30 * 24));
    for (hours, outcome, made_for, counts) in [
        (50, NotAtHome, Nothing, true),
        (48, Refused, Nothing, true),
        (47, Refused, Nothing, false),
        (50, Done, Nothing, false),
        (30 * 24, NotAtHome, Nothing, false),
        (47, Refused, This, true),
        (50, Done, This, true),
        (30 * 24, Done, This, false),
    ] {
        let visit = Attempt { at: at(hours), outcome };
        let told = campaign.counts_for(visit, made_for, listed);
        assert_eq!(told, counts, "{outcome} {made_for:?} at {}", visit.at);
    }
    assert!(!campaign.counts(end));
}

fn door(entry: Entry, outcomes: &[Outcome], hazards: Ratio) -> DoorFacts {
    let attempts =
        outcomes.iter().zip(0..).map(|(outcome, hours)| Attempt { at: at(hours), outcome: *outcome });
    DoorFacts { entry, attempts: attempts.collect(), hazards }
}

#[test]
fn only_a_door_that_opened_counts() {
    use Outcome::{Done, Moved, NotAtHome, Refused, Tenant, Vacant};
    for (outcomes, expected) in [
        (&[][..], Standing::Untouched),
        (&[NotAtHome][..], Standing::Unreachable),
        (&[Vacant][..], Standing::Unreachable),
        (&[Tenant][..], Standing::Unreachable),
        (&[Moved][..], Standing::Unreachable),
        (&[NotAtHome, Refused][..], Standing::Refused),
        (&[Refused, NotAtHome][..], Standing::Unreachable),
        (&[Refused, Done][..], Standing::LetIn),
        (&[Done, Refused][..], Standing::LetIn),
    ] {
        let it = door(Entry::Frozen, outcomes, Ratio::default());
        assert_eq!(standing(&it.attempts), expected, "{outcomes:?}");
    }
}

#[test]
fn the_funnel_of_a_list() {
    use Outcome::{Done, NotAtHome, Refused};
    let doors = [
        door(Entry::Frozen, &[Done], Ratio::new(2, 2)),
        door(Entry::Frozen, &[Done], Ratio::new(1, 2)),
        door(Entry::Frozen, &[NotAtHome, Done], Ratio::default()),
        door(Entry::Frozen, &[Refused], Ratio::default()),
        door(Entry::Frozen, &[NotAtHome], Ratio::default()),
        door(Entry::Frozen, &[], Ratio::default()),
        door(Entry::Later, &[Done], Ratio::new(1, 1)),
    ];
    let told = progress(&doors);
    let frozen = Funnel {
        to_visit: 6,
        knocked: 5,
        let_in: 3,
        with_hazards: 2,
        rectified: 1,
        refused: 1,
        unreachable: 1,
    };
    assert_eq!(told.frozen, frozen);
    assert_eq!(told.frozen.coverage(), Ratio::new(3, 6));
    assert_eq!((told.later.to_visit, told.later.rectified), (1, 1));
    assert_eq!(progress([]).frozen.coverage().percent(1), None, "no list, no coverage");
}

/// What happens to a running campaign.
#[derive(Clone, Debug)]
enum Happening {
    /// A site is added later (also one that is on the list already).
    Added(u128),
    /// Somebody knocks, wherever: also where nobody asked them to.
    Visited(u128, Outcome),
    /// A hazard is found at, or closed.
    Hazard(u128, bool),
}

fn any_happening() -> impl Strategy<Value = Happening> {
    let outcome = prop::sample::select(Outcome::ALL.to_vec());
    prop_oneof![
        (0u128..30).prop_map(Happening::Added),
        (0u128..30, outcome).prop_map(|(n, outcome)| Happening::Visited(n, outcome)),
        (0u128..30, any::<bool>()).prop_map(|(n, closed)| Happening::Hazard(n, closed)),
    ]
}

proptest! {
    /// Whatever is visited, refused, found and added in whatever order: coverage never exceeds 100 %, no addition changes
    /// the frozen list, and every door is counted exactly once.
    #[test]
    fn coverage_never_exceeds_a_hundred_percent(
        frozen in prop::collection::btree_set(0u128..20, 1..12),
        happenings in prop::collection::vec(any_happening(), 0..120),
    ) {
        let office = person(Role::Office);
        let register: Vec<Candidate> =
            frozen.iter().map(|n| candidate(*n, SiteKind::Household, "310105008003", true)).collect();
        let (campaign, targets) = draft().start(&register, &office, at(0)).expect("started");
        let mut doors: std::collections::BTreeMap<SiteId, DoorFacts> =
            targets.iter().map(|site| (*site, door(Entry::Frozen, &[], Ratio::default()))).collect();
        let mut best = 0;
        for (happening, hours) in happenings.into_iter().zip(0..) {
            let listed: BTreeSet<SiteId> = doors.keys().copied().collect();
            match happening {
                Happening::Added(n) => {
                    for site in campaign.add(&[site(n)], &listed, &office).expect("running") {
                        doors.insert(site, door(Entry::Later, &[], Ratio::default()));
                    }
                }
                Happening::Visited(n, outcome) => {
                    if let Some(door) = doors.get_mut(&site(n)) {
                        door.attempts.push(Attempt { at: at(hours), outcome });
                    }
                }
                Happening::Hazard(n, closed) => {
                    if let Some(door) = doors.get_mut(&site(n)) {
                        door.hazards.add(closed);
                    }
                }
            }
            let told = progress(doors.values());
            prop_assert_eq!(told.frozen.to_visit, i64::try_from(targets.len()).expect("small"));
            for funnel in [told.frozen, told.later] {
                let Ratio { n, of } = funnel.coverage();
                prop_assert!(0 <= n && n <= of);
                prop_assert!(funnel.to_visit >= funnel.knocked);
                prop_assert!(funnel.knocked >= funnel.let_in);
                prop_assert!(funnel.let_in >= funnel.with_hazards);
                prop_assert!(funnel.with_hazards >= funnel.rectified);
                prop_assert_eq!(funnel.knocked, funnel.let_in + funnel.refused + funnel.unreachable);
            }
            prop_assert!(told.frozen.let_in >= best, "a door that opened once stays counted");
            best = told.frozen.let_in;
            // by committee and in all are the same doors
            let mut sum = Funnel::default();
            for door in doors.values() {
                let one = progress([door]);
                sum += one.frozen;
                sum += one.later;
            }
            let mut all = told.frozen;
            all += told.later;
            prop_assert_eq!(sum, all);
        }
    }
}

#[test]
fn a_draft_may_change_and_what_has_started_may_not() {
    let office = person(Role::Office);
    let plan = SaveCampaign { title: "冬季专项".into(), ..draft().plan };
    let changed = draft().change(plan.clone(), &office).expect("a draft");
    assert_eq!((changed.plan.title.as_str(), changed.version), ("冬季专项", 2));
    assert_eq!(
        draft().change(plan.clone(), &person(Role::Inspector)).map_err(|f| f.code),
        Err(Code::Forbidden)
    );
    let register = [candidate(1, SiteKind::Household, "310105008003", true)];
    let (running, _) = draft().start(&register, &office, at(0)).expect("started");
    assert_eq!(running.change(plan, &office).map_err(|fault| fault.code), Err(Code::WrongState));
}

#[test]
fn a_group_of_doors_is_the_sum_of_its_doors() {
    for standing in Standing::ALL {
        let group = Funnel::group(*standing, 3, 2, 1);
        let let_in = i64::from(*standing == Standing::LetIn);
        assert_eq!((group.to_visit, group.let_in), (3, 3 * let_in), "{standing}");
        // what was found counts behind a door that was opened only
        assert_eq!((group.with_hazards, group.rectified), (2 * let_in, let_in), "{standing}");
        assert!(group.knocked <= group.to_visit && group.let_in <= group.knocked, "{standing}");
    }
}
