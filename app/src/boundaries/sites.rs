//! The sites that would move, and those that lie nowhere and stay.

use super::page::href;
use crate::{
    labels::Label,
    tr,
    ui::{
        card::{Card, or_nothing},
        pager::Pager,
        table::{Cell, Table},
    },
};
use domain::boundaries::{BoundaryImport, MoveList, MovingSite};
use leptos::prelude::*;

/// How many sites go from where to where, and one page of the list that was asked for.
pub(super) fn sites(job: &BoundaryImport) -> impl IntoView + use<> {
    let moves = &job.moves;
    let said = if job.setup.move_sites {
        tr!(boundaries.n_move, n = moves.moving, stay = moves.staying, unplaced = moves.unplaced)
    } else {
        tr!(boundaries.n_kept, n = moves.moving)
    };
    let between = moves
        .between
        .iter()
        .map(|between| {
            let text = tr!(
                boundaries.between,
                from = between.from.name.clone(),
                to = between.to.name.clone(),
                n = between.sites
            );
            view! { <li>{text}</li> }
        })
        .collect_view();
    let (at, shown) = (job.line.id, job.list);
    let tab = |list: MoveList, label: &'static str| {
        let here = (list == shown).then_some("page");
        view! {
            <a class="button" href=format!("{}&list={list}#sites", href(at)) aria-current=here>
                {label}
            </a>
        }
    };
    let tabs =
        [tab(MoveList::Moving, tr!(boundaries.moving)), tab(MoveList::Staying, tr!(boundaries.staying))];
    let page = |n: u64| format!("{}&list={shown}&page={n}#sites", href(at));
    let previous = (job.page > 1).then(|| page(job.page - 1));
    let next = (job.page < job.pages).then(|| page(job.page + 1));
    let columns = [tr!(boundaries.site), tr!(boundaries.kind), tr!(boundaries.from), tr!(boundaries.to)];
    let rows = job.sites.iter().map(row).collect_view();
    let list = (!job.sites.is_empty()).then(|| {
        view! {
            <Table caption=tr!(boundaries.sites) columns=columns.iter().map(ToString::to_string).collect()>
                {rows}
            </Table>
        }
    });
    view! {
        <div id="sites">
            <Card title=tr!(boundaries.sites)>
                <p role="status">{said}</p>
                <ul>{between}</ul>
                <p class="actions">{tabs.into_iter().collect_view()}</p>
                {list}
                <Pager previous next />
            </Card>
        </div>
    }
}

fn row(site: &MovingSite) -> impl IntoView + use<> {
    let site = site.clone();
    view! {
        <tr>
            <td class="card-title" data-label=tr!(boundaries.site)>
                <a href=format!("/sites/{}", site.site)>{site.name}</a>
                " "
                <span class="muted">{site.address}</span>
            </td>
            <Cell label=tr!(boundaries.kind)>{site.kind.label()}</Cell>
            <Cell label=tr!(boundaries.from)>{site.from.name}</Cell>
            <Cell label=tr!(boundaries.to)>{or_nothing(site.to.map(|to| to.name))}</Cell>
        </tr>
    }
}
