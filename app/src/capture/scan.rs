//! Reading a code with the camera, or typing it: one that leads to a record, or a serial number.

use super::camera::live::{InsteadOfPicture, Live, Torch};
use crate::{
    tr,
    ui::{
        Icon,
        dialog::{CloseDialog, show},
        icon,
        only::Only,
    },
};
use domain::{codes::Scanned, programmes::device::Serial};
use leptos::{html, prelude::*};

/// The button that opens the scanner.
#[component]
pub fn ScanButton(
    /// Told what the code means.
    #[prop(into)]
    on_code: Callback<Scanned>,
) -> impl IntoView {
    scan_button(tr!(camera.scan), tr!(camera.code_empty), Scanned::read, on_code)
}

/// The button that scans the serial number of a device. A code that holds none leaves the scanner open, which says so and
/// looks on: a plate often carries more than one.
#[component]
pub fn ScanSerial(
    /// Told the number.
    #[prop(into)]
    on_serial: Callback<String>,
) -> impl IntoView {
    scan_button(
        tr!(door.scan_serial),
        tr!(door.no_serial),
        |text| Serial::read(text).ok().map(String::from),
        on_serial,
    )
}

/// A button that opens the scanner; `read` says what a code means, `nothing` is said of one that means nothing.
fn scan_button<T: Send + Sync + 'static>(
    label: &'static str,
    nothing: &'static str,
    read: fn(&str) -> Option<T>,
    on_code: Callback<T>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>
            {icon(Icon::Scan)}
            <span>{label}</span>
        </button>
        <Only when=move || open.get()>
            <ScanView nothing read on_code on_close=close />
        </Only>
    }
}

/// The scanner of a view; does nothing until it is there.
#[derive(Clone, Copy)]
struct Scanner {
    live: RwSignal<Live>,
    code: RwSignal<Option<String>>,
    #[cfg(feature = "hydrate")]
    running: StoredValue<Option<running::Running>, LocalStorage>,
}

#[component]
fn ScanView<T: Send + Sync + 'static>(
    nothing: &'static str,
    read: fn(&str) -> Option<T>,
    on_code: Callback<T>,
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let video = NodeRef::<html::Video>::new();
    let scanner = Scanner {
        live: RwSignal::new(Live::Starting),
        code: RwSignal::new(None),
        #[cfg(feature = "hydrate")]
        running: StoredValue::new_local(None),
    };
    let typed = RwSignal::new(String::new());
    let means_nothing = RwSignal::new(false);
    Effect::new(move || {
        if dialog.get().is_some() {
            show(dialog);
        }
    });
    scanner.begin(video);
    let found = move |text: &str| {
        let Some(meaning) = read(text) else {
            means_nothing.set(true);
            return;
        };
        on_close.run(());
        on_code.run(meaning);
    };
    Effect::new(move || {
        if let Some(text) = scanner.code.get() {
            found(&text);
        }
    });
    view! {
        <dialog
            class="camera scanner"
            node_ref=dialog
            aria-label=tr!(camera.scan_title)
            on:close=move |_| on_close.run(())
        >
            <header class="camera-head">
                <p>{tr!(camera.scan_title)}</p>
                <CloseDialog />
            </header>
            <div class="camera-stage">
                <video node_ref=video muted playsinline aria-label=tr!(camera.picture)></video>
                <span class="scan-frame" aria-hidden="true" hidden=move || !scanner.live.get().is_ready()></span>
                <InsteadOfPicture live=scanner.live again=Callback::new(move |()| scanner.again()) />
            </div>
            <p class="scan-said" role="status">
                {move || means_nothing.get().then_some(nothing)}
            </p>
            <form
                class="scan-bar"
                on:submit=move |ev| {
                    ev.prevent_default();
                    found(&typed.get_untracked());
                }
            >
                <Torch live=scanner.live on_turn=Callback::new(move |on| scanner.torch(on)) />
                <label class="visually-hidden" for="f-code">
                    {tr!(camera.type_code)}
                </label>
                <input
                    id="f-code"
                    type="text"
                    autocomplete="off"
                    enterkeyhint="go"
                    placeholder=tr!(camera.type_code)
                    prop:value=typed
                    on:input:target=move |ev| {
                        means_nothing.set(false);
                        typed.set(ev.target().value());
                    }
                />
                <button class="button primary">{tr!(camera.take_code)}</button>
            </form>
        </dialog>
    }
}

#[cfg(not(feature = "hydrate"))]
impl Scanner {
    fn begin(self, _: NodeRef<html::Video>) {}

    fn again(self) {}

    fn torch(self, _: bool) {}
}

#[cfg(feature = "hydrate")]
mod running {
    use super::*;
    use crate::capture::camera::script as js;
    use leptos::task::spawn_local;
    use wasm_bindgen::closure::Closure;

    /// The scanner, and the function that it calls.
    pub struct Running {
        scanner: js::Scanner,
        _report: Closure<dyn FnMut(String, String)>,
    }

    impl Scanner {
        /// Begins when the picture is on the page; ends with the view.
        pub(super) fn begin(self, video: NodeRef<html::Video>) {
            Effect::new(move || {
                let Some(video) = video.get() else { return };
                spawn_local(async move {
                    let tools = js::tools().await;
                    let report =
                        Closure::<dyn FnMut(String, String)>::new(move |word: String, detail: String| {
                            // the view may be gone
                            if word == "code" {
                                let _ = self.code.try_set(Some(detail));
                            } else if let Some(live) = Live::told(&word, &detail) {
                                let _ = self.live.try_set(live);
                            }
                        });
                    match tools {
                        _ if self.live.try_get_untracked().is_none() => {}
                        Ok(tools) => {
                            let scanner = tools.open_scanner(&video, report.as_ref());
                            self.running.try_set_value(Some(Running { scanner, _report: report }));
                        }
                        Err(_) => self.live.set(Live::NoScript),
                    }
                });
            });
            on_cleanup(move || {
                if let Some(Some(running)) = self.running.try_update_value(Option::take) {
                    running.scanner.close();
                }
            });
        }

        fn scanner(self) -> Option<js::Scanner> {
            self.running.try_with_value(|running| running.as_ref().map(|r| r.scanner.clone())).flatten()
        }

        pub(super) fn again(self) {
            if let Some(scanner) = self.scanner() {
                let _ = scanner.again();
            }
        }

        pub(super) fn torch(self, on: bool) {
            if let Some(scanner) = self.scanner() {
                let _ = scanner.torch(on);
            }
        }
    }
}
