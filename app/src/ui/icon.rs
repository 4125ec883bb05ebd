//! Icons: our own drawings, one file for all of them (`public/icons.svg`), so that they cost the program a name each.
//! The build hands that file out under a name with its content (`icons_name.rs` beside the package).

use leptos::prelude::*;

macro_rules! icons {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// The drawings there are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $(#[doc = $name] $variant,)+ }

        impl Icon {
            /// Every drawing.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Where the drawing is.
            pub const fn href(self) -> &'static str {
                match self { $(Self::$variant => concat!(env!("ICONS"), "#", $name),)+ }
            }
        }
    };
}

icons! {
    Home = "home",
    Hazard = "hazard",
    Visit = "visit",
    Site = "site",
    Rates = "rates",
    Add = "add",
    Camera = "camera",
    Photo = "photo",
    Search = "search",
    Filter = "filter",
    Map = "map",
    List = "list",
    Next = "next",
    Previous = "previous",
    Down = "down",
    Up = "up",
    Close = "close",
    Check = "check",
    Clock = "clock",
    Calendar = "calendar",
    Person = "person",
    People = "people",
    SignOut = "sign-out",
    Language = "language",
    Pin = "pin",
    Locate = "locate",
    Alert = "alert",
    Info = "info",
    Edit = "edit",
    Flag = "flag",
    Return = "return",
    Transfer = "transfer",
    Ban = "ban",
    Circle = "circle",
    Wrench = "wrench",
    Hourglass = "hourglass",
    Shield = "shield",
    Note = "note",
    Phone = "phone",
    Eye = "eye",
    Print = "print",
    Offline = "offline",
    Copy = "copy",
    Download = "download",
    Flame = "flame",
    Stove = "stove",
    Bolt = "bolt",
    Bike = "bike",
    Falling = "falling",
    Bricks = "bricks",
    Beds = "beds",
    Tiles = "tiles",
    Helmet = "helmet",
    Bowl = "bowl",
    Cylinder = "cylinder",
    Wave = "wave",
    Dots = "dots",
    Lock = "lock",
    Sync = "sync",
    Settings = "settings",
    Torch = "torch",
    Swap = "swap",
    Scan = "scan",
    Arrow = "arrow",
    Words = "words",
    Trash = "trash",
    Undo = "undo",
    Bell = "bell",
}

/// A drawing beside a text. It says nothing to a screen reader: the text does.
pub fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=icon.href()></use>
        </svg>
    }
}
