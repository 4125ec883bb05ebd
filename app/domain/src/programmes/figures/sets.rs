//! The rows behind the figures of the programmes, as the lists know them: a list that is asked for one of these sets shows
//! exactly what its figure counted, for the days of the filter and as of now.

use crate::text_enum;

text_enum! {
    /// Sets of appliances.
    StoveSet {
        /// First surveyed in P. The figure counts their sites.
        Surveyed = "surveyed",
        /// Replaced in P and accepted by T.
        Replaced = "replaced",
        /// Replaced in P and not accepted by T.
        Awaiting = "awaiting",
        /// Got a new hose in P and stayed.
        HosesReplaced = "hoses_replaced",
        /// Known as non-safe and not gone without replacement: the base of the progress.
        NonSafe = "non_safe",
        /// … of these, replaced and accepted.
        Done = "done",
        /// … of these, the others.
        Open = "open",
    }
}

text_enum! {
    /// Sets of devices.
    DeviceSet {
        /// Gas alarms on the list. The figure counts their sites.
        Alarms = "alarms",
        /// … of these, accepted and in place.
        AlarmsInPlace = "alarms_in_place",
        /// Gas alarms installed in P and accepted by T. The figure counts their sites.
        AlarmsInstalled = "alarms_installed",
        /// Accepted smoke detectors in the bike sheds of estates. The figure counts these estates.
        ShedDetectors = "shed_detectors",
        /// Accepted chargers.
        Chargers = "chargers",
        /// … of these, the ones of estates. The figure counts these estates.
        EstateChargers = "estate_chargers",
        /// Of any kind, at the end of P or at T: on the list, nothing there yet.
        Planned = "planned",
        /// … installed, waits for acceptance.
        Awaiting = "awaiting",
        /// … accepted and in order.
        InService = "in_service",
        /// … out of order.
        Faulty = "faulty",
    }
}

text_enum! {
    /// Sets of users of gas.
    GasSet {
        /// Units surveyed in P.
        Surveyed = "surveyed",
        /// Users of cylinders: the base of the cleared ones.
        Lpg = "lpg",
        /// … who moved in P.
        Moved = "moved",
        /// … who moved and handed every cylinder back, with proof.
        Cleared = "cleared",
    }
}
