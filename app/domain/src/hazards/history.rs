//! What the events of a hazard say together: requests for a later deadline with their answers, the ways to other bodies
//! and back, and the rounds that a reopening ended.

use super::{state::EventKind, views::EventView};
use chrono::{DateTime, NaiveDate, Utc};

/// When an event happened. A closing that an import brought happened when its list says, which the event keeps in its `data`;
/// everything else when the server was told of it.
pub fn happened_at(kind: EventKind, server_at: DateTime<Utc>, data: &serde_json::Value) -> DateTime<Utc> {
    let said = match kind {
        EventKind::Closed => data.get("closed_at").and_then(serde_json::Value::as_str),
        _ => None,
    };
    said.and_then(|at| at.parse().ok()).unwrap_or(server_at)
}

/// The answer to a request for a later deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionAnswer {
    /// Granted, or refused.
    pub granted: bool,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Remark.
    pub note: Option<String>,
}

/// A request for a later deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// The deadline then in force.
    pub from: Option<NaiveDate>,
    /// The day asked for.
    pub until: Option<NaiveDate>,
    /// The answer. None: it waits, or another step came first and ended it.
    pub answer: Option<ExtensionAnswer>,
}

/// The requests for a later deadline, oldest first.
pub fn extensions(events: &[EventView]) -> Vec<Extension> {
    let mut requests: Vec<Extension> = Vec::new();
    for event in events {
        match event.kind {
            EventKind::ExtensionAsked => requests.push(Extension {
                asked_by: event.actor.clone(),
                asked_at: event.server_at,
                reason: event.note.clone().unwrap_or_default(),
                from: day(event, "due"),
                until: day(event, "until"),
                answer: None,
            }),
            EventKind::ExtensionGranted | EventKind::ExtensionRefused => {
                if let Some(request) = requests.last_mut().filter(|request| request.answer.is_none()) {
                    request.answer = Some(ExtensionAnswer {
                        granted: event.kind == EventKind::ExtensionGranted,
                        by: event.actor.clone(),
                        at: event.server_at,
                        note: event.note.clone(),
                    });
                }
            }
            _ => {}
        }
    }
    requests
}

/// What another body answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferAnswer {
    /// It says that it is rectified; otherwise it came back.
    pub rectified: bool,
    /// Its words.
    pub note: String,
    /// When they were recorded.
    pub at: DateTime<Utc>,
}

/// A transfer to another body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Which body.
    pub to: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// What it answered; none while it has not.
    pub answer: Option<TransferAnswer>,
}

/// The transfers, oldest first.
pub fn transfers(events: &[EventView]) -> Vec<Transfer> {
    let mut transfers: Vec<Transfer> = Vec::new();
    for event in events {
        match event.kind {
            EventKind::Transferred => transfers.push(Transfer {
                to: text(event, "to").unwrap_or_default(),
                at: event.server_at,
                reason: event.note.clone().unwrap_or_default(),
                answer: None,
            }),
            EventKind::TransferAnswered => {
                if let Some(transfer) = transfers.last_mut().filter(|transfer| transfer.answer.is_none()) {
                    transfer.answer = Some(TransferAnswer {
                        rectified: event.data.get("rectified").and_then(serde_json::Value::as_bool)
                            == Some(true),
                        note: event.note.clone().unwrap_or_default(),
                        at: event.server_at,
                    });
                }
            }
            _ => {}
        }
    }
    transfers
}

/// An earlier case: a round that was closed and that a reopening took up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierCase {
    /// The number of the event that closed it: the place in the timeline that a link leads to.
    pub closing: u32,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
    /// Who closed it.
    pub closed_by: String,
    /// When it was reopened.
    pub reopened_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// The rounds that were closed and taken up again, oldest first.
pub fn earlier_cases(events: &[EventView]) -> Vec<EarlierCase> {
    let mut closing: Option<&EventView> = None;
    let mut cases = Vec::new();
    for event in events {
        match event.kind {
            EventKind::Closed => closing = Some(event),
            EventKind::Reopened => {
                if let Some(closed) = closing.take() {
                    cases.push(EarlierCase {
                        closing: closed.seq,
                        closed_at: happened_at(closed.kind, closed.server_at, &closed.data),
                        closed_by: closed.actor.clone(),
                        reopened_at: event.server_at,
                        reason: event.note.clone().unwrap_or_default(),
                    });
                }
            }
            _ => {}
        }
    }
    cases
}

fn text(event: &EventView, key: &str) -> Option<String> {
    Some(event.data.get(key)?.as_str()?.to_owned())
}

fn day(event: &EventView, key: &str) -> Option<NaiveDate> {
    event.data.get(key)?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{actor::Role, hazards::state::Status};
    use chrono::TimeZone;
    use serde_json::{Value, json};

    fn event(seq: u32, kind: EventKind, note: &str, data: Value) -> EventView {
        EventView {
            seq,
            kind,
            actor: format!("P{seq}"),
            role: Role::Office,
            server_at: Utc.timestamp_opt(i64::from(seq), 0).single().expect("time"),
            device_at: None,
            from: None,
            to: Status::Assigned,
            note: Some(note.to_owned()),
            data,
            names: vec![],
            photos: vec![],
        }
    }

    #[test]
    fn each_request_has_the_answer_that_followed_it() {
        let asked = |seq, until: &str| {
            event(seq, EventKind::ExtensionAsked, "等配件", json!({"until": until, "due": "2023-06-08"}))
        };
        let events = [
            asked(1, "2023-06-20"),
            event(2, EventKind::ExtensionRefused, "太久", json!({})),
            // reported as rectified before anybody answered: never decided
            asked(3, "2023-06-10"),
            event(4, EventKind::Rectified, "", Value::Null),
            asked(5, "2023-06-15"),
            event(6, EventKind::ExtensionGranted, "同意", json!({})),
        ];
        let found = extensions(&events);
        let answers: Vec<_> =
            found.iter().map(|e| e.answer.as_ref().map(|a| (a.granted, a.by.as_str()))).collect();
        assert_eq!(answers, [Some((false, "P2")), None, Some((true, "P6"))]);
        assert_eq!(found[0].from, "2023-06-08".parse().ok());
        assert_eq!(found[2].until, "2023-06-15".parse().ok());
    }

    #[test]
    fn a_transfer_has_the_answer_of_the_other_body() {
        let to = |seq| event(seq, EventKind::Transferred, "违建", json!({"to": "城管中队"}));
        let back = event(2, EventKind::TransferAnswered, "不属我队", json!({"rectified": false}));
        let found = transfers(&[to(1), back, to(3)]);
        assert_eq!(found.len(), 2);
        let answer = found[0].answer.as_ref().expect("answered");
        assert_eq!((answer.rectified, answer.note.as_str()), (false, "不属我队"));
        assert_eq!((found[1].to.as_str(), &found[1].answer), ("城管中队", &None));
    }

    #[test]
    fn a_reopening_names_the_case_that_it_took_up() {
        let events = [
            event(1, EventKind::Registered, "", Value::Null),
            event(2, EventKind::Closed, "", Value::Null),
            event(3, EventKind::Reopened, "又堆了", Value::Null),
            event(4, EventKind::Closed, "", Value::Null),
        ];
        let found = earlier_cases(&events);
        let cases: Vec<_> = found.iter().map(|c| (c.closing, c.reason.as_str())).collect();
        assert_eq!(cases, [(2, "又堆了")]);
        assert_eq!(earlier_cases(&events[..2]), []);
    }

    #[test]
    fn a_closing_that_was_imported_happened_when_its_list_says() {
        let closed = "2023-03-08T15:59:59Z";
        let events = [
            event(1, EventKind::Closed, "数据导入", json!({"closed_at": closed, "import": true})),
            // which closing was undone is no time of the reopening
            event(2, EventKind::Reopened, "又堆了", json!({"closed_at": closed})),
        ];
        let case = &earlier_cases(&events)[0];
        assert_eq!(case.closed_at, closed.parse::<DateTime<Utc>>().expect("time"));
        assert_eq!(case.reopened_at, events[1].server_at);
    }
}
