//! The words of the domain on the screen: one label per value of every text enum. A value without a label does
//! not compile.

use crate::tr;
use domain::{
    actor::Role,
    area::AreaLevel,
    hazards::{Action, Category, EventKind, PointSource, Severity, Source, Status, VoidReason},
    photos::PhotoKind,
};

/// A value with a word for people.
pub trait Label: Copy {
    /// The word, in the language of the page.
    fn label(self) -> &'static str;
}

macro_rules! labels {
    ($($enum:ty as $group:ident { $($variant:ident = $key:ident),+ $(,)? })+) => {$(
        impl Label for $enum {
            fn label(self) -> &'static str {
                match self { $(Self::$variant => tr!(words.$group.$key),)+ }
            }
        }
    )+};
}

labels! {
    Role as role { Inspector = inspector, Office = office, Leader = leader, Admin = admin }
    AreaLevel as area_level {
        City = city, District = district, Subdistrict = subdistrict, Committee = committee, Grid = grid,
    }
    Status as status {
        Registered = registered, Assigned = assigned, Rectified = rectified, Closed = closed,
        Transferred = transferred, Void = void,
    }
    Severity as severity { General = general, Major = major }
    Source as source {
        Inspection = inspection, Hotline = hotline, Grid = grid, Resident = resident, SelfCheck = self_check,
    }
    Category as category {
        Fire = fire, Gas = gas, Electricity = electricity, Ebike = ebike, Building = building, Falling = falling,
        IllegalStructure = illegal_structure, GroupRental = group_rental, ChessRoom = chess_room,
        WorkSafety = work_safety, Food = food, Lpg = lpg, Flood = flood, Other = other,
    }
    VoidReason as void_reason { FalseAlarm = false_alarm, Duplicate = duplicate, SiteGone = site_gone }
    PointSource as point_source { Gps = gps, Pin = pin, Address = address, Import = import }
    EventKind as event {
        Registered = registered, Assigned = assigned, Rectified = rectified, ReviewPassed = review_passed,
        Closed = closed, Returned = returned, ExtensionAsked = extension_asked,
        ExtensionGranted = extension_granted, ExtensionRefused = extension_refused, Transferred = transferred,
        TransferAnswered = transfer_answered, Voided = voided, Reopened = reopened, Noted = noted,
        Corrected = corrected, FiveElementsSet = five_elements_set,
    }
    Action as action {
        Assign = assign, Rectify = rectify, Review = review, AskExtension = ask_extension,
        DecideExtension = decide_extension, Transfer = transfer, AnswerTransfer = answer_transfer, Void = void,
        Reopen = reopen, SetFiveElements = set_five_elements, AddNote = add_note, Correct = correct,
    }
    PhotoKind as photo_kind { Before = before, After = after, Visit = visit }
}
