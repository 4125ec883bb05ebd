//! The words of the domain on the screen: one label per value of every text enum. A value without a label does
//! not compile.

use crate::tr;
use domain::{
    actor::Role,
    area::AreaLevel,
    boundaries::FeatureFault,
    calendar::{DayKind, SpecialDay},
    desk::{bulk::BulkKind, queue::Queue},
    geo::{Datum, Repair},
    hazards::{
        Action, Category, EventKind, PointSource, Severity, Source, Status, VoidReason, supervision::Words,
    },
    import::{Decision, ImportField, ImportKind},
    inspections::{InspectionKind, Nature, Outcome},
    listing::Sort,
    papers::PaperKind,
    party::{LinkScope, LinkState, SubmissionKind, SubmissionState},
    photos::PhotoKind,
    programmes::{
        campaign::{CampaignStatus, Entry, Slot, Standing},
        device::{
            DeviceAction, DeviceEventKind, DeviceKind, DeviceStatus, Reporting, Saying, VendorEventKind,
        },
        due::{DueWhat, DueWhy, Urgency},
        gas::{LpgStanding, Measure, MoveOff, Trade},
        gear::{Fuel, Gear, Life, Usage},
        plan::Rhythm,
        plan_views::{TaskStanding, Whose},
        register::{FireCause, OrderKind, OrderStanding},
        reply_notes::ReplyStage,
        stove::{Appliance, GoneReason, HoseKind, NonSafe, StoveAction, StoveEventKind, StoveStatus},
        target::{Measured, Pace},
        views::{ClassWord, GasSaveKind},
    },
    relapse::{PickStanding, RelapseOutcome},
    reminders::{DeliveryState, Stage, Way},
    roll_call::{Among, Answer, Register},
    rules::{
        Rise, RuleBook, RuleStep,
        views::{CitingWhy, Validity},
    },
    sites::{Belonging, Likeness, SiteKind, SiteStatus},
    summary::{
        Span,
        lifecycle::{SummaryAction, SummaryStatus},
        text::Topic,
    },
    table::{FileFaultCode, RowFaultCode},
    work::WorkKind,
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
    Stage as reminder_stage {
        Taken = taken, Chased = chased, Ahead3 = ahead_3, Ahead1 = ahead_1, Due = due, Overdue = overdue, Office = office, Leader = leader,
    }
    ReplyStage as reply_stage { Ahead = ahead, Overdue = overdue }
    Way as reminder_way { Mail = mail, Robot = robot }
    WorkKind as work_kind {
        Remind = remind, Deliver = deliver, DraftSummary = draft_summary, LookAtSummary = look_at_summary,
        AnnounceSummary = announce_summary,
    }
    DeliveryState as delivery_state {
        Waiting = waiting, Sending = sending, Sent = sent, Failed = failed, Unclear = unclear, Dropped = dropped,
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
        Assign = assign, TakeOver = take_over, Rectify = rectify, Review = review, AskExtension = ask_extension,
        DecideExtension = decide_extension, Transfer = transfer, AnswerTransfer = answer_transfer, Void = void,
        Split = split, Reopen = reopen, SetFiveElements = set_five_elements, AddNote = add_note, Correct = correct,
        Reclassify = reclassify,
    }
    Queue as queue {
        ToAssign = to_assign, ToReview = to_review, Extensions = extensions, Overdue = overdue, DueSoon = due_soon,
        Transferred = transferred, Major = major,
    }
    BulkKind as bulk_kind { Assign = assign, Remind = remind, Extend = extend, Grant = grant }
    Words as two_words { NotYet = not_yet, Neither = neither, One = one, Both = both }
    LinkScope as link_scope { Notice = notice, Company = company }
    LinkState as link_state { Open = open, Expired = expired, Revoked = revoked }
    SubmissionKind as submission_kind { Rectified = rectified, Extension = extension }
    SubmissionState as submission_state { Waiting = waiting, Accepted = accepted, Returned = returned }
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
    Belonging as belonging { Stays = stays, Follows = follows }
    SiteStatus as site_status { Active = active, ClosedDown = closed_down }
    CampaignStatus as campaign_status { Draft = draft, Running = running, Finished = finished }
    Entry as target_entry { Frozen = frozen, Later = later }
    Standing as standing {
        LetIn = let_in, Refused = refused, Unreachable = unreachable, Untouched = untouched,
    }
    SummaryStatus as summary_status { Draft = draft, Checked = checked, Issued = issued }
    SummaryAction as summary_action {
        Edit = edit, Recompute = recompute, Check = check, SendBack = send_back, Issue = issue,
        Correct = correct,
    }
    Span as summary_span { Month = month, Quarter = quarter, HalfYear = half_year, Year = year }
    Topic as summary_topic {
        Overview = overview, Rates = rates, Stock = stock, Comparison = comparison, Targets = targets,
        Campaigns = campaigns, Stoves = stoves, Alarms = alarms, GasUnits = gas_units, Lpg = lpg,
        Fire = fire, Ebike = ebike, Penalties = penalties, Major = major, Overdue = overdue,
        Repeat = repeat, Hotline = hotline, Grid = grid, NextPeriod = next_period,
    }
    PaperKind as paper_kind {
        CheckRecord = check_record, Notice = notice, Review = review, Extension = extension, Transfer = transfer,
        Slip = slip, Installation = installation, Delivery = delivery,
    }
    Rhythm as rhythm {
        Weekly = weekly, Monthly = monthly, Quarterly = quarterly, HalfYearly = half_yearly, Yearly = yearly,
    }
    Whose as whose { Mine = mine, All = all, Nobody = nobody }
    TaskStanding as task_standing { Open = open, Overdue = overdue, Done = done }
    PickStanding as pick_standing { Open = open, Seen = seen, Held = held, CameBack = came_back }
    Register as call_register {
        Basements = basements, Sheds = sheds, OldHouses = old_houses, Hanging = hanging,
        ElderlyAlone = elderly_alone,
    }
    Answer as call_answer { Safe = safe, NeedsHelp = needs_help, NoAnswer = no_answer }
    Among as call_among { Waiting = waiting, NeedsHelp = needs_help, NoAnswer = no_answer, Safe = safe }
    RelapseOutcome as relapse_outcome { Held = held, CameBack = came_back }
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
    Appliance as appliance { Stove = stove, WaterHeater = water_heater }
    StoveStatus as stove_status {
        Surveyed = surveyed, Safe = safe, NonSafe = non_safe, Planned = planned, Replaced = replaced,
        Accepted = accepted, Gone = gone,
    }
    StoveEventKind as stove_event {
        Surveyed = surveyed, Planned = planned, Replaced = replaced, Accepted = accepted,
        SentBack = sent_back, Attempted = attempted, HoseReplaced = hose_replaced, Removed = removed,
        Noted = noted,
    }
    StoveAction as stove_action {
        Survey = survey, Plan = plan, Replace = replace, Accept = accept, SendBack = send_back,
        LookAgain = look_again, Attempt = attempt, ReplaceHose = replace_hose, Remove = remove, AddNote = add_note,
    }
    GoneReason as gone_reason {
        ReplacedByHousehold = replaced_by_household, GasGivenUp = gas_given_up, Demolished = demolished,
        Duplicate = duplicate, Mistake = mistake,
    }
    NonSafe as non_safe {
        NoFlameFailure = no_flame_failure, PastLife = past_life, WrongGas = wrong_gas, HoseKind = hose_kind,
        HosePastLife = hose_past_life, HoseTooLong = hose_too_long, HoseJoint = hose_joint,
        HoseThroughWall = hose_through_wall,
    }
    HoseKind as hose_kind {
        Metal = metal, Composite = composite, Rubber = rubber, Other = other, Pipe = pipe,
    }
    Fuel as fuel { NaturalGas = natural_gas, TownGas = town_gas, Lpg = lpg, Electricity = electricity }
    Gear as gear_kind {
        Stove = stove, WaterHeater = water_heater, Hose = hose, GasAlarm = gas_alarm,
        SmokeDetector = smoke_detector,
    }
    Usage as usage { Household = household, Commercial = commercial }
    Rise as rise { High = high, Low = low }
    RuleBook as rule_book {
        Standards = standards, Deadlines = deadlines, Lives = lives, Classes = classes, Replies = replies,
    }
    RuleStep as rule_step { Add = add, Revise = revise, End = end, Withdraw = withdraw }
    Validity as validity { InForce = in_force, Coming = coming, Ended = ended }
    CitingWhy as citing_why { Ended = ended, Changed = changed }
    Life as life { Expired = expired, Expiring = expiring, Unknown = unknown, Good = good }
    DeviceKind as device_kind {
        GasAlarm = gas_alarm, SmokeDetector = smoke_detector, CarCharger = car_charger,
    }
    DeviceStatus as device_status {
        Planned = planned, Installed = installed, Accepted = accepted, Faulty = faulty, Replaced = replaced,
        Retired = retired,
    }
    DeviceEventKind as device_event {
        Planned = planned, Installed = installed, Accepted = accepted, SentBack = sent_back,
        FaultReported = fault_reported, Repaired = repaired, Replaced = replaced, Retired = retired,
        Attempted = attempted, Noted = noted,
    }
    DeviceAction as device_action {
        Install = install, Accept = accept, SendBack = send_back, ReportFault = report_fault, Repair = repair,
        Replace = replace, Retire = retire, Attempt = attempt, AddNote = add_note,
    }
    Reporting as reporting { Reporting = reporting, Silent = silent }
    Saying as saying { Alarming = alarming, OutOfOrder = out_of_order, LowBattery = low_battery }
    VendorEventKind as vendor_event {
        Heartbeat = heartbeat, Alarm = alarm, AlarmCleared = alarm_cleared, Fault = fault,
        FaultCleared = fault_cleared, LowBattery = low_battery,
    }
    Trade as trade {
        Shop = shop, Restaurant = restaurant, Hotel = hotel, Entertainment = entertainment, Leisure = leisure,
        InternetCafe = internet_cafe, School = school, Clinic = clinic, Workshop = workshop, Other = other,
    }
    Measure as measure { FloorArea = floor_area, Seats = seats, Beds = beds }
    ClassWord as unit_class { Small = small, Larger = larger, NotKnown = not_known, NoRule = no_rule }
    LpgStanding as lpg_standing { Using = using, Clearing = clearing, Cleared = cleared }
    MoveOff as move_off { PipedGas = piped_gas, Electricity = electricity, GivenUp = given_up }
    GasSaveKind as gas_save { Unit = unit, Lpg = lpg }
    Urgency as urgency { Now = now, Late = late, Soon = soon, Routine = routine }
    DueWhat as due_what {
        Hazard = hazard, Stove = stove, Hose = hose, GasAlarm = gas_alarm, SmokeDetector = smoke_detector,
        CarCharger = car_charger, Lpg = lpg, GasUnit = gas_unit, Campaign = campaign, Task = task,
    }
    DueWhy as due_why {
        Alarming = alarming, HazardOverdue = hazard_overdue, HazardToReview = hazard_to_review,
        HazardToRectify = hazard_to_rectify, NeverSurveyed = never_surveyed, SurveyOld = survey_old,
        FactsMissing = facts_missing, NonSafe = non_safe, ReplacementPlanned = replacement_planned,
        ReceiptMissing = receipt_missing, Expired = expired, Expiring = expiring, HoseWrong = hose_wrong,
        ToInstall = to_install, Faulty = faulty, NotReporting = not_reporting, LowBattery = low_battery,
        CylinderTestOverdue = cylinder_test_overdue, CylinderTestSoon = cylinder_test_soon,
        CylindersToHandBack = cylinders_to_hand_back, OnCylinders = on_cylinders,
        CampaignTarget = campaign_target, CampaignRefused = campaign_refused, TaskDue = task_due,
    }
    Slot as slot {
        WeekdayEvening = weekday_evening, WeekendMorning = weekend_morning, WeekendEvening = weekend_evening,
        WeekdayNoon = weekday_noon, WeekendNoon = weekend_noon, WeekdayMorning = weekday_morning,
    }
    Sort as sort { Newest = newest, Oldest = oldest, Due = due }
    SpecialDay as special_day { Holiday = holiday, Workday = workday }
    DayKind as day_kind { Calendar = calendar, Working = working }
    Repair as outline_repair {
        Unclosed = unclosed, Repeated = repeated, Winding = winding, Crossing = crossing, Joined = joined,
        Sliver = sliver, Collapsed = collapsed,
    }
    FeatureFault as outline_fault {
        Unnamed = unnamed, UnknownArea = unknown_area, Ambiguous = ambiguous, Empty = empty, Swapped = swapped,
        NotDegrees = not_degrees, OutsideChina = outside_china, TooLong = too_long, Broken = broken,
    }
    Datum as datum { Wgs84 = wgs84, Gcj02 = gcj02, Bd09 = bd09 }
    ImportField as import_field {
        Name = name, Address = address, Kind = kind, Area = area, Estate = estate, Building = building,
        Room = room, Lon = lon, Lat = lat, ContactName = contact_name, ContactPhone = contact_phone,
        FloorArea = floor_area, Seats = seats, Beds = beds, Height = height, Cylinders = cylinders,
        Site = site, Number = number, DecidedOn = decided_on, Body = body, Category = category,
        Party = party, Reason = reason, Fine = fine, Urgent = urgent, ReceivedAt = received_at,
        ReplyDue = reply_due, RepliedAt = replied_at, Reply = reply, Text = text,
        CallerName = caller_name, CallerPhone = caller_phone, At = at, Place = place, Cause = cause,
        Loss = loss, Injured = injured, Dead = dead, Appliance = appliance, Fuel = fuel,
        Supply = supply, FlameFailure = flame_failure, SoldOn = sold_on, MadeOn = made_on,
        Maker = maker, Model = model, Hose = hose, HoseLength = hose_length,
        HoseFittedOn = hose_fitted_on, SurveyedAt = surveyed_at, Note = note, PlannedOn = planned_on,
        Trade = trade, UnitArea = floor_area, Alarm = alarm, CutOff = cut_off, Supplier = supplier,
        Kilograms = kilograms, TestedOn = tested_on, MovedTo = moved_to, MovedOn = moved_on, Serial = serial, NetworkId = network_id,
        InstalledOn = installed_on, AcceptedOn = accepted_on, HangsAt = hangs_at, Installer = installer,
        SmelledGas = gas, Hazard = hazard, Year = year, AreaName = area_name, MeasuredBy = measured_by, Unit = unit,
    }
    ImportKind as import_kind {
        Sites = sites, Stoves = stoves, Detectors = detectors, GasUsers = gas_users,
        Penalties = penalties, Orders = orders, Fires = fires, YearTargets = year_targets,
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
        NoSheet = file_no_sheet, NotOutlines = file_not_outlines, OtherSystem = file_other_system,
        TooManyPositions = file_too_many_positions,
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
