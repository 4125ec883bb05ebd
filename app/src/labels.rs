//! The words of the domain on the screen: one label per value of every text enum. A value without a label does
//! not compile.

use crate::tr;
use domain::{
    actor::Role,
    area::AreaLevel,
    calendar::DayKind,
    geo::Datum,
    hazards::{Action, Category, EventKind, PointSource, Severity, Source, Status, VoidReason},
    inspections::{InspectionKind, Nature, Outcome},
    listing::Sort,
    photos::PhotoKind,
    programmes::{
        campaign::{CampaignStatus, Entry, Standing},
        plan::Rhythm,
        plan_views::Whose,
        register::{FireCause, OrderKind, OrderStanding},
        target::{Measured, Pace},
    },
    sites::{
        Likeness, SiteKind, SiteStatus,
        import::{Decision, ImportField},
    },
    table::{FileFaultCode, RowFaultCode},
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
    InspectionKind as inspection_kind { Routine = routine, Special = special, Recheck = recheck }
    Nature as nature {
        AdministrativeCheck = administrative_check, Guidance = guidance, GridPatrol = grid_patrol,
        Household = household, Joint = joint,
    }
    Outcome as outcome {
        Done = done, NotAtHome = not_at_home, Refused = refused, Vacant = vacant, Tenant = tenant, Moved = moved,
    }
    SiteKind as site_kind {
        Estate = estate, Building = building, Household = household, SmallUnit = small_unit, LpgUnit = lpg_unit,
        BikeShed = bike_shed, ChargingStation = charging_station, ConstructionSite = construction_site,
        Basement = basement, PublicVenue = public_venue, Other = other,
    }
    SiteStatus as site_status { Active = active, ClosedDown = closed_down }
    CampaignStatus as campaign_status { Draft = draft, Running = running, Finished = finished }
    Entry as target_entry { Frozen = frozen, Later = later }
    Standing as standing {
        LetIn = let_in, Refused = refused, Unreachable = unreachable, Untouched = untouched,
    }
    Rhythm as rhythm {
        Weekly = weekly, Monthly = monthly, Quarterly = quarterly, HalfYearly = half_yearly, Yearly = yearly,
    }
    Whose as whose { Mine = mine, All = all, Nobody = nobody }
    Measured as measured {
        Inspections = inspections, SpecialInspections = special_inspections, HazardsFound = hazards_found,
        HazardsClosed = hazards_closed, HouseholdsSurveyed = households_surveyed,
        StovesReplaced = stoves_replaced, GasAlarmHouseholds = gas_alarm_households,
        GasAlarmsInstalled = gas_alarms_installed, GasUnitsSurveyed = gas_units_surveyed,
        GasHazardsEliminated = gas_hazards_eliminated, LpgUsersMoved = lpg_users_moved, Penalties = penalties,
        EstatesWithDetectors = estates_with_detectors, Chargers = chargers,
    }
    Pace as pace { Behind = behind, On = on, Ahead = ahead }
    OrderKind as order_kind {
        Complaint = complaint, Report = report, Request = request, Suggestion = suggestion, Question = question,
    }
    OrderStanding as order_standing {
        Overdue = overdue, Open = open, RepliedLate = replied_late, RepliedOnTime = replied_on_time,
    }
    FireCause as fire_cause {
        Electrical = electrical, Ebike = ebike, OpenFlame = open_flame, Gas = gas, Smoking = smoking,
        Rubbish = rubbish, Arson = arson, Unknown = unknown, Other = other,
    }
    Sort as sort { Newest = newest, Oldest = oldest, Due = due }
    DayKind as day_kind { Calendar = calendar, Working = working }
    Datum as datum { Wgs84 = wgs84, Gcj02 = gcj02, Bd09 = bd09 }
    ImportField as import_field {
        Name = name, Address = address, Kind = kind, Area = area, Estate = estate, Building = building,
        Room = room, Lon = lon, Lat = lat, ContactName = contact_name, ContactPhone = contact_phone,
        FloorArea = floor_area, Seats = seats, Beds = beds, Height = height, Cylinders = cylinders,
    }
    Decision as import_decision { Merge = merge, New = as_new, Skip = skip }
    Likeness as likeness { Same = same, Likely = likely, Different = different }
    RowFaultCode as row_fault {
        UnknownColumn = unknown_column, MissingColumn = missing_column, DuplicateColumn = duplicate_column,
        TooManyCells = too_many_cells, UnclosedQuote = unclosed_quote, Required = required,
        TooLong = too_long, ControlCharacter = control_character, NotADate = not_a_date,
        NotATime = not_a_time, NotANumber = not_a_number, OutOfRange = out_of_range,
        NotAPhone = not_a_phone, NotAllowed = not_allowed, Duplicate = duplicate, NotFound = not_found,
        Inconsistent = inconsistent, Ambiguous = ambiguous, SwappedCoordinates = swapped_coordinates,
        WrongDatum = wrong_datum, OutsideChina = outside_china, OutsideArea = outside_area,
        NotABoundary = not_a_boundary, ErrorCell = error_cell, MergedCell = merged_cell,
        BecameDate = became_date,
    }
    FileFaultCode as file_fault {
        Empty = file_empty, TooLarge = file_too_large, Spreadsheet = file_is_spreadsheet,
        NulByte = file_has_nul, Undecodable = file_undecodable, TooManyRows = file_too_many_rows,
        Inflates = file_inflates, Damaged = file_damaged, Protected = file_protected,
        NoSheet = file_no_sheet,
    }
}

/// The labels of words that came as text (the arguments of a fault): `assigned,closed` → 整改中、已销号.
/// A word that is not one of the enum's stays as it is.
pub fn labels_of<T: Label + std::str::FromStr>(words: &str) -> String {
    let mut text = String::new();
    for word in words.split(',').filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push_str(tr!(ui.list_comma));
        }
        text.push_str(word.parse::<T>().map_or(word, |value| value.label()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_fault_become_labels() {
        assert_eq!(labels_of::<Status>("assigned,closed"), "整改中、已销号");
        assert_eq!(labels_of::<Status>(""), "");
        assert_eq!(labels_of::<Status>("closed,later_word"), "已销号、later_word");
    }
}
