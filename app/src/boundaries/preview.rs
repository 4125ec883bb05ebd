//! What an import would change: how the file is read, the outlines on the map and in a table, and what is not in order.

use super::{page::datums, sites::sites};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        button::{Button, Look},
        card::{Card, or_nothing},
        choice::{Checkbox, Choice, Segments, Select},
        field::{FormErrors, FormState, use_form},
        icon,
        map::{Map, MapMode},
        table::{Cell, Table},
    },
};
use domain::boundaries::{AreaChange, BadFeature, BoundaryImport, Gap, MOST_MOVES, Obstacle, Overlap};
use leptos::prelude::*;

/// Names of what the forms may be refused for.
const LABELS: &[(&str, fn() -> &'static str)] = &[
    ("datum", || tr!(import.datum)),
    ("property", || tr!(boundaries.property)),
    ("skip_bad", || tr!(boundaries.skip_bad)),
    ("move_sites", || tr!(boundaries.keep_sites)),
];

/// The preview.
pub(super) fn preview(job: &BoundaryImport) -> impl IntoView + use<> {
    let report = &job.report;
    let counted = tr!(
        boundaries.counted,
        format = report.format.clone(),
        features = report.features,
        changes = report.changes.len(),
        unchanged = report.unchanged,
        bad = report.bad
    );
    let doubt = report.datum_doubt.map(|datum| warning(tr!(boundaries.datum_doubt, datum = datum.label())));
    let outlines = format!("/api/v1/boundary-imports/{}/map.geojson", job.line.id);
    let map = (!report.changes.is_empty()).then(|| {
        view! {
            <Card title=tr!(boundaries.on_map)>
                <p class="hint">{tr!(boundaries.on_map_hint)}</p>
                <div class="boundaries-map">
                    <Map mode=MapMode::List outlines cooperative=true />
                </div>
            </Card>
        }
    });
    view! {
        <p class="import-counted" role="status">
            {counted}
        </p>
        {doubt}
        {reading(job)}
        {map}
        {changes(&report.changes)}
        {bad(&report.shown, report.bad)}
        {beside(&report.overlaps, &report.gaps)}
        {sites(job)}
        {confirm(job)}
    }
}

fn warning(text: String) -> impl IntoView {
    view! {
        <div class=format!("banner {}", Tone::Warn.class()) role="status">
            {icon(Icon::Alert)}
            <p>{text}</p>
        </div>
    }
}

/// How the file is read.
fn reading(job: &BoundaryImport) -> impl IntoView + use<> {
    let form = use_form("boundaries-read");
    let action = format!("/do/boundaries/{}/read", job.line.id);
    let properties = job
        .report
        .properties
        .iter()
        .map(|property| {
            let label = tr!(
                boundaries.property_fits,
                name = property.name.clone(),
                sample = property.sample.clone(),
                fits = property.fits
            );
            Choice::new(property.name.clone(), label)
        })
        .collect();
    let chosen = job.report.property.clone().unwrap_or_default();
    let (datum, setup) = (job.setup.datum.as_str().to_owned(), job.setup.clone());
    view! {
        <Card title=tr!(boundaries.reading)>
            <form method="post" action=action class="form">
                <FormErrors form=form.clone() labels=LABELS />
                <Segments
                    form=form.clone()
                    name="datum"
                    label=tr!(import.datum)
                    choices=datums()
                    value=datum
                    required=true
                />
                <Select
                    form=form.clone()
                    name="property"
                    label=tr!(boundaries.property)
                    choices=properties
                    value=chosen
                    blank=tr!(boundaries.property_best)
                />
                <Checkbox
                    form=form.clone()
                    name="skip_bad"
                    label=tr!(boundaries.skip_bad)
                    checked=setup.skip_bad
                />
                <Checkbox
                    form=form.clone()
                    name="keep_sites"
                    label=tr!(boundaries.keep_sites)
                    checked={!setup.move_sites}
                />
                <Checkbox
                    form=form.clone()
                    name="approximate"
                    label=tr!(boundaries.approximate)
                    checked=setup.approximate
                />
                <Button>{tr!(import.read_again)}</Button>
            </form>
        </Card>
    }
}

/// Square kilometres with three decimals.
fn square_kilometres(m2: f64) -> String {
    format!("{:.3}", m2 / 1e6)
}

/// Whole square metres.
fn square_metres(m2: f64) -> String {
    format!("{m2:.0}")
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(ToString::to_string).collect()
}

fn changes(changes: &[AreaChange]) -> Option<impl IntoView + use<>> {
    let rows = changes
        .iter()
        .cloned()
        .map(|change| {
            let repairs: Vec<String> = change
                .repairs
                .iter()
                .map(|(repair, n)| tr!(boundaries.repair_n, what = repair.label(), n = *n))
                .collect();
            let repairs = (!repairs.is_empty()).then(|| repairs.join(tr!(ui.list_comma)));
            // of what there was, how much stays
            let common = change
                .before_m2
                .map(|before| format!("{:.0} %", (100.0 * change.common_m2 / before.max(1.0)).min(100.0)));
            let name = format!("{} {}", change.area.name, change.area.code);
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(boundaries.area)>
                        {name}
                    </td>
                    <Cell label=tr!(boundaries.before) number=true>
                        {or_nothing(change.before_m2.map(square_kilometres))}
                    </Cell>
                    <Cell label=tr!(boundaries.after) number=true>
                        {square_kilometres(change.after_m2)}
                    </Cell>
                    <Cell label=tr!(boundaries.common) number=true>
                        {or_nothing(common)}
                    </Cell>
                    <Cell label=tr!(boundaries.parts) number=true>
                        {change.parts}
                    </Cell>
                    <Cell label=tr!(boundaries.holes) number=true>
                        {change.holes}
                    </Cell>
                    <Cell label=tr!(boundaries.repairs)>{or_nothing(repairs)}</Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = names(&[
        tr!(boundaries.area),
        tr!(boundaries.before),
        tr!(boundaries.after),
        tr!(boundaries.common),
        tr!(boundaries.parts),
        tr!(boundaries.holes),
        tr!(boundaries.repairs),
    ]);
    let any = !changes.is_empty();
    any.then(|| {
        view! {
            <Card title=tr!(boundaries.changes)>
                <Table caption=tr!(boundaries.changes) columns>
                    {rows}
                </Table>
            </Card>
        }
    })
}

/// Features that are left out.
fn bad(shown: &[BadFeature], all: u64) -> Option<impl IntoView + use<>> {
    let rows = shown
        .iter()
        .cloned()
        .map(|bad| {
            let named = Some(bad.named).filter(|named| !named.is_empty());
            view! {
                <tr data-code=bad.fault.as_str()>
                    <td class="card-title" data-label=tr!(boundaries.feature)>
                        {bad.feature}
                    </td>
                    <Cell label=tr!(boundaries.named)>{or_nothing(named)}</Cell>
                    <Cell label=tr!(import.reason)>{bad.fault.label()}</Cell>
                </tr>
            }
        })
        .collect_view();
    let more = all.saturating_sub(shown.len() as u64);
    let more = (more > 0).then(|| view! { <p class="hint">{tr!(import.more_faults, n = more)}</p> });
    let columns = names(&[tr!(boundaries.feature), tr!(boundaries.named), tr!(import.reason)]);
    (all > 0).then(|| {
        view! {
            <Card title=tr!(boundaries.bad)>
                {warning(tr!(boundaries.n_bad, n = all))}
                <Table caption=tr!(boundaries.bad) columns>
                    {rows}
                </Table>
                {more}
            </Card>
        }
    })
}

/// Overlaps and gaps: told, never in the way.
fn beside(overlaps: &[Overlap], gaps: &[Gap]) -> Option<impl IntoView + use<>> {
    let over = overlaps.iter().map(|overlap| {
        tr!(
            boundaries.overlap,
            one = overlap.one.name.clone(),
            other = overlap.other.name.clone(),
            m2 = square_metres(overlap.m2)
        )
    });
    let gap = gaps.iter().map(|gap| {
        tr!(
            boundaries.gap,
            area = gap.area.name.clone(),
            uncovered = square_metres(gap.uncovered_m2),
            outside = square_metres(gap.outside_m2)
        )
    });
    let lines = over.chain(gap).map(|text| view! { <li>{text}</li> }).collect_view();
    let any = !overlaps.is_empty() || !gaps.is_empty();
    any.then(|| {
        view! {
            <Card title=tr!(boundaries.beside)>
                <ul>{lines}</ul>
                <p class="hint">{tr!(boundaries.beside_hint)}</p>
            </Card>
        }
    })
}

/// The confirmation of what is shown, or what is in the way of it.
fn confirm(job: &BoundaryImport) -> impl IntoView + use<> {
    let form: FormState = use_form("boundaries-confirm");
    let action = format!("/do/boundaries/{}/confirm", job.line.id);
    let why_not = job.is_in_the_way().map(|obstacle| match obstacle {
        Obstacle::Nothing => tr!(boundaries.nothing).to_owned(),
        Obstacle::Bad => tr!(boundaries.bad_in_the_way).to_owned(),
        Obstacle::TooMany => tr!(boundaries.too_many, most = MOST_MOVES),
    });
    let moving = if job.setup.move_sites { job.moves.moving } else { 0 };
    let label = tr!(boundaries.carry_out, outlines = job.report.changes.len(), sites = moving);
    let (version, seen) = (job.version.to_string(), job.moves.moving.to_string());
    let button = match why_not {
        Some(why_not) => view! { <Button look=Look::Primary why_not>{label}</Button> }.into_any(),
        None => view! { <Button look=Look::Primary>{label}</Button> }.into_any(),
    };
    view! {
        <form method="post" action=action class="import-form">
            <FormErrors form labels=LABELS />
            <input type="hidden" name="version" value=version />
            <input type="hidden" name="moving" value=seen />
            <p class="actions">{button}</p>
            <p class="hint">{tr!(boundaries.what_stays)}</p>
        </form>
    }
}
