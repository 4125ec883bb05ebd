//! Looking it over, the position, a note, and the one big button.

use super::{form::step_name, state::Visit};
use crate::{
    capture::{
        answers::field,
        browser::{locate, may_locate},
        draft::{ChosenSite, Step},
        faults::{finding_field, step_of},
        fields::Paragraph,
        photo_field::PhotoField,
        photos::Slot,
        position_field::PositionField,
        signature::SignatureDraft,
        signature_field::SignatureField,
        site_picker::distance_text,
    },
    fault_text::field_fault_text,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::SeverityBadge,
        card::{Fact, Facts},
        flash::Message,
        icon,
    },
};
use domain::{
    fault::FieldFault,
    geo::Metres,
    hazards::{Position, Severity},
    ids::HazardId,
    inspections::far_from_site,
};
use leptos::{prelude::*, task::spawn_local};

/// The part of the form.
#[component]
pub fn SaveStep(visit: Visit) -> impl IntoView {
    locate_once(visit);
    let position = visit.read(|draft| draft.position);
    let address: Signal<Option<Position>> =
        visit.read(|draft| draft.site.as_ref().and_then(ChosenSite::position)).into();
    let note = visit.read(|draft| draft.note.clone());
    let signature = visit.read(|draft| draft.signature.clone());
    let sign = Callback::new(move |(field, signature): (&'static str, SignatureDraft)| {
        visit.edit(field, |draft| draft.signature = signature);
    });
    view! {
        <h2 id="step-save">{tr!(capture.step_save_title)}</h2>
        <Wrong visit />
        <Summary visit />
        <div class="form">
            <PositionField
                field="position"
                label=tr!(capture.position)
                value=position
                on_change=Callback::new(move |new| visit.edit("position", |draft| draft.position = new))
                of_address=address
            />
            <FarFromSite visit />
            <Paragraph
                field="note"
                label=tr!(capture.visit_note)
                value=note
                on_input=Callback::new(move |text| visit.edit("note", |draft| draft.note = text))
            />
            <PhotoField shots=visit.shots shows=Slot::Visit field="photos" label=tr!(capture.visit_photos) />
            <SignatureField value=signature on_change=sign />
        </div>
    }
}

/// A word when the position and the site's do not fit; nothing is refused for it.
#[component]
fn FarFromSite(visit: Visit) -> impl IntoView {
    let far = visit.read(|draft| {
        let (position, site) = (draft.position?, draft.site.as_ref()?.position()?);
        far_from_site(&position, site.point).map(Metres::get)
    });
    let text =
        Signal::derive(move || far.get().map(|away| tr!(camera.far_from_site, away = distance_text(away))));
    view! { <Message tone=Tone::Warn text /> }
}

/// Takes the device's position when this part is first opened, if nobody has to be asked for it.
fn locate_once(visit: Visit) {
    let asked = StoredValue::new(false);
    Effect::new(move || {
        let wanted = visit.step.get() == Step::Save && visit.draft.with_untracked(|d| d.position.is_none());
        if wanted && !asked.get_value() {
            asked.set_value(true);
            spawn_local(async move {
                if !may_locate().await {
                    return;
                }
                if let Ok(position) = locate().await
                    && visit.draft.try_with_untracked(|d| d.position.is_none()) == Some(true)
                {
                    visit.edit("position", |draft| draft.position = Some(position));
                }
            });
        }
    });
}

/// All that is wrong, each with the way there.
#[component]
fn Wrong(visit: Visit) -> impl IntoView {
    let line = move |fault: FieldFault| {
        let name = name_of(visit, &fault.field);
        let text = field_fault_text(&fault);
        view! {
            <li>
                <button type="button" class="link" on:click=move |_| visit.show(&fault.field)>
                    {name}
                    "："
                    {text}
                </button>
            </li>
        }
    };
    move || {
        let all = visit.faults.all();
        (!all.is_empty()).then(|| {
            view! {
                <div class="form-errors" role="alert">
                    {icon(Icon::Alert)}
                    <div>
                        <p>{tr!(capture.to_correct, n = all.len())}</p>
                        <ul>{all.into_iter().map(line).collect_view()}</ul>
                    </div>
                </div>
            }
        })
    }
}

/// What a field is called on the page.
fn name_of(visit: Visit, name: &str) -> String {
    let item = name.strip_prefix("answers.").and_then(|rest| rest.split(['#', '.']).next());
    if let Some(item) = item {
        return visit.question(item).unwrap_or_else(|| tr!(capture.step_check).to_owned());
    }
    if let Some((id, part)) = name.strip_prefix("finding:").and_then(|rest| rest.split_once('.')) {
        let order = visit.order.get_untracked();
        let place = id
            .parse::<HazardId>()
            .ok()
            .and_then(|id| order.iter().position(|o| *o == id))
            .map_or(0, |i| i + 1);
        return format!("{} · {}", tr!(capture.finding_n, n = place), part_name(part));
    }
    match name {
        "site.kind" => tr!(capture.site_kind),
        "site.name" => tr!(capture.site_name),
        "site.address" => tr!(capture.site_address),
        "site.area" => tr!(capture.committee),
        "campaign" | "campaign_id" => tr!(capture.campaign),
        "check_code" => tr!(capture.check_code),
        "checklist" => tr!(capture.checklist),
        "nature" => tr!(capture.nature),
        "note" => tr!(capture.visit_note),
        "photos" => tr!(capture.visit_photos),
        "started_at" | "finished_at" => tr!(capture.time),
        "position" | "position.accuracy_m" => tr!(capture.position),
        "signature.name" => tr!(camera.signer),
        "signature.witness" => tr!(camera.witness),
        "signature.reason" => tr!(camera.refusal_reason),
        name if name.starts_with("signature") => tr!(camera.signature),
        other => step_name(step_of(other)),
    }
    .to_owned()
}

fn part_name(part: &str) -> &'static str {
    match part {
        "category" => tr!(capture.category),
        "severity" => tr!(capture.severity),
        "description" => tr!(capture.description),
        "location" => tr!(capture.location),
        "due" => tr!(capture.due),
        "photos_before" => tr!(capture.photos_before),
        "photos_after" => tr!(capture.photos_after),
        "party_name" => tr!(capture.party_name),
        "party_phone" => tr!(capture.party_phone),
        "clause" => tr!(capture.clause),
        "found_at" => tr!(capture.time),
        _ => tr!(capture.step_findings),
    }
}

#[component]
fn Summary(visit: Visit) -> impl IntoView {
    let site = visit.read(|d| d.site.as_ref().map(|s| (s.name().to_owned(), s.address().to_owned())));
    let how = visit.read(|d| (d.kind, d.nature, d.outcome, d.is_done()));
    let answered = Memo::new(move |_| visit.sheet.with(|s| (s.answered, s.required, s.failed.len())));
    let findings = Memo::new(move |_| {
        let order = visit.order.get();
        visit.draft.with(|draft| {
            let active = order.iter().filter_map(|id| draft.findings.get(*id));
            active.map(|f| (f.id, f.description.clone(), f.severity, f.on_the_spot)).collect::<Vec<_>>()
        })
    });
    let open = move || visit.sheet.with(|s| s.open.first().filter(|_| s.answered < s.required).cloned());
    view! {
        <section class="card summary">
            <div class="card-body">
                <Facts>
                    <Fact name=tr!(capture.step_site)>
                        {move || match site.get() {
                            Some((name, address)) => view! { <strong>{name}</strong> " " {address} }.into_any(),
                            None => view! { <span class="hint">{tr!(capture.no_site_chosen)}</span> }.into_any(),
                        }}
                    </Fact>
                    <Fact name=tr!(capture.step_check)>
                        {move || {
                            let (kind, nature, outcome, _) = how.get();
                            format!("{} · {} · {}", kind.label(), nature.label(), outcome.label())
                        }}
                    </Fact>
                    <Fact name=tr!(capture.checklist)>
                        {move || {
                            let (n, of, failed) = answered.get();
                            if of == 0 && failed == 0 {
                                tr!(ui.none).to_owned()
                            } else {
                                tr!(capture.answered_failed, n = n, of = of, failed = failed)
                            }
                        }}
                        {move || {
                            open()
                                .map(|key| {
                                    view! {
                                        " "
                                        <button type="button" class="link" on:click=move |_| visit.show(&field(&key))>
                                            {tr!(capture.next_unanswered)}
                                        </button>
                                    }
                                })
                        }}
                    </Fact>
                    <Fact name=tr!(capture.step_findings)>
                        {move || match findings.get() {
                            none if none.is_empty() => tr!(ui.none).into_any(),
                            some => view! { <FindingList visit findings=some /> }.into_any(),
                        }}
                    </Fact>
                </Facts>
            </div>
        </section>
    }
}

#[component]
fn FindingList(visit: Visit, findings: Vec<(HazardId, String, Severity, bool)>) -> impl IntoView {
    let rows = findings
        .into_iter()
        .map(|(id, description, severity, spot)| {
            let text = if description.trim().is_empty() { tr!(capture.no_description).to_owned() } else { description };
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| visit.show(&finding_field(id, "description"))>
                        {text}
                    </button>
                    " "
                    <SeverityBadge severity />
                    {spot.then(|| view! { <span class="tag">{tr!(capture.on_the_spot_short)}</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="summary-findings">{rows}</ol> }
}

/// Goes to the photo that needs a person.
pub fn show_stuck(visit: Visit) {
    match visit.shots.stuck() {
        Some(Slot::Item(key)) => visit.show(&format!("{}.photos", field(&key))),
        Some(Slot::Before(id)) => visit.show(&finding_field(id, "photos_before")),
        Some(Slot::After(id)) => visit.show(&finding_field(id, "photos_after")),
        // a visit has no other parts
        Some(Slot::Visit | Slot::Part(..)) | None => visit.show("photos"),
    }
}
