//! A summary from its facts, and how it answers for a figure.

use super::{
    AreaLine, Column, FORM, Figure, FigureRef, FigureSubject, Lang, Line, Measures, SafetySummary, Subject,
    SummaryFacts, TargetLine, Value, WholeLists,
    measures::part,
    names::{change_words, counted},
    rows,
};
use crate::{
    calendar::local_date,
    figures::{Balance, Ratio},
    hazards::{Category, Source},
};

/// The figures that a category or source has.
const OF_PARTS: [Figure; 4] = [Figure::Found, Figure::Closed, Figure::NotClosed, Figure::RateFound];

/// The figures that a campaign has.
const OF_CAMPAIGNS: [Figure; 4] =
    [Figure::CampaignTargets, Figure::CampaignCoverage, Figure::CampaignFound, Figure::CampaignRate];

impl SafetySummary {
    /// The summary of the facts. The same facts in any order make the same summary.
    pub fn from_facts(facts: SummaryFacts) -> Self {
        Self::with_lists(facts).0
    }

    /// The same, with those of its lists that are longer than a paper prints, as far as the facts hold them; `None` when none is.
    pub fn with_lists(mut facts: SummaryFacts) -> (Self, Option<WholeLists>) {
        let lists = WholeLists::cut(&mut facts);
        (Self::made_of(facts), lists)
    }

    fn made_of(facts: SummaryFacts) -> Self {
        let lines = lines(&facts);
        let SummaryFacts { period, area, as_of, now, .. } = facts;
        let day = period.period().to.min(local_date(as_of));
        let mut targets: Vec<TargetLine> = facts
            .targets
            .into_iter()
            .map(|(target, reached)| TargetLine {
                should_be: target.should_be(day),
                pace: target.pace(reached, day),
                target,
                reached,
            })
            .collect();
        targets.sort_by(|a, b| (&a.target.name, a.target.id).cmp(&(&b.target.name, b.target.id)));
        let mut categories = facts.categories;
        categories.sort_by_key(|line| line.category);
        let mut months = facts.months;
        months.sort_by_key(|line| line.month);
        let mut ages = facts.ages;
        ages.sort_by_key(|line| line.from);
        let mut campaigns = facts.campaigns;
        campaigns.sort_by_key(|line| (line.period.from, line.id));
        let mut devices = facts.devices;
        devices.sort_by_key(|line| line.kind);
        let mut expiry = facts.expiry;
        expiry.sort_by_key(|line| line.gear);
        let mut penalties = facts.penalties;
        penalties.sort_by_key(|line| line.category);
        let mut orders = facts.orders;
        orders.sort_by_key(|line| line.kind);
        let mut fires = facts.fires;
        fires.sort_by_key(|line| (line.at, line.id));
        let mut map = facts.map;
        map.cells.sort();
        Self {
            form: FORM,
            period,
            level: area.code.level(),
            area,
            as_of,
            lines,
            balance: now.hazards.balance,
            areas: ranked(facts.areas),
            categories,
            months,
            ages,
            campaigns,
            targets,
            overdue: facts.overdue,
            major: facts.major,
            repeated: facts.repeated,
            devices,
            expiry,
            penalties,
            orders,
            fires,
            map,
        }
    }

    /// The line of a figure, whichever of its columns is named.
    pub fn line(&self, figure: FigureRef) -> Option<&Line> {
        let subject = figure.subject.map(FigureSubject);
        self.lines.iter().find(|line| line.figure == figure.figure && line.subject == subject)
    }

    /// A value; `None` for a figure that it does not hold, for a missing base of a comparison, and for comparisons themselves.
    pub fn value(&self, figure: FigureRef) -> Option<Value> {
        self.line(figure)?.value(figure.column)
    }

    /// The number of a count, 0 for anything else.
    pub fn count(&self, figure: impl Into<FigureRef>) -> i64 {
        match self.value(figure.into()) {
            Some(Value::Count(n)) => n,
            _ => 0,
        }
    }

    /// A rate, without a base for anything else.
    pub fn ratio(&self, figure: impl Into<FigureRef>) -> Ratio {
        match self.value(figure.into()) {
            Some(Value::Ratio(ratio)) => ratio,
            _ => Ratio::default(),
        }
    }

    /// What a text shows in place of a reference; `None` when there is no such figure or no such base.
    pub fn show(&self, figure: FigureRef, lang: Lang) -> Option<String> {
        let line = self.line(figure)?;
        match figure.column {
            Column::MonthOnMonth => {
                Some(change_words(line.month_on_month(), figure, self.period.span(), lang))
            }
            Column::YearOnYear => Some(change_words(line.year_on_year(), figure, self.period.span(), lang)),
            column => Some(line.value(column)?.show(lang)),
        }
    }

    /// … with its unit.
    pub fn show_counted(&self, figure: FigureRef, lang: Lang) -> Option<String> {
        match self.line(figure)?.value(figure.column) {
            Some(value) => Some(counted(figure.figure, value, lang)),
            None => self.show(figure, lang),
        }
    }

    /// The code of the first area whose balance does not hold: its own of P, those of the next smaller areas, and of the months,
    /// each of which begins where the one before ended.
    pub fn broken_balance(&self) -> Option<String> {
        let own = || self.area.code.to_string();
        if !self.balance.holds() {
            return Some(own());
        }
        if let Some(line) = self.areas.iter().find(|line| !line.figures.balance.holds()) {
            return Some(line.area.code.to_string());
        }
        let months: Vec<&Balance> = self.months.iter().map(|line| &line.figures.balance).collect();
        let joined = months.windows(2).all(|pair| pair[0].open_at_end == pair[1].open_at_start);
        let hold = months.iter().all(|balance| balance.holds());
        (!joined || !hold).then(own)
    }
}

/// The areas in the order of their rank, equal rates sharing one; small groups behind without any.
fn ranked(mut areas: Vec<AreaLine>) -> Vec<AreaLine> {
    areas.sort_by(|a, b| {
        let key = |line: &AreaLine| line.figures.rate_found.rank();
        (key(a), &a.area.code).cmp(&(key(b), &b.area.code))
    });
    let mut last: Option<((bool, i64), u32)> = None;
    for (place, line) in (1_u32..).zip(&mut areas) {
        let rate = line.figures.rate_found;
        line.rank = rate.is_ranked().then(|| match last {
            Some((key, rank)) if key == rate.rank() => rank,
            _ => place,
        });
        last = line.rank.map(|rank| (rate.rank(), rank));
    }
    areas
}

fn lines(facts: &SummaryFacts) -> Vec<Line> {
    let mut lines = Vec::new();
    for figure in Figure::ALL {
        lines.extend(compared(facts, *figure, None));
    }
    let categories = Category::ALL.iter().map(|category| Subject::Category(*category));
    for subject in categories.chain(Source::ALL.iter().map(|source| Subject::Source(*source))) {
        lines.extend(OF_PARTS.iter().filter_map(|figure| compared(facts, *figure, Some(subject))));
    }
    let mut campaigns: Vec<_> = facts.campaigns.iter().collect();
    campaigns.sort_by_key(|line| (line.period.from, line.id));
    for campaign in campaigns {
        let frozen = campaign.progress.frozen;
        for figure in OF_CAMPAIGNS {
            let value = match figure {
                Figure::CampaignTargets => Some(Value::Count(frozen.to_visit)),
                Figure::CampaignCoverage => Some(Value::Ratio(Ratio::new(frozen.let_in, frozen.to_visit))),
                Figure::CampaignFound => part(Figure::Found, Some(&campaign.hazards)),
                _ => part(Figure::RateFound, Some(&campaign.hazards)),
            };
            lines.extend(value.map(|now| alone(facts, figure, Subject::Campaign(campaign.id), now)));
        }
    }
    let mut targets: Vec<_> = facts.targets.iter().collect();
    targets.sort_by_key(|(target, _)| target.id);
    for (target, reached) in targets {
        let now = Value::Ratio(Ratio::new(*reached, target.number));
        lines.push(alone(facts, Figure::TargetProgress, Subject::Target(target.id), now));
    }
    lines
}

/// The line of a figure that every period has.
fn compared(facts: &SummaryFacts, figure: Figure, subject: Option<Subject>) -> Option<Line> {
    let of = |measures: &Measures| measures.value(figure, subject);
    let now = of(&facts.now)?;
    let name = FigureRef { figure, column: Column::Now, subject };
    Some(Line {
        figure,
        subject: subject.map(FigureSubject),
        now,
        previous: facts.previous.as_ref().and_then(of),
        last_year: facts.last_year.as_ref().and_then(of),
        year_to_date: if figure.is_stock() { None } else { of(&facts.year_to_date) },
        rows: rows(name, &facts.area.code, facts.period.period()),
    })
}

/// The line of a figure that nothing is compared with.
fn alone(facts: &SummaryFacts, figure: Figure, subject: Subject, now: Value) -> Line {
    Line {
        figure,
        subject: Some(FigureSubject(subject)),
        now,
        previous: None,
        last_year: None,
        year_to_date: None,
        rows: rows(FigureRef::of(figure, subject), &facts.area.code, facts.period.period()),
    }
}
