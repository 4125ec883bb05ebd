//! Whatever the line, the server and the person do: each command ends stored exactly once, or waits for a person.

use super::{
    tests::{entry, id, photo, receipt, stored},
    *,
};
use crate::{
    fault::{Code, Fault},
    sync::{CHUNK_BYTES, PhotoAnswer},
};
use proptest::prelude::*;

/// What the server thinks of a command.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Fine,
    Refuse,
    Conflict,
}

/// What happens to one request, or around it.
#[derive(Clone, Copy, Debug)]
enum Luck {
    Fine,
    /// It does not get there.
    LostRequest,
    /// It gets there; the answer does not come, or long after.
    LostAnswer,
    /// The answer comes twice, the second time late.
    TwiceAnswered,
    /// The server puts everything off.
    Busy,
    /// The session ends.
    SignedOut,
    /// Late answers come in now.
    Late,
    /// The person changes a command, if that is allowed.
    Edit(usize),
}

#[derive(Clone, Debug)]
struct Case {
    /// Of each command: its fate, the earlier one that it needs, whether each of its photos is good.
    commands: Vec<(Fate, Option<usize>, Vec<bool>)>,
    luck: Vec<Luck>,
}

fn cases() -> impl Strategy<Value = Case> {
    let fate = prop_oneof![4 => Just(Fate::Fine), 1 => Just(Fate::Refuse), 1 => Just(Fate::Conflict)];
    let photos = prop::collection::vec(prop::bool::weighted(0.8), 0..3);
    let command = (fate, prop::option::weighted(0.4, 0_usize..8), photos);
    let luck = prop_oneof![
        4 => Just(Luck::Fine),
        2 => Just(Luck::LostRequest),
        2 => Just(Luck::LostAnswer),
        1 => Just(Luck::TwiceAnswered),
        1 => Just(Luck::Busy),
        1 => Just(Luck::SignedOut),
        2 => Just(Luck::Late),
        1 => (0_usize..8).prop_map(Luck::Edit),
    ];
    (prop::collection::vec(command, 1..8), prop::collection::vec(luck, 0..60)).prop_map(
        |(mut commands, luck)| {
            for (i, (_, needs, _)) in commands.iter_mut().enumerate() {
                *needs = needs.and_then(|n| n.checked_rem(i));
            }
            Case { commands, luck }
        },
    )
}

enum Told {
    Command(Uuid, Verdict),
    Photo(Uuid, FileId, PhotoAnswer),
}

/// The server: what it has, and how often it carried each out.
struct Server<'a> {
    case: &'a Case,
    records: BTreeMap<Uuid, (String, u32)>,
    photos: BTreeMap<FileId, u64>,
}

impl Server<'_> {
    fn carry_out(&mut self, entry: &Entry) -> Verdict {
        if let Some((sha256, _)) = self.records.get(&entry.id) {
            assert_eq!(*sha256, entry.sha256, "the same id came with other content");
            return Verdict::Already { receipt: receipt(entry, &self.awaited(entry)) };
        }
        let (fate, _, _) = self.case.commands[entry.order as usize];
        if entry.needs.iter().any(|needed| !self.records.contains_key(needed)) {
            return Verdict::Refused { fault: Fault::new(Code::NotFound) };
        }
        match fate {
            Fate::Refuse => Verdict::Refused { fault: Fault::new(Code::Invalid) },
            Fate::Conflict => Verdict::Conflict {},
            Fate::Fine => {
                self.records.entry(entry.id).or_insert((entry.sha256.clone(), 0)).1 += 1;
                Verdict::Applied { receipt: receipt(entry, &self.awaited(entry)) }
            }
        }
    }

    fn awaited(&self, entry: &Entry) -> Vec<FileId> {
        let missing = |photo: &&PhotoEntry| self.photos.get(&photo.id).is_none_or(|n| *n < photo.bytes);
        entry.photos.iter().filter(missing).map(|photo| photo.id).collect()
    }

    fn take(&mut self, photo: &PhotoEntry, good: bool, offset: Option<u64>) -> PhotoAnswer {
        let has = self.photos.entry(photo.id).or_default();
        if offset == Some(*has) {
            *has = (*has + CHUNK_BYTES).min(photo.bytes);
        }
        match *has {
            has if has < photo.bytes => PhotoAnswer::Partial { offset: has },
            _ if good => stored(photo),
            _ => PhotoAnswer::Refused { fault: Fault::new(Code::DamagedFile) },
        }
    }
}

fn take_in(entries: &mut [Entry], told: &Told, now: i64) {
    let (Told::Command(of, _) | Told::Photo(of, _, _)) = told;
    let entry = entries.iter_mut().find(|entry| entry.id == *of).expect("one of ours");
    match told {
        Told::Command(_, verdict) => entry.answered(verdict, now, 0),
        Told::Photo(_, id, answer) => entry.photo_answered(*id, answer, now, 0),
    }
}

/// Works until nothing is left to send.
fn run(case: &Case) -> (Vec<Entry>, BTreeMap<Uuid, (String, u32)>) {
    let mut entries: Vec<Entry> = case
        .commands
        .iter()
        .enumerate()
        .map(|(i, (_, needs, photos))| Entry {
            needs: needs.map(|n| id(n as u128)).into_iter().collect(),
            photos: (0..photos.len()).map(|p| photo((100 * i + 100 + p) as u128)).collect(),
            ..entry(i as u64, Standing::Waiting)
        })
        .collect();
    let mut server = Server { case, records: BTreeMap::new(), photos: BTreeMap::new() };
    let mut late: Vec<Told> = Vec::new();
    let mut luck = case.luck.iter().copied();
    let (mut now, mut session, mut line) = (1_780_000_000_000, Session::Unknown, Line::default());
    for _ in 0..10_000 {
        let snapshot = Snapshot { now, session, line, entries: entries.clone(), ..Snapshot::default() };
        let (command, told): (_, Vec<Told>) = match plan(&snapshot) {
            Plan::Rest => return (entries, server.records),
            Plan::Wait { until } => {
                assert!(until > now, "waiting for the past");
                now = until;
                continue;
            }
            Plan::AskWho | Plan::SignIn => {
                session = Session::Own;
                continue;
            }
            Plan::Commands { ids } => {
                for entry in entries.iter_mut().filter(|entry| ids.contains(&entry.id)) {
                    entry.sent();
                }
                (None, ids.iter().map(|id| Told::Command(*id, Verdict::Later)).collect())
            }
            Plan::Photo { command, photo, ask, offset } => {
                let answer = PhotoAnswer::Partial { offset };
                (Some((photo, (!ask).then_some(offset))), vec![Told::Photo(command, photo, answer)])
            }
            Plan::UpdateFirst | Plan::OtherPerson | Plan::Tell => unreachable!("not in this story"),
        };
        let luck = luck.next().unwrap_or(Luck::Fine);
        match luck {
            Luck::LostRequest => {
                line = line.failed(now, 0);
                unanswered(&mut entries, &told);
                continue;
            }
            Luck::SignedOut => {
                session = Session::Ended;
                continue;
            }
            Luck::Edit(n) => {
                if let Some(entry) = entries.get_mut(n)
                    && entry.standing == Standing::Waiting
                    && entry.editing() == Editing::InPlace
                {
                    entry.sha256.push('!');
                }
            }
            Luck::Late => late.drain(..).for_each(|told| take_in(&mut entries, &told, now)),
            Luck::Busy | Luck::Fine | Luck::LostAnswer | Luck::TwiceAnswered => {}
        }
        let answers: Vec<Told> = told
            .iter()
            .map(|told| match told {
                Told::Command(id, later) => {
                    let entry = entries.iter().find(|entry| entry.id == *id).expect("one of ours");
                    let busy = matches!(luck, Luck::Busy);
                    Told::Command(*id, if busy { later.clone() } else { server.carry_out(entry) })
                }
                Told::Photo(of, id, _) => {
                    let entry = entries.iter().find(|entry| entry.id == *of).expect("one of ours");
                    let at = entry.photos.iter().position(|photo| photo.id == *id).expect("one of its");
                    let good = case.commands[entry.order as usize].2[at];
                    let offset = command.and_then(|(_, offset)| offset);
                    Told::Photo(*of, *id, server.take(&entry.photos[at], good, offset))
                }
            })
            .collect();
        match luck {
            Luck::LostAnswer => {
                line = line.failed(now, 0);
                unanswered(&mut entries, &told);
                late.extend(answers);
            }
            Luck::TwiceAnswered => {
                line = Line::default();
                for told in &answers {
                    take_in(&mut entries, told, now);
                }
                late.extend(answers);
            }
            _ => {
                line = Line::default();
                for told in &answers {
                    take_in(&mut entries, told, now);
                }
            }
        }
    }
    panic!("it never ends");
}

fn unanswered(entries: &mut [Entry], told: &[Told]) {
    for told in told {
        if let Told::Photo(of, id, _) = told {
            entries.iter_mut().filter(|entry| entry.id == *of).for_each(|entry| entry.photo_unanswered(*id));
        }
    }
}

proptest! {
    #[test]
    fn each_command_ends_stored_exactly_once_or_stuck(case in cases()) {
        let (entries, records) = run(&case);
        let mut reachable: Vec<bool> = Vec::new();
        for (entry, (fate, needs, photos)) in entries.iter().zip(&case.commands) {
            let maker_is_there = needs.is_none_or(|n| reachable[n]);
            let there = *fate == Fate::Fine && maker_is_there;
            reachable.push(there);
            let record = records.get(&entry.id);
            if there {
                prop_assert_eq!(record, Some(&(entry.sha256.clone(), 1)));
                let all_good = photos.iter().all(|good| *good);
                let expected = if all_good { Standing::Stored } else { Standing::Photos };
                prop_assert_eq!(entry.standing, expected);
                for (photo, good) in entry.photos.iter().zip(photos) {
                    prop_assert_eq!((photo.stored, photo.fault.is_some()), (*good, !*good));
                }
            } else {
                prop_assert_eq!(record, None, "carried out though it was not to be");
                prop_assert!(!entry.is_on_server(), "said to be stored, and is not");
                if maker_is_there {
                    prop_assert!(matches!(entry.standing, Standing::Conflict | Standing::Refused));
                } else {
                    prop_assert!(entry.is_unsent(), "it waits for what it needs");
                }
            }
        }
    }
}
