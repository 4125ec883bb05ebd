//! References to figures, and what rates are of.

use crate::{
    hazards::{self, Category, Source},
    ids::{CampaignId, TargetId},
    summary::{Column, Figure, FigureRef, Shape, Subject, SummaryPeriod, rows},
};

#[test]
fn every_reference_comes_back_from_its_text() {
    let id = uuid::Uuid::from_u128(7);
    let subjects = [
        None,
        Some(Subject::Category(Category::Ebike)),
        Some(Subject::Source(Source::Hotline)),
        Some(Subject::Campaign(CampaignId(id))),
        Some(Subject::Target(TargetId(id))),
    ];
    for figure in Figure::ALL {
        for column in Column::ALL {
            for subject in subjects {
                let it = FigureRef { figure: *figure, column: *column, subject };
                assert_eq!(it.to_string().parse(), Ok(it));
            }
        }
    }
    for bad in ["", "found.", "found@", "Found", "found.now.now", "found@campaign:7"] {
        assert!(bad.parse::<FigureRef>().is_err(), "{bad}");
    }
}

#[test]
fn every_rate_has_a_base_and_nothing_else_has() {
    for figure in Figure::ALL {
        let has = figure.shape() == Shape::Ratio && *figure != Figure::TargetProgress;
        let base = FigureRef::now(*figure).base();
        assert_eq!(base.is_some(), has, "{figure}");
        assert!(base.is_none_or(|base| base.column == Column::Base || base.figure.shape() == Shape::Count));
    }
    let fire = Subject::Category(Category::Fire);
    let before = FigureRef::of(Figure::RateFound, fire).at(Column::Previous);
    assert_eq!(before.base(), Some(FigureRef::of(Figure::Found, fire).at(Column::Previous)));
    assert_eq!(FigureRef::now(Figure::Timely).base(), Some(FigureRef::now(Figure::Timely).at(Column::Base)));
    assert_eq!(FigureRef::now(Figure::Timely).at(Column::Previous).base(), None);
}

#[test]
fn what_a_rate_is_of_opens_its_own_rows() {
    let area = "310105005".parse().expect("an area");
    let june = "2023-06".parse::<SummaryPeriod>().expect("a period").period();
    let pairs = |figure| rows(figure, &area, june).map(|query| query.pairs);
    for (figure, key, value) in [
        (Figure::Timely, "figure", "timely_base"),
        (Figure::OnTime, "figure", "on_time_base"),
        (Figure::RateDue, "figure", "due"),
        (Figure::FirstReview, "figure", "reviewed"),
        (Figure::StoveProgress, "figure", "non_safe"),
        (Figure::Relapse, "standing", "seen"),
        (Figure::ZeroCylinder, "on", "2023-06-30"),
        (Figure::OrdersOnTime, "standing", "overdue,replied_late,replied_on_time"),
    ] {
        let base = FigureRef::now(figure).base().and_then(pairs).expect("a list");
        assert!(base.contains(&(key.to_owned(), value.to_owned())), "{figure}: {base:?}");
    }
}

#[test]
fn a_subject_is_read_one_way() {
    for source in hazards::Source::ALL {
        assert!(source.as_str().parse::<Category>().is_err(), "{source}");
    }
}
