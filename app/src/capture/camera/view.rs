//! The dialog over the whole screen.

use super::{
    Target,
    live::{InsteadOfPicture, Live, Torch},
};
use crate::{
    capture::photo_field::FileButton,
    tr,
    ui::{
        Icon,
        dialog::{CloseDialog, show},
        icon,
        only::Only,
    },
};
use leptos::{
    ev::{self, KeyboardEvent},
    html,
    prelude::*,
};

/// How much of the other picture shows through at first, in percent.
const THROUGH: u8 = 40;

/// The camera of a view; does nothing until it is there.
#[derive(Clone, Copy)]
struct Camera {
    target: Target,
    live: RwSignal<Live>,
    /// Pictures taken since the view was opened.
    strip: RwSignal<Vec<String>>,
    /// Counts the shots, for the flash of the screen.
    shots: RwSignal<u32>,
    #[cfg(feature = "hydrate")]
    running: StoredValue<Option<running::Running>, LocalStorage>,
}

/// The camera.
#[component]
pub fn CameraView(
    /// Where the pictures go.
    target: Target,
    /// A picture to lay over the live one.
    #[prop(into)]
    under: Signal<Option<String>>,
    /// Told when the view was closed.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let video = NodeRef::<html::Video>::new();
    let ring = NodeRef::<html::Span>::new();
    let camera = Camera {
        target,
        live: RwSignal::new(Live::Starting),
        strip: RwSignal::new(Vec::new()),
        shots: RwSignal::new(0),
        #[cfg(feature = "hydrate")]
        running: StoredValue::new_local(None),
    };
    Effect::new(move || {
        if dialog.get().is_some() {
            show(dialog);
        }
    });
    camera.begin(video, ring);
    let keys = move |ev: KeyboardEvent| {
        // a button that has the keyboard is pressed by the browser
        if ev.key() == " " && !ev.repeat() && !on_control(&ev) {
            ev.prevent_default();
            camera.shoot();
        }
    };
    // of the window: when nothing has the keyboard, the dialog is told of no key
    let listening = window_event_listener(ev::keydown, keys);
    on_cleanup(move || listening.remove());
    let through = RwSignal::new(THROUGH);
    // it cannot be pressed before there is a picture, and what cannot be pressed takes no keyboard
    let shutter = NodeRef::<html::Button>::new();
    let ready = Memo::new(move |_| camera.live.get().is_ready());
    Effect::new(move || {
        if let Some(shutter) = shutter.get().filter(|_| ready.get()) {
            // the attribute goes in the same turn as this runs
            request_animation_frame(move || {
                let _ = shutter.focus();
            });
        }
    });
    view! {
        <dialog
            class="camera"
            node_ref=dialog
            aria-label=tr!(camera.title)
            on:close=move |_| on_close.run(())
        >
            <header class="camera-head">
                <p role="status">{move || camera.counted()}</p>
                <CloseDialog />
            </header>
            <div class="camera-stage">
                <video node_ref=video muted playsinline aria-label=tr!(camera.picture)></video>
                {move || {
                    under
                        .get()
                        .map(|src| {
                            view! {
                                <img
                                    class="camera-under"
                                    src=src
                                    alt=tr!(camera.under)
                                    // a policy without inline styles: the style knows each step
                                    data-through=move || through.get().to_string()
                                />
                            }
                        })
                }}
                <span class="camera-ring" node_ref=ring aria-hidden="true"></span>
                // a new element each time, so that the flash begins again
                <For each=move || Some(camera.shots.get()).filter(|n| *n > 0) key=|n| *n let:_n>
                    <span class="camera-flash" aria-hidden="true"></span>
                </For>
                <InsteadOfPicture
                    live=camera.live
                    again=Callback::new(move |()| camera.again())
                    instead=move || view! { <Instead target /> }
                />
            </div>
            <Only when=move || under.with(Option::is_some)>
                <label class="camera-through">
                    <span>{tr!(camera.through)}</span>
                    <input
                        type="range"
                        min="0"
                        max="90"
                        step="10"
                        prop:value=move || through.get().to_string()
                        on:input:target=move |ev| {
                            if let Ok(value) = ev.target().value().parse() {
                                through.set(value);
                            }
                        }
                    />
                </label>
            </Only>
            <div class="camera-bar">
                <div class="camera-side">
                    <Torch live=camera.live on_turn=Callback::new(move |on| camera.torch(on)) />
                    <button
                        type="button"
                        class="button live-button"
                        hidden=move || camera.live.get().abilities().cameras < 2
                        aria-label=tr!(camera.switch)
                        on:click=move |_| camera.next()
                    >
                        {icon(Icon::Swap)}
                    </button>
                </div>
                <button
                    type="button"
                    class="camera-shutter"
                    node_ref=shutter
                    aria-label=tr!(camera.shoot)
                    disabled=move || !camera.may_shoot()
                    on:click=move |_| camera.shoot()
                ></button>
                <form class="camera-side" method="dialog">
                    <button class="button live-button">{tr!(camera.done)}</button>
                </form>
            </div>
            <ul class="camera-strip" aria-label=tr!(camera.strip)>
                <For each=move || camera.strip.get() key=|url| url.clone() let:url>
                    <li>
                        <img src=url alt=tr!(camera.taken_photo) />
                    </li>
                </For>
            </ul>
        </dialog>
    }
}

/// Another way to a picture, where there is no camera in the page.
#[component]
fn Instead(target: Target) -> impl IntoView {
    match target {
        Target::Shots { shots, shows, taken } => {
            let full = Memo::new(move |_| target.room() == 0);
            view! { <FileButton id="f-camera-instead" shots shows full taken camera=true /> }.into_any()
        }
        Target::Input { .. } => view! { <p>{tr!(camera.choose_below)}</p> }.into_any(),
    }
}

/// Whether a key was pressed on a button or a slider.
fn on_control(ev: &KeyboardEvent) -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let target = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "INPUT"))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = ev;
        false
    }
}

impl Camera {
    fn may_shoot(self) -> bool {
        self.live.get().is_ready() && self.target.room() > 0
    }

    /// How many were taken, and how many more may be.
    fn counted(self) -> String {
        match (self.strip.with(Vec::len), self.target.room()) {
            (n, 0) => tr!(camera.counted_full, n = n),
            (0, _) => tr!(camera.title).to_owned(),
            (n, room) => tr!(camera.counted, n = n, room = room),
        }
    }

    #[cfg(not(feature = "hydrate"))]
    fn begin(self, _: NodeRef<html::Video>, _: NodeRef<html::Span>) {}

    #[cfg(not(feature = "hydrate"))]
    fn again(self) {}

    #[cfg(not(feature = "hydrate"))]
    fn next(self) {}

    #[cfg(not(feature = "hydrate"))]
    fn torch(self, _: bool) {}

    #[cfg(not(feature = "hydrate"))]
    fn shoot(self) {
        let _ = (self.target, self.shots);
    }
}

#[cfg(feature = "hydrate")]
mod running {
    use super::*;
    use crate::capture::camera::script as js;
    use leptos::task::spawn_local;
    use wasm_bindgen::{JsCast, closure::Closure};
    use wasm_bindgen_futures::JsFuture;

    /// The camera, and the function that it calls.
    pub struct Running {
        camera: js::Camera,
        _report: Closure<dyn FnMut(String, String)>,
    }

    impl Camera {
        /// Begins when the elements are on the page; ends with the view.
        pub(super) fn begin(self, video: NodeRef<html::Video>, ring: NodeRef<html::Span>) {
            Effect::new(move || {
                let (Some(video), Some(ring)) = (video.get(), ring.get()) else { return };
                spawn_local(async move {
                    let tools = js::tools().await;
                    let report =
                        Closure::<dyn FnMut(String, String)>::new(move |word: String, detail: String| {
                            if let Some(live) = Live::told(&word, &detail) {
                                // the view may be gone
                                let _ = self.live.try_set(live);
                            }
                        });
                    match tools {
                        // closed meanwhile: nothing is begun
                        _ if self.live.try_get_untracked().is_none() => {}
                        Ok(tools) => {
                            let camera = tools.open_camera(&video, &ring, report.as_ref());
                            self.running.try_set_value(Some(Running { camera, _report: report }));
                        }
                        Err(_) => self.live.set(Live::NoScript),
                    }
                });
            });
            on_cleanup(move || {
                if let Some(Some(running)) = self.running.try_update_value(Option::take) {
                    running.camera.close();
                }
            });
        }

        fn camera(self) -> Option<js::Camera> {
            self.running.try_with_value(|running| running.as_ref().map(|r| r.camera.clone())).flatten()
        }

        pub(super) fn again(self) {
            if let Some(camera) = self.camera() {
                let _ = camera.again();
            }
        }

        pub(super) fn next(self) {
            if let Some(camera) = self.camera() {
                let _ = camera.next();
            }
        }

        pub(super) fn torch(self, on: bool) {
            if let Some(camera) = self.camera() {
                let _ = camera.torch(on);
            }
        }

        /// Takes a picture; several may be under way at once.
        pub(super) fn shoot(self) {
            if !untrack(|| self.may_shoot()) {
                return;
            }
            let Some(camera) = self.camera() else { return };
            self.shots.update(|shots| *shots += 1);
            spawn_local(async move {
                let taken = JsFuture::from(camera.shoot()).await.ok();
                let Some(taken) = taken.and_then(|value| value.dyn_into::<js_sys::Array>().ok()) else {
                    return;
                };
                let (Ok(picture), Some(url)) = (taken.get(0).dyn_into(), taken.get(1).as_string()) else {
                    return;
                };
                self.hand_over(picture).await;
                self.strip.try_update(|strip| strip.push(url));
            });
        }

        async fn hand_over(self, picture: web_sys::Blob) {
            match self.target {
                Target::Shots { shots, shows, taken } => {
                    let Some(slot) = shows.try_get_untracked() else { return };
                    shots.add_blob(&slot, &picture);
                    taken.run(());
                }
                Target::Input { id, holds } => {
                    let (Ok(tools), Some(id)) = (js::tools().await, id.try_get_value()) else { return };
                    let now = tools.put_into(&id, &picture);
                    let _ = holds.try_set(now as usize);
                }
            }
        }
    }
}
