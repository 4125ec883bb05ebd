//! The sentences in official Chinese. Figures stand in them in the edited form.

use super::{Topic, compose::Writer};
use crate::summary::{Column, Figure as F, FigureRef, Lang, Span, names::Named};

/// Writes a paragraph.
pub(super) fn write(w: &mut Writer<'_>, topic: Topic) {
    match topic {
        Topic::Overview => overview(w),
        Topic::Rates => rates(w),
        Topic::Stock => w.say(
            "隐患存量：期初{{open_at_start#}}，本期新增{{flow_found#}}、重开{{flow_reopened#}}、销号{{flow_closed#}}、作废{{flow_voided#}}，期末{{open_at_end#}}。",
        ),
        Topic::Comparison => comparison(w),
        Topic::Targets => targets(w),
        Topic::Campaigns => campaigns(w),
        Topic::Stoves => stoves(w),
        Topic::Alarms if w.n(F::GasAlarmHouseholds) == 0 => {
            w.say("辖区内没有列入燃气报警器加装的高龄独居老人家庭。");
        }
        Topic::Alarms => {
            w.say("列入燃气报警器加装的高龄独居老人家庭{{gas_alarm_households#}}，");
            let done = w.n(F::GasAlarmsServed) > 0;
            w.say(if done { "已安装{{gas_alarms_served#}}" } else { "尚未安装" });
            w.say("，加装进度{{gas_alarms_in_place}}。");
        }
        Topic::GasUnits => gas_units(w),
        Topic::Lpg => lpg(w),
        Topic::Fire => {
            category(w, "消防", "fire");
            category(w, "用电", "electricity");
            fires(w);
        }
        Topic::Ebike => ebike(w),
        Topic::Penalties if w.n(F::Penalties) == 0 => w.say("本期没有行政处罚。"),
        Topic::Penalties => {
            w.say("执法部门作出行政处罚{{penalties#}}");
            let fined = w.summary.value(F::Fines.into()).is_some_and(|fines| !fines.is_zero());
            w.say_if(fined, "，罚款{{fines#}}");
            w.say("。");
        }
        Topic::Major => major(w),
        Topic::Overdue if w.n(F::Overdue) == 0 => w.say("没有逾期未整改的隐患。"),
        Topic::Overdue => w.say("逾期未整改的隐患{{overdue#}}，清单附后。"),
        Topic::Repeat => repeat(w),
        Topic::Hotline => hotline(w),
        Topic::Grid if w.n_of("found@grid") == 0 => w.say("网格未上报隐患。"),
        Topic::Grid => {
            w.say("网格上报隐患{{found@grid#}}，");
            let n = w.n_of("closed@grid");
            closed(w, n, "已整改销号{{closed@grid#}}，整改率{{rate_found@grid}}。");
        }
        Topic::NextPeriod => {}
    }
}

/// What became of hazards that were found: none of them closed is no number.
fn closed(w: &mut Writer<'_>, n: i64, some: &str) {
    w.say(if n > 0 { some } else { "尚未整改销号。" });
}

fn overview(w: &mut Writer<'_>) {
    let start = format!("{}，{}", w.summary.period.name(Lang::Zh), w.summary.area.name);
    w.words(&start);
    if w.n(F::Inspections) == 0 {
        w.say("未开展安全排查");
    } else {
        w.say("共开展安全排查{{inspections#}}，检查场所{{premises#}}，");
        let special = w.n(F::Special) > 0;
        w.say(if special { "其中专项检查{{special#}}" } else { "未开展专项检查" });
    }
    if w.n(F::Found) == 0 {
        w.say("；未查出隐患。");
        return;
    }
    if w.n(F::Closed) == 0 {
        w.say("；查出隐患{{found#}}，尚未整改销号，整改率{{rate_found}}");
    } else {
        w.say("；查出隐患{{found#}}，已整改销号{{closed#}}，整改率{{rate_found}}");
        w.say_if(w.n(F::NotClosed) > 0, "，尚有{{not_closed#}}未销号");
    }
    w.say_if(w.n(F::Awaiting) > 0, "（其中{{awaiting#}}已上报整改、待复查）");
    w.say("。");
    let spot = w.summary.ratio(F::OnTheSpot).n > 0;
    w.say_if(spot, "已销号的隐患中，当场整改占{{on_the_spot}}。");
}

fn rates(w: &mut Writer<'_>) {
    if w.base(F::RateDue) == 0 {
        w.say("本期没有到期隐患");
    } else {
        w.say("按到期口径，整改率{{rate_due}}");
    }
    w.say_if(w.base(F::Timely) > 0, "；及时率{{timely}}");
    w.say_if(w.base(F::OnTime) > 0, "；按期率{{on_time}}");
    w.say("。");
    let days = w.n(F::Closed) > 0
        && w.summary.value(F::DaysMedian.into()).is_some_and(super::super::value::Value::has_base);
    w.say_if(days, "整改天数的中位数为{{days_median#}}，九成在{{days_p90#}}以内。");
    w.say_if(w.base(F::FirstReview) > 0, "一次复查合格率{{first_review}}。");
}

fn comparison(w: &mut Writer<'_>) {
    let yearly = w.summary.period.span() == Span::Year;
    let columns: &[(Column, Column)] = if yearly {
        // the year before is also the period before
        &[(Column::YearOnYear, Column::LastYear)]
    } else {
        &[(Column::MonthOnMonth, Column::Previous), (Column::YearOnYear, Column::LastYear)]
    };
    for (change, base) in columns {
        if w.summary.value(FigureRef::now(F::Found).at(*base)).is_some() {
            w.say(&format!("排查次数{{{{inspections.{change}}}}}，查出隐患{{{{found.{change}}}}}，整改率"));
            // of two rates without a base the words of the comparison would name the earlier one
            if w.base(F::RateFound) == 0 {
                w.say("本期无基数、不作比较。");
            } else {
                w.say(&format!("{{{{rate_found.{change}}}}}。"));
            }
        } else {
            // the words of the comparison say whose data is missing
            w.say(&format!("{{{{found.{change}}}}}，不作比较。"));
        }
    }
    if w.summary.period.has_year_to_date() {
        year_to_date(w);
    }
}

fn year_to_date(w: &mut Writer<'_>) {
    let visited = w.n_to_date(F::Inspections) > 0;
    w.say(if visited {
        "本年累计排查{{inspections.year_to_date#}}"
    } else {
        "本年尚未开展排查"
    });
    if w.n_to_date(F::Found) == 0 {
        w.say("，未查出隐患。");
        return;
    }
    w.say("，查出隐患{{found.year_to_date#}}，");
    let n = w.n_to_date(F::Closed);
    closed(w, n, "已整改销号{{closed.year_to_date#}}，整改率{{rate_found.year_to_date}}。");
}

fn targets(w: &mut Writer<'_>) {
    let summary = w.summary;
    for (i, line) in summary.targets.iter().enumerate() {
        w.words(if i == 0 { "年度目标“" } else { "；“" });
        w.words(&line.target.name);
        w.say(&format!("”完成{{{{target_progress@target:{}}}}}，进度", line.target.id));
        w.words(line.pace.name(Lang::Zh));
    }
    w.say_if(!summary.targets.is_empty(), "。");
}

fn campaigns(w: &mut Writer<'_>) {
    if w.summary.campaigns.is_empty() {
        w.say("本期未开展专项行动。");
    }
    let summary = w.summary;
    for line in &summary.campaigns {
        let id = line.id;
        w.words("“");
        w.words(&line.title);
        if line.progress.frozen.to_visit == 0 {
            w.say("”：本辖区没有应查对象，");
        } else {
            w.say(&format!(
                "”：应查{{{{campaign_targets@campaign:{id}#}}}}，覆盖率{{{{campaign_coverage@campaign:{id}}}}}，"
            ));
        }
        if line.hazards.of == 0 {
            w.say("未查出隐患。");
        } else {
            w.say(&format!(
                "查出隐患{{{{campaign_found@campaign:{id}#}}}}，整改率{{{{campaign_rate@campaign:{id}}}}}。"
            ));
        }
    }
}

fn stoves(w: &mut Writer<'_>) {
    if w.n(F::HouseholdsSurveyed) == 0 && w.n(F::StovesReplaced) == 0 && w.n(F::StovesAwaiting) == 0 {
        w.say("本期没有灶具排摸和更换");
    } else {
        let surveyed = w.n(F::HouseholdsSurveyed) > 0;
        w.say(if surveyed {
            "排摸居民灶具{{households_surveyed#}}"
        } else {
            "本期未排摸居民灶具"
        });
        let replaced = w.n(F::StovesReplaced) > 0;
        w.say(if replaced {
            "，更换非安全型灶具{{stoves_replaced#}}"
        } else {
            "，未更换非安全型灶具"
        });
        w.say_if(w.n(F::StovesAwaiting) > 0, "，另有{{stoves_awaiting#}}待验收");
    }
    w.say_if(w.base(F::StoveProgress) > 0, "，累计更换进度{{stove_progress}}");
    let hoses = w.n(F::HosesReplaced) > 0;
    w.say(if hoses { "；更换燃气软管{{hoses_replaced#}}。" } else { "；未更换燃气软管。" });
}

fn gas_units(w: &mut Writer<'_>) {
    category(w, "燃气", "gas");
    category(w, "液化气瓶", "lpg");
    if w.n(F::GasUnitsSurveyed) == 0 {
        w.say("本期未排摸九小用气场所，");
    } else {
        w.say("排摸九小用气场所{{gas_units_surveyed#}}，");
    }
    if w.n(F::GasHazardsFound) == 0 {
        w.say("未查出用气隐患。");
    } else {
        w.say("查出用气隐患{{gas_hazards_found#}}，");
        let some = "已整改{{gas_hazards_closed#}}，整改率{{gas_hazards_rate}}。";
        let n = w.n(F::GasHazardsClosed);
        closed(w, n, some);
    }
}

fn lpg(w: &mut Writer<'_>) {
    if w.n(F::LpgUsers) == 0 {
        w.say("辖区内没有液化气用户。");
        return;
    }
    if w.n(F::LpgClearedUsers) == w.n(F::LpgUsers) {
        w.say("液化气用户{{lpg_users#}}，已全部改管改电并退瓶");
    } else if w.n(F::LpgClearedUsers) == 0 {
        w.say("液化气用户{{lpg_users#}}，均未完成改管改电和退瓶");
    } else {
        w.say("液化气用户{{lpg_users#}}，已改管改电并退瓶{{lpg_cleared_users#}}");
    }
    w.say_if(w.n(F::LpgMoved) > 0, "，本期改管改电{{lpg_moved#}}");
    w.say_if(w.base(F::ZeroCylinder) > 0, "，零钢瓶居委占{{zero_cylinder}}");
    w.say("。");
}

fn category(w: &mut Writer<'_>, name: &str, word: &str) {
    if w.n_of(&format!("found@{word}")) == 0 {
        w.say(&format!("未查出{name}类隐患。"));
    } else {
        w.say(&format!("查出{name}类隐患{{{{found@{word}#}}}}，"));
        let some = format!("已整改销号{{{{closed@{word}#}}}}，整改率{{{{rate_found@{word}}}}}。");
        let n = w.n_of(&format!("closed@{word}"));
        closed(w, n, &some);
    }
}

fn fires(w: &mut Writer<'_>) {
    if w.n(F::Fires) == 0 {
        w.say("未发生火情。");
        return;
    }
    w.say("发生火情{{fires#}}");
    let lost = w.summary.value(F::FireLoss.into()).is_some_and(|loss| !loss.is_zero());
    w.say_if(lost, "，直接财产损失{{fire_loss#}}");
    w.say("。");
}

fn ebike(w: &mut Writer<'_>) {
    category(w, "电动自行车", "ebike");
    w.say_if(w.n(F::EstatesWithDetectors) > 0, "已有{{estates_with_detectors#}}小区的车棚安装联网烟感。");
    if w.n(F::Chargers) > 0 {
        w.say("建成汽车充电桩{{chargers#}}");
        w.say_if(w.n(F::ChargerEstates) > 0, "，分布在{{charger_estates#}}小区");
        w.say("。");
    }
    if w.n(F::ThreeKindsFound) > 0 {
        w.say("查出三类问题{{three_kinds_found#}}，");
        let n = w.n(F::ThreeKindsClosed);
        closed(w, n, "已整改销号{{three_kinds_closed#}}。");
    } else {
        w.say("未查出三类问题。");
    }
}

fn major(w: &mut Writer<'_>) {
    if w.n(F::MajorFound) == 0 {
        w.say("本期未查出重大隐患");
    } else {
        w.say("查出重大隐患{{major_found#}}，");
        let done = w.n(F::MajorClosed) > 0;
        w.say(if done {
            "已整改销号{{major_closed#}}，整改率{{major_rate}}"
        } else {
            "尚未整改销号"
        });
    }
    if w.n(F::MajorOpen) == 0 {
        w.say("；没有未销号的重大隐患。");
    } else {
        w.say("；未销号的重大隐患{{major_open#}}");
        let supervised = w.n(F::Supervised) > 0;
        w.say(if supervised {
            "，其中挂牌督办{{supervised#}}。"
        } else {
            "，均未挂牌督办。"
        });
    }
}

fn repeat(w: &mut Writer<'_>) {
    if w.n(F::Repeated) == 0 {
        w.say("没有重复隐患。");
    } else {
        w.say("重复隐患{{repeated#}}，重复率{{repeat_rate}}，清单附后。");
    }
    if w.base(F::Relapse) == 0 {
        w.say("本期没有回潮抽查结果。");
    } else {
        w.say("回潮抽查的回潮率为{{relapse}}。");
    }
}

fn hotline(w: &mut Writer<'_>) {
    if w.n(F::Orders) == 0 {
        w.say("未收到12345热线工单。");
    } else {
        w.say("收到12345热线工单{{orders#}}");
        let due = w.base(F::OrdersOnTime) > 0;
        w.say(if due { "，按期回复率{{orders_on_time}}。" } else { "，均未到回复期限。" });
    }
    if w.n_of("found@hotline") > 0 {
        w.say("热线反映的隐患{{found@hotline#}}，");
        let n = w.n_of("closed@hotline");
        closed(w, n, "已整改销号{{closed@hotline#}}。");
    }
}
