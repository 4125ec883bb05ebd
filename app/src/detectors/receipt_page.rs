//! The receipt of an installation, to be printed.

use super::api::read_detector;
use crate::{error::AppError, gear::receipt_paper, labels::Label, tr, ui::load::Load};
use domain::{
    fault::{Code, Fault},
    programmes::views::DeviceDetail,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<DeviceDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_detector(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=paper /> }
}

fn paper(device: DeviceDetail) -> AnyView {
    let hangs = device.state.installation;
    let of =
        |part: fn(&domain::programmes::device::Installation) -> Option<String>| hangs.as_ref().and_then(part);
    let passed = |yes: bool| if yes { tr!(ui.yes) } else { tr!(ui.no) }.to_owned();
    let lines = vec![
        (tr!(gear.paper_device), Some(device.summary.kind.label().to_owned())),
        (tr!(gear.serial), of(|it| Some(it.serial.to_string()))),
        (tr!(gear.place), of(|it| Some(it.place.clone()))),
        (tr!(gear.installer), of(|it| Some(it.installer.clone()))),
        (tr!(gear.test_passed), hangs.as_ref().map(|it| passed(it.test_passed))),
    ];
    let back = format!("/detectors/{}", device.summary.id);
    receipt_paper(back, tr!(gear.paper_installed), device.summary.door, lines, device.state.signature)
}
