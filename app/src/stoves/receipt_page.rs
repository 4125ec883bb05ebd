//! The receipt of a replacement, to be printed.

use super::api::read_stove;
use crate::{
    error::AppError,
    gear::receipt_paper,
    labels::Label,
    tr,
    ui::{load::Load, time::day_text},
};
use domain::{
    fault::{Code, Fault},
    programmes::views::StoveDetail,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<StoveDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_stove(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=paper /> }
}

fn paper(stove: StoveDetail) -> AnyView {
    let (survey, new) = (stove.state.survey, stove.state.replacement);
    let named = [Some(survey.appliance.label().to_owned()), survey.maker, survey.model];
    let old = named.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let of =
        |part: fn(&domain::programmes::stove::Replacement) -> Option<String>| new.as_ref().and_then(part);
    let lines = vec![
        (tr!(gear.paper_old), Some(old)),
        (
            tr!(gear.paper_new),
            of(|it| {
                Some(format!("{} {}", it.maker.as_deref().unwrap_or_default(), it.model).trim().to_owned())
            }),
        ),
        (tr!(gear.serial), of(|it| Some(it.serial.clone()))),
        (tr!(gear.fuel), of(|it| Some(it.fuel.label().to_owned()))),
        (tr!(gear.sold_on), of(|it| Some(day_text(it.sold_on)))),
        (tr!(gear.installer), of(|it| Some(it.installer.clone()))),
        (tr!(gear.cost), of(|it| it.cost.map(|fen| fen.to_string()))),
        (tr!(gear.subsidy), of(|it| it.subsidy.map(|fen| fen.to_string()))),
    ];
    let back = format!("/stoves/{}", stove.summary.id);
    receipt_paper(back, tr!(gear.paper_stove), stove.summary.door, lines, stove.state.signature)
}
