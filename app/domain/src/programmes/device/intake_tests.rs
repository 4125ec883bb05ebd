use super::*;
use crate::calendar::day_start;
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    day_start("2023-06-01".parse().expect("day"))
}

fn event(id: &str, kind: VendorEventKind, minutes: i64) -> VendorEvent {
    VendorEvent {
        id: id.into(),
        serial: Serial::read("A2301").expect("serial"),
        kind,
        at: now() - TimeDelta::minutes(minutes),
        detail: None,
    }
}

#[test]
fn an_event_has_an_id_and_a_possible_time() {
    let told = |event: VendorEvent| {
        let faults = event.validate(now()).err().map(|fault| fault.fields).unwrap_or_default();
        faults.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect::<Vec<_>>()
    };
    let heartbeat = |id: &str, minutes| event(id, VendorEventKind::Heartbeat, minutes);
    assert_eq!(told(heartbeat("7", 0)), [""; 0]);
    assert_eq!(told(heartbeat("7", -10)), [""; 0], "a vendor's clock may be a little ahead");
    assert_eq!(told(heartbeat(" ", 0)), ["id required"]);
    assert_eq!(told(heartbeat("7", -11)), ["at in_future"]);
    assert_eq!(told(heartbeat("7", 91 * 24 * 60)), ["at out_of_range"]);
    assert_eq!(heartbeat(" 7 ", 0).key("acme"), heartbeat("7", 5).key("acme"));
    assert_ne!(heartbeat("7", 0).key("acme"), heartbeat("7", 0).key("other"));
}

#[test]
fn silence_counts_from_the_last_word_or_the_installation() {
    let ago = |hours| now() - TimeDelta::hours(hours);
    for (heard, installed, expected) in [
        (Some(1), 900, Reporting::Reporting),
        (Some(23), 900, Reporting::Reporting),
        (Some(24), 900, Reporting::Silent),
        (None, 23, Reporting::Reporting),
        (None, 24, Reporting::Silent),
        // what the one before it in this place had said does not count
        (Some(48), 5, Reporting::Reporting),
    ] {
        let told = reporting(heard.map(ago), ago(installed), now(), SILENT_HOURS);
        assert_eq!(told, expected, "{heard:?} {installed}");
    }
}

#[test]
fn an_alarm_lasts_until_it_is_called_off() {
    let alarm = Telemetry::default().with(&event("1", VendorEventKind::Alarm, 30));
    assert!(alarm.is_alarming());
    assert!(alarm.with(&event("2", VendorEventKind::Heartbeat, 10)).is_alarming());
    assert!(alarm.with(&event("3", VendorEventKind::AlarmCleared, 40)).is_alarming(), "that was another one");
    assert!(!alarm.with(&event("4", VendorEventKind::AlarmCleared, 20)).is_alarming());
    let fault = Telemetry::default().with(&event("5", VendorEventKind::Fault, 30));
    assert!(fault.is_faulty() && !fault.with(&event("6", VendorEventKind::FaultCleared, 30)).is_faulty());
}

#[test]
fn what_was_seen_to_is_over_until_it_tells_of_something_else() {
    let all = [VendorEventKind::Alarm, VendorEventKind::Fault, VendorEventKind::LowBattery];
    let told = all.iter().fold(Telemetry::default(), |told, kind| told.with(&event("1", *kind, 30)));
    let seen = told.seen_to();
    assert!(!seen.is_alarming() && !seen.is_faulty() && seen.low_battery.is_none());
    assert_eq!(seen.last_heard, told.last_heard);
    let again = all.iter().fold(seen, |told, kind| told.with(&event("2", *kind, 29)));
    assert!(again.is_alarming() && again.is_faulty() && again.low_battery.is_some());
    assert_eq!(Telemetry::default().seen_to(), Telemetry::default());
}

proptest! {
    /// Order, delay and repetition change nothing.
    #[test]
    fn the_order_does_not_matter(
        events in prop::collection::vec((0usize..6, 0i64..10_000), 0..20),
        order in prop::collection::vec(0usize..20, 0..40),
    ) {
        let events: Vec<VendorEvent> =
            events.iter().map(|(kind, ago)| event("x", VendorEventKind::ALL[*kind], *ago)).collect();
        let straight = events.iter().fold(Telemetry::default(), Telemetry::with);
        let shuffled = order.iter().filter_map(|i| events.get(*i)).chain(events.iter().rev());
        prop_assert_eq!(shuffled.fold(Telemetry::default(), Telemetry::with), straight);
    }
}
