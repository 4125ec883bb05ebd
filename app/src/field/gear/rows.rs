//! What is due at a door, and what stands behind it, as lines with the ways on.

use super::{
    doing::Doing,
    door::Door,
    form_screen::{begin, way},
};
use crate::{
    field::{
        fresh::IntoFresh,
        place::Place,
        to_visit::{Wanted, visit_at},
    },
    labels::Label,
    tr,
    ui::{Icon, Tone, badge::Badge, icon, time::day_text},
};
use chrono::NaiveDate;
use domain::{
    actor::{Actor, Right},
    ids::{CampaignId, HazardId, SiteId, TaskId},
    programmes::{
        device::{DeviceAction, DeviceState, DeviceStatus},
        due::{DueItem, DueWhat, DueWhy, Urgency},
        gear::Expiry,
        stove::{StoveAction, StoveState, StoveStatus},
    },
    sync::FieldGasUser,
};
use leptos::prelude::*;
use uuid::Uuid;

/// Whose door it is, and who stands before it on which day.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The site.
    pub site: SiteId,
    /// Who.
    pub actor: Actor,
    /// The local day.
    pub today: NaiveDate,
}

impl Before {
    /// Whether this person may fill in a form about a record of the door, or about none.
    pub fn permits(&self, doing: Doing, record: Option<Uuid>, door: &Door) -> bool {
        match doing {
            Doing::Stove(action) => door
                .stoves
                .iter()
                .find(|stove| Some(stove.id.0) == record)
                .is_some_and(|stove| stove.permits(action, &self.actor, self.today).is_ok()),
            Doing::Device(action) => door
                .devices
                .iter()
                .find(|(device, _)| Some(device.id.0) == record)
                .is_some_and(|(device, _)| device.permits(action, &self.actor).is_ok()),
            Doing::NewDevice => self.actor.role.has(Right::PlanWork),
            Doing::NewStove | Doing::GasUnit | Doing::LpgUser | Doing::Attempt => {
                self.actor.role.has(Right::Survey)
            }
        }
    }
}

/// The form that does what is due; `None` when nothing of it is done at the door, or not by this person.
pub fn form_for(item: &DueItem, door: &Door, before: &Before) -> Option<Doing> {
    let faulty = || {
        let mut devices = door.devices.iter().map(|(device, _)| device);
        devices.any(|device| Some(device.id.0) == item.record && device.status == DeviceStatus::Faulty)
    };
    let doing = match (item.what, item.why) {
        (DueWhat::Stove, DueWhy::NeverSurveyed) => Doing::NewStove,
        (DueWhat::Stove, DueWhy::FactsMissing | DueWhy::Expiring) => Doing::Stove(StoveAction::Survey),
        (DueWhat::Stove, DueWhy::NonSafe | DueWhy::Expired) => Doing::Stove(StoveAction::Plan),
        (DueWhat::Stove, DueWhy::ReplacementPlanned) => Doing::Stove(StoveAction::Replace),
        (DueWhat::Hose, _) => Doing::Stove(StoveAction::ReplaceHose),
        (DueWhat::GasAlarm | DueWhat::SmokeDetector | DueWhat::CarCharger, why) => match why {
            DueWhy::ToInstall if item.record.is_none() => Doing::NewDevice,
            DueWhy::ToInstall => Doing::Device(DeviceAction::Install),
            DueWhy::Faulty if faulty() => Doing::Device(DeviceAction::Repair),
            DueWhy::Faulty | DueWhy::NotReporting | DueWhy::Alarming | DueWhy::LowBattery => {
                Doing::Device(DeviceAction::ReportFault)
            }
            _ => Doing::Device(DeviceAction::Replace),
        },
        (DueWhat::Lpg, _) => Doing::LpgUser,
        (DueWhat::GasUnit, _) => Doing::GasUnit,
        _ => return None,
    };
    before.permits(doing, item.record, door).then_some(doing)
}

const fn tone_of(urgency: Urgency) -> Tone {
    match urgency {
        Urgency::Now | Urgency::Late => Tone::Bad,
        Urgency::Soon => Tone::Warn,
        Urgency::Routine => Tone::Neutral,
    }
}

const fn drawing_of(what: DueWhat) -> Icon {
    match what {
        DueWhat::Hazard => Icon::Hazard,
        DueWhat::Stove | DueWhat::Hose => Icon::Stove,
        DueWhat::GasAlarm | DueWhat::SmokeDetector => Icon::Shield,
        DueWhat::CarCharger => Icon::Bolt,
        DueWhat::Lpg => Icon::Cylinder,
        DueWhat::GasUnit => Icon::Flame,
        DueWhat::Campaign => Icon::Flag,
        DueWhat::Task => Icon::Calendar,
    }
}

/// Something that is due, as a line that leads to what does it.
pub fn due_line(item: &DueItem, door: &Door, wanted: &Wanted, before: &Before) -> impl IntoView + use<> {
    let appliance = door.stoves.iter().find(|stove| Some(stove.id.0) == item.record);
    let what = match appliance {
        Some(stove) if item.what == DueWhat::Stove => stove.survey.appliance.label(),
        _ => item.what.label(),
    };
    let may_visit = before.actor.role.has(Right::RecordVisit);
    let (href, go) = match (item.what, item.record, form_for(item, door, before)) {
        (DueWhat::Hazard, Some(id), _) => (Some(Place::Hazard(HazardId(id)).href()), tr!(ui.open)),
        (DueWhat::Campaign, Some(id), _) if may_visit => {
            (Some(visit_at(before.site, Some(CampaignId(id)))), tr!(nav.new_visit))
        }
        (DueWhat::Task, ..) if may_visit => (Some(visit_at(before.site, None)), tr!(nav.new_visit)),
        (.., Some(doing)) => (Some(begin(before.site, doing, item.record)), doing.label()),
        _ => (None, ""),
    };
    let of = match (item.what, item.record) {
        (DueWhat::Campaign, Some(id)) => wanted.title_of(CampaignId(id)),
        (DueWhat::Task, Some(id)) => wanted.plan_of(TaskId(id)),
        _ => None,
    };
    let about = joined([of.map(str::to_owned), item.by.map(day_text)]);
    let by = (!about.is_empty()).then(|| view! { <span class="muted">{about}</span> });
    let inside = view! {
        {icon(drawing_of(item.what))}
        <span class="field-line-text">
            <strong>{what} " · " {item.why.label()}</strong>
            {by}
            <span class="hazard-marks">
                <Badge tone=tone_of(item.urgency) text=item.urgency.label() />
            </span>
        </span>
    };
    match href {
        Some(href) => view! {
            <li>
                <a class="field-line" href=href>
                    {inside}
                    <span class="field-line-go">{go}</span>
                </a>
            </li>
        }
        .into_fresh(),
        None => view! { <li><div class="field-line">{inside}</div></li> }.into_fresh(),
    }
}

/// The words that are there, with dots between them.
fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn end_of_life(expiry: Option<Expiry>) -> Option<String> {
    let expiry = expiry?;
    let day = tr!(door.expires, day = day_text(expiry.on));
    Some(if expiry.presumed { format!("{day}（{}）", tr!(door.presumed)) } else { day })
}

fn row(
    drawing: Icon,
    title: String,
    about: String,
    badge: impl IntoView,
    waits: bool,
    ways: impl IntoView,
) -> impl IntoView {
    view! {
        <li class="door-row">
            <div class="door-row-head">
                {icon(drawing)}
                <span class="field-line-text">
                    <strong>{title}</strong>
                    <span class="muted">{about}</span>
                    {waits.then(|| view! { <span class="muted">{tr!(door.waits)}</span> })}
                </span>
                {badge}
            </div>
            <div class="actions">{ways}</div>
        </li>
    }
}

/// An appliance.
pub fn stove_row(stove: &StoveState, door: &Door, before: &Before) -> impl IntoView + use<> {
    let (tone, shape) = match stove.status {
        StoveStatus::NonSafe => (Tone::Bad, Icon::Alert),
        StoveStatus::Planned => (Tone::Info, Icon::Calendar),
        StoveStatus::Replaced => (Tone::Warn, Icon::Hourglass),
        StoveStatus::Safe | StoveStatus::Accepted => (Tone::Good, Icon::Check),
        StoveStatus::Surveyed => (Tone::Warn, Icon::Circle),
        StoveStatus::Gone => (Tone::Neutral, Icon::Ban),
    };
    let survey = &stove.survey;
    let facts: Vec<&str> = stove.non_safe.iter().map(|fact| fact.label()).collect();
    let title =
        joined([Some(survey.appliance.label().to_owned()), survey.maker.clone(), survey.model.clone()]);
    let about = joined([
        survey.fuel.map(|fuel| fuel.label().to_owned()),
        Some(facts.join(tr!(ui.list_comma))),
        stove.planned_for.map(|day| tr!(door.agreed, day = day_text(day))),
        end_of_life(stove.expiry),
    ]);
    let (id, record) = (stove.id.0, Some(stove.id.0));
    let ways = Doing::STOVE
        .into_iter()
        .map(Doing::Stove)
        .filter(|doing| before.permits(*doing, record, door))
        .enumerate()
        .map(|(i, doing)| way(before.site, doing, record, step_drawing(doing), i == 0))
        .collect_view();
    let badge = view! { <Badge tone shape text=stove.status.label() /> };
    row(Icon::Stove, title, about, badge, door.waiting.contains(&id), ways)
}

/// A device.
pub fn device_row(device: &DeviceState, door: &Door, before: &Before) -> impl IntoView + use<> {
    let (tone, shape) = match device.status {
        DeviceStatus::Planned => (Tone::Warn, Icon::Circle),
        DeviceStatus::Installed => (Tone::Warn, Icon::Hourglass),
        DeviceStatus::Accepted => (Tone::Good, Icon::Check),
        DeviceStatus::Faulty => (Tone::Bad, Icon::Alert),
        DeviceStatus::Replaced | DeviceStatus::Retired => (Tone::Neutral, Icon::Ban),
    };
    let it = device.installation.as_ref();
    let title = joined([Some(device.kind.label().to_owned()), it.map(|it| it.place.clone())]);
    let about = joined([
        it.map(|it| tr!(door.serial_of, serial = it.serial.to_string())),
        it.and_then(|it| it.model.clone()),
        end_of_life(device.expiry),
    ]);
    let (id, record) = (device.id.0, Some(device.id.0));
    let ways = Doing::DEVICE
        .into_iter()
        .map(Doing::Device)
        .filter(|doing| before.permits(*doing, record, door))
        .enumerate()
        .map(|(i, doing)| way(before.site, doing, record, step_drawing(doing), i == 0))
        .collect_view();
    let badge = view! { <Badge tone shape text=device.status.label() /> };
    row(Icon::Shield, title, about, badge, door.waiting.contains(&id), ways)
}

/// The entry of the register of gas users: a line for each way in which gas is used.
pub fn gas_rows(entry: &FieldGasUser, door: &Door, before: &Before) -> impl IntoView + use<> {
    let waits = door.waiting.contains(&entry.id.0);
    let unit = entry.unit.map(|unit| {
        let about = joined([
            Some(unit.fuel.label().to_owned()),
            Some(day_text(domain::calendar::local_date(unit.surveyed_at))),
        ]);
        let way = way(before.site, Doing::GasUnit, None, Icon::Edit, false);
        let title = joined([Some(tr!(door.gas_unit).to_owned()), Some(unit.trade.label().to_owned())]);
        row(Icon::Flame, title, about, (), waits, way)
    });
    let lpg = entry.lpg.as_ref().map(|user| {
        let about = joined([
            Some(tr!(door.cylinders_n, n = user.cylinders_there(before.today))),
            user.next_test(before.today).map(|day| tr!(door.next_test, day = day_text(day))),
            user.supplier.clone(),
        ]);
        let way = way(before.site, Doing::LpgUser, None, Icon::Edit, false);
        let badge = view! { <Badge text=user.standing(before.today).label() /> };
        row(Icon::Cylinder, tr!(door.lpg_user).to_owned(), about, badge, waits, way)
    });
    view! {
        {unit}
        {lpg}
    }
}

/// The drawing of a step.
fn step_drawing(doing: Doing) -> Icon {
    match doing {
        Doing::Stove(StoveAction::Plan) => Icon::Calendar,
        Doing::Stove(StoveAction::Survey) => Icon::Eye,
        Doing::Stove(StoveAction::Remove) => Icon::Ban,
        Doing::Stove(StoveAction::AddNote) | Doing::Device(DeviceAction::AddNote) => Icon::Note,
        Doing::Device(DeviceAction::ReportFault) => Icon::Alert,
        _ => Icon::Wrench,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::gear::fixtures;
    use domain::{actor::Role, programmes::device::Telemetry};

    fn before(role: Role) -> Before {
        let actor = Actor { role, ..fixtures::me() };
        Before { site: fixtures::site(), actor, today: "2023-06-01".parse().expect("day") }
    }

    fn item(what: DueWhat, why: DueWhy, record: Option<u128>) -> DueItem {
        let record = record.map(Uuid::from_u128);
        DueItem { urgency: Urgency::Late, what, why, by: None, record }
    }

    #[test]
    fn what_is_due_leads_to_the_form_that_does_it_where_the_person_may() {
        let hung = DeviceState { status: DeviceStatus::Accepted, ..fixtures::device(4) };
        let door = Door {
            stoves: vec![fixtures::stove(1, Some(false))],
            devices: vec![(fixtures::device(3), Telemetry::default()), (hung, Telemetry::default())],
            ..Door::default()
        };
        for (item, doing) in [
            (item(DueWhat::Stove, DueWhy::NeverSurveyed, None), Some(Doing::NewStove)),
            (item(DueWhat::Stove, DueWhy::NonSafe, Some(1)), Some(Doing::Stove(StoveAction::Plan))),
            (item(DueWhat::Stove, DueWhy::ReplacementPlanned, Some(1)), None),
            (item(DueWhat::GasAlarm, DueWhy::ToInstall, Some(3)), Some(Doing::Device(DeviceAction::Install))),
            (item(DueWhat::GasAlarm, DueWhy::ToInstall, None), Some(Doing::NewDevice)),
            (item(DueWhat::GasAlarm, DueWhy::Expired, Some(3)), None),
            // it needs a battery, and no other device in its place
            (
                item(DueWhat::GasAlarm, DueWhy::LowBattery, Some(4)),
                Some(Doing::Device(DeviceAction::ReportFault)),
            ),
            (item(DueWhat::Stove, DueWhy::NonSafe, Some(9)), None),
            (item(DueWhat::GasUnit, DueWhy::SurveyOld, None), Some(Doing::GasUnit)),
            (item(DueWhat::Stove, DueWhy::ReceiptMissing, Some(1)), None),
            (item(DueWhat::Task, DueWhy::TaskDue, Some(5)), None),
        ] {
            assert_eq!(form_for(&item, &door, &before(Role::Inspector)), doing, "{item:?}");
            assert_eq!(form_for(&item, &door, &before(Role::Leader)), None, "{item:?}");
        }
    }
}
