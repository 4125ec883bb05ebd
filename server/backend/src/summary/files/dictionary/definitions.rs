//! The definitions of the figures in words. P is the period, T the instant of the data.

use domain::summary::Figure;

/// In Chinese and English.
pub(super) const fn definition(figure: Figure) -> (&'static str, &'static str) {
    use Figure as F;
    match figure {
        F::Inspections => (
            "期间内开始的检查次数，不论是否查出隐患。",
            "Visits that started in P, whether or not anything was found.",
        ),
        F::Special => ("其中属于专项行动的检查。", "Of these, visits of a campaign."),
        F::Premises => ("期间内检查过的不同场所数。", "Distinct sites visited in P."),
        F::Found => (
            "发现时间在期间内的隐患；误报和重复不计，移交的计入。",
            "Hazards found in P; false alarms and duplicates are left out, transferred ones stay in.",
        ),
        F::Closed => {
            ("期间内查出的隐患中，截至T已复查销号的。", "Of those found in P, reviewed and closed by T.")
        }
        F::NotClosed => ("期间内查出的隐患中，截至T未销号的。", "Of those found in P, not closed by T."),
        F::RateFound => (
            "已销号除以查出（发现口径）。整改后待复查的不算已整改。",
            "Closed, of those found in P. What awaits review is not rectified.",
        ),
        F::Awaiting => (
            "期间内查出、已报整改、待复查的隐患；不计入整改率。",
            "Found in P, reported as rectified, awaiting review; never inside the rate.",
        ),
        F::OnTheSpot => ("已销号隐患中当场整改的占比。", "Of those closed, rectified on the spot."),
        F::Timely => (
            "期间内查出且截至T到期或销号的隐患中，在原定期限内销号的。",
            "Of those found in P and due or closed by T: closed by the original deadline.",
        ),
        F::OnTime => (
            "同上，在现行期限（含延期）内销号的。",
            "The same, closed by the deadline in force, extensions included.",
        ),
        F::RateDue => (
            "现行期限在期间内的和期初已逾期的隐患中，截至T已销号的（到期口径）。",
            "Of those due in P and those overdue at its start: closed by T.",
        ),
        F::OpenAtStart => ("期间开始时未销号的隐患。", "Open when P began."),
        F::FlowFound => (
            "期间内新增的隐患（后来作废的也计入，在作废时减去）。",
            "Added in P; those declared void later are taken off when they are.",
        ),
        F::FlowReopened => ("期间内销号后重开的隐患。", "Reopened in P."),
        F::FlowClosed => ("期间内销号的隐患，不论何时查出。", "Closed in P, whenever found."),
        F::FlowVoided => ("期间内作废的隐患。", "Declared void in P."),
        F::OpenAtEnd => (
            "期末未销号的隐患。期初+新增+重开-销号-作废=期末。",
            "Open at the end of P: start + added + reopened − closed − void.",
        ),
        F::Overdue => (
            "期末或T时未销号且已过现行期限的隐患。",
            "Open at the end of P or at T and past the deadline in force.",
        ),
        F::DaysMedian => ("从发现到销号天数的中位数。", "Median of the days from finding to closing."),
        F::DaysP90 => ("从发现到销号天数的第90百分位数。", "90th percentile of the same."),
        F::FirstReview => ("首次复查中合格的占比。", "First reviews that passed."),
        F::Repeated => (
            "同一场所、同一类别在销号后十二个月内再次查出的隐患。",
            "Same site and category found again within twelve months of closing.",
        ),
        F::RepeatRate => ("重复隐患在查出隐患中的占比。", "Of those found, found again."),
        F::Relapse => (
            "已销号隐患随机抽取回访，其中复发的占比。",
            "Of closed hazards drawn at random and visited again, those that came back.",
        ),
        F::MajorFound => ("查出隐患中的重大隐患。", "Major hazards found in P."),
        F::MajorClosed => ("其中截至T已销号的。", "Of these, closed by T."),
        F::MajorRate => ("重大隐患已销号除以查出。", "Closed, of the major hazards found."),
        F::MajorOpen => (
            "期末或T时未销号的重大隐患，不论何时查出。",
            "Major hazards open at the end of P or at T, whenever found.",
        ),
        F::Supervised => ("其中挂牌督办的。", "Of these, under supervision."),
        F::ThreeKindsFound => (
            "查出的棋牌室、群租、飞线充电三类问题。",
            "Chess rooms, group rental and flying-wire charging found in P.",
        ),
        F::ThreeKindsClosed => ("其中截至T已销号的。", "Of these, closed by T."),
        F::HouseholdsSurveyed => ("期间内排摸灶具的户数。", "Households whose stoves were surveyed in P."),
        F::StovesReplaced => {
            ("期间内更换并验收的非安全型灶具。", "Non-safe stoves replaced and accepted in P.")
        }
        F::StovesAwaiting => ("已更换、待验收的灶具。", "Replaced, awaiting acceptance."),
        F::HosesReplaced => (
            "期间内单独更换软管的燃气具，一台多次更换只算一次。",
            "Appliances that got a new hose in P and stayed; each counts once.",
        ),
        F::StoveProgress => {
            ("非安全型灶具中已更换验收的占比。", "Of the non-safe stoves, replaced and accepted.")
        }
        F::GasAlarmHouseholds => (
            "列入加装名单的高龄独居老人户。",
            "Households of elderly people living alone on the gas-alarm list.",
        ),
        F::GasAlarmsServed => ("其中报警器已在用的。", "Of these, with an alarm in place."),
        F::GasAlarmsInPlace => {
            ("报警器已在用的户数除以名单户数。", "Households with an alarm, of those on the list.")
        }
        F::GasAlarmsInstalled => (
            "期间内装上报警器且截至T已验收的户数。",
            "Households in which an alarm was installed in P and accepted by T.",
        ),
        F::GasUnitsSurveyed => ("期间内排摸的九小用气场所。", "Small gas-using units surveyed in P."),
        F::GasHazardsFound => ("在九小用气场所查出的隐患。", "Hazards found at small gas-using units."),
        F::GasHazardsClosed => ("其中截至T已销号的。", "Of these, closed by T."),
        F::GasHazardsRate => ("九小用气隐患已销号除以查出。", "Closed, of those found there."),
        F::LpgUsers => ("登记的液化气用户。", "Registered users of LPG cylinders."),
        F::LpgClearedUsers => {
            ("其中已改管道气或电并退清钢瓶的。", "Of these, moved off with every cylinder handed back.")
        }
        F::LpgCleared => ("已清零用户除以登记用户。", "Moved off, of those registered."),
        F::LpgMoved => ("期间内改管道气或电的用户。", "Users that moved off cylinders in P."),
        F::ZeroCylinder => (
            "有过液化气用户的居委中，已无人使用钢瓶的。",
            "Of the committees that had users, those in which nobody has a cylinder.",
        ),
        F::EstatesWithDetectors => (
            "非机动车车棚装有联网烟感的小区。",
            "Estates with networked smoke detectors in their bike sheds.",
        ),
        F::Chargers => ("在用的汽车充电桩。", "Car chargers in service."),
        F::ChargerEstates => ("有汽车充电桩的小区。", "Estates with car chargers."),
        F::Fires => ("期间内的火情。", "Fires in P."),
        F::FireLoss => ("期间内火情的直接财产损失。", "Direct loss by fires in P."),
        F::Penalties => ("期间内作出的行政处罚。", "Penalties decided in P."),
        F::Fines => ("期间内行政处罚的罚款金额。", "Fines decided in P."),
        F::Orders => ("期间内收到的12345工单。", "Hotline orders received in P."),
        F::OrdersOnTime => (
            "截至T到期或已回复的工单中，按期回复的。",
            "Of those due or replied to by T, replied to in time.",
        ),
        F::CampaignTargets => ("专项行动启动时冻结的对象数。", "Targets frozen when the campaign began."),
        F::CampaignCoverage => (
            "冻结对象中已入户检查的；拒绝、不遇不计。",
            "Of the frozen targets, let in; refused and unreachable ones do not count.",
        ),
        F::CampaignFound => {
            ("专项行动的检查在期间内查出的隐患。", "Hazards that visits of the campaign found in P.")
        }
        F::CampaignRate => ("其中截至T已销号的占比。", "Of these, closed by T."),
        F::TargetProgress => ("年度目标已完成数除以目标数。", "Reached, of the number for the year."),
    }
}
