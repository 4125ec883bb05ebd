//! The documents behind a token, of responsible parties and of leaders: plain pages without any script, rendered on the server
//! only. Large type, one thing below the other, forms that any phone can send.

use crate::{
    facts::{PageFacts, provide},
    fault_text::{fault_text, field_fault_text},
    flash::Flash,
    labels::Label,
    summaries::linked::{Linked, heading, linked},
    text::{Locale, html_lang},
    tr,
    ui::{
        field::inside_textarea,
        layer::{Fit, drawing},
        time::{day_text, minute_text, today},
    },
    visits::pick,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    fault::{Fault, FieldFault},
    hazards::{Category, Status},
    party::{LinkScope, MAX_PHOTOS, NoticeHazard, PartyNotice, SentView, SubmissionKind, SubmissionState},
    photos::{PhotoView, shapes::Frame},
    text::PARAGRAPH,
};
use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::HashedStylesheet;
use uuid::Uuid;

/// What every such document needs to know.
pub struct Document {
    /// The language.
    pub locale: Locale,
    /// The server's time.
    pub now: DateTime<Utc>,
    /// Where the style is.
    pub options: LeptosOptions,
}

/// The page of a notice.
pub struct Notice {
    /// What it shows.
    pub notice: PartyNotice,
    /// Path of the page.
    pub address: String,
    /// The language that its address asks for.
    pub lang: Option<Locale>,
    /// The page of an organisation's hazards that its address asks for.
    pub after: Option<i64>,
    /// Something was sent just now.
    pub sent: bool,
    /// A form that was refused.
    pub flash: Option<Flash>,
}

/// What a link opens.
pub enum Opens {
    /// Hazards, to their responsible party.
    Party(LinkScope),
    /// An issued summary, to leaders.
    Summary,
}

/// A link that was just made.
pub struct Made {
    /// The whole address.
    pub url: String,
    /// What it opens.
    pub opens: Opens,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// The page that asked for it.
    pub back: String,
}

/// What a document says.
pub enum Content {
    /// A notice.
    Notice(Box<Notice>),
    /// An issued summary.
    Summary(Box<Linked>),
    /// The link opens nothing, or nothing any more.
    Gone,
    /// Too many requests.
    Later {
        /// When to try again, seconds.
        seconds: u64,
    },
    /// It cannot be shown, for another reason.
    Broken(Fault),
    /// To the office: the link that it made.
    Made(Made),
}

impl Document {
    /// The whole document as HTML.
    pub fn render(self, content: Content) -> String {
        let Self { locale, now, options } = self;
        // apart from every page that is rendered beside it
        let owner = Owner::new_root(None);
        owner.with(|| {
            provide(PageFacts { locale, now, ..PageFacts::default() });
            let (title, body) = match content {
                Content::Notice(shown) => (tr!(party.title).to_owned(), notice(*shown).into_any()),
                Content::Summary(shown) => (heading(&shown), linked(*shown)),
                Content::Gone => message(tr!(party.gone_title), tr!(party.gone).to_owned()),
                Content::Later { seconds } => message(tr!(party.later_title), tr!(party.later, n = seconds)),
                Content::Broken(fault) => message(tr!(ui.refused_title), fault_text(&fault)),
                Content::Made(link) => (tr!(party.made_title).to_owned(), made(link).into_any()),
            };
            frame(locale, options, title, body).into_any().to_html()
        })
    }
}

fn frame(locale: Locale, options: LeptosOptions, title: String, body: AnyView) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=html_lang(locale)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex, nofollow" />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <title>{title}</title>
                <HashedStylesheet id="leptos" options />
            </head>
            <body class="party">
                <main>{body}</main>
            </body>
        </html>
    }
}

/// A title and the page below it.
fn message(title: &'static str, text: String) -> (String, AnyView) {
    let page = view! {
        <h1>{title}</h1>
        <p class="party-say">{text}</p>
    };
    (title.to_owned(), page.into_any())
}

/// What stands above every page: whose it is, and the same in the other language.
pub(crate) fn head(in_language: impl FnOnce(Locale) -> String) -> AnyView {
    let other = match crate::text::locale() {
        Locale::zh => Locale::en,
        Locale::en => Locale::zh,
    };
    let there = in_language(other);
    view! {
        <header class="party-head">
            <p>{tr!(ui.product)}</p>
            <a class="button quiet" href=there lang=html_lang(other)>
                {tr!(nav.switch_to)}
            </a>
        </header>
    }
    .into_any()
}

fn made(link: Made) -> impl IntoView {
    let what = match link.opens {
        Opens::Party(LinkScope::Notice) => tr!(party.made_notice),
        Opens::Party(LinkScope::Company) => tr!(party.made_company),
        Opens::Summary => tr!(summaries.link_made),
    };
    view! {
        <h1>{tr!(party.made_title)}</h1>
        <p>{what}</p>
        <p class="party-link">
            <code>{link.url}</code>
        </p>
        <p class="party-say">{tr!(party.made_once)}</p>
        <p>{tr!(party.until, day = minute_text(link.expires_at))}</p>
        <p>
            <a class="button primary" href=link.back>
                {tr!(party.back)}
            </a>
        </p>
    }
}

fn notice(shown: Notice) -> impl IntoView {
    let Notice { notice, address, lang, after, sent, flash } = shown;
    let intro = match notice.scope {
        LinkScope::Notice => tr!(party.intro_notice),
        LinkScope::Company => tr!(party.intro_company),
    };
    let query = |lang: Option<Locale>, after: Option<i64>| {
        let parts = [lang.map(|lang| format!("lang={lang}")), after.map(|after| format!("after={after}"))];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    };
    let next = notice.next.map(|next| {
        let href = format!("{address}{}", query(lang, Some(next)));
        view! {
            <p>
                <a class="button" href=href>
                    {tr!(party.more)}
                </a>
            </p>
        }
    });
    let head = head(|other| format!("{address}{}", query(Some(other), after)));
    let none = notice.hazards.is_empty().then(|| view! { <p class="party-say">{tr!(party.none)}</p> });
    let here = query(lang, after);
    let page = Place { address: &address, query: &here };
    let hazards =
        notice.hazards.iter().map(|hazard| one(hazard, &page, flash.as_ref()).into_any()).collect_view();
    // the form itself may be far below, or not be offered any more
    let refusal = flash.as_ref().and_then(|flash| {
        let fault = flash.fault.as_ref()?;
        let href = format!("#h-{}", flash.value("hazard").unwrap_or_default());
        Some(view! {
            <p class="form-errors" role="alert">
                <a href=href>{fault_text(fault)}</a>
            </p>
        })
    });
    let received = sent.then(|| view! { <p class="party-done" role="status">{tr!(party.received)}</p> });
    view! {
        {head}
        <h1>{tr!(party.title)}</h1>
        {notice.organisation.map(|name| view! { <p class="party-organisation">{name}</p> })}
        {refusal}
        {received}
        <p>{intro}</p>
        {none}
        {hazards}
        {next}
        <p class="muted">{tr!(party.until, day = minute_text(notice.expires_at))}</p>
    }
}

/// Where the page is.
struct Place<'a> {
    address: &'a str,
    query: &'a str,
}

fn one(hazard: &NoticeHazard, page: &Place<'_>, flash: Option<&Flash>) -> impl IntoView + use<> {
    let place: Vec<String> =
        [hazard.site_name.clone(), hazard.address.clone(), Some(hazard.location.clone())]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
    let photos = photos(&hazard.photos, page.address);
    let rule = hazard.rule.as_ref().map(|rule| {
        let words = pick(rule).to_owned();
        view! { <p>{words}</p> }
    });
    let clause = hazard.clause.clone().map(|clause| {
        view! {
            <dt>{tr!(party.clause)}</dt>
            <dd>{rule} {clause}</dd>
        }
    });
    let first = (hazard.original_due != hazard.due).then(|| {
        view! { <span class="muted">{tr!(party.first_due, day = day_text(hazard.original_due))}</span> }
    });
    let sent = hazard.sent.iter().map(|sent| told(sent).into_any()).collect_view();
    let own = flash.filter(|flash| flash.value("hazard") == Some(&*hazard.id.to_string()));
    let forms = forms(hazard, page, own);
    view! {
        <article class="party-hazard" id=format!("h-{}", hazard.id)>
            <h2>{hazard.description.clone()}</h2>
            <p class="party-due" class:late=is_late(hazard)>
                <strong>{by_when(hazard)}</strong>
                " "
                {first}
            </p>
            {photos}
            <dl>
                <dt>{tr!(party.place)}</dt>
                <dd>{place.join(" · ")}</dd>
                <dt>{tr!(party.why)}</dt>
                <dd>{why(hazard.category)}</dd>
                {clause}
                <dt>{tr!(party.number)}</dt>
                <dd>{hazard.number.clone()}</dd>
            </dl>
            {sent}
            {forms}
        </article>
    }
}

fn is_late(hazard: &NoticeHazard) -> bool {
    hazard.status.is_open() && hazard.due < today()
}

/// By when, or how it stands when nothing is to be done any more.
fn by_when(hazard: &NoticeHazard) -> String {
    let day = day_text(hazard.due);
    let left = (hazard.due - today()).num_days();
    match (hazard.status, left) {
        (Status::Closed | Status::Void, _) => hazard.status.label().to_owned(),
        (Status::Rectified | Status::Transferred, _) => {
            format!("{} · {}", hazard.status.label(), tr!(party.by, day = day))
        }
        (_, 0) => tr!(party.by_today, day = day),
        (_, n) if n < 0 => tr!(party.by_late, day = day, n = -n),
        (_, n) => tr!(party.by_left, day = day, n = n),
    }
}

fn photos(photos: &[PhotoView], address: &str) -> AnyView {
    let pictures = photos
        .iter()
        .map(|photo| {
            let full = format!("{address}/photos/{}", photo.id);
            view! {
                <li>
                    <a class="photo" href=full.clone()>
                        <img src=format!("{full}/thumb") alt=tr!(party.photo) width="320" height="240" loading="lazy" />
                        {drawing(&photo.layer, Frame::of(photo.width, photo.height), Fit::Cut)}
                    </a>
                </li>
            }
        })
        .collect_view();
    match photos.is_empty() {
        true => ().into_any(),
        false => view! { <ul class="photos">{pictures}</ul> }.into_any(),
    }
}

/// What was sent, and what became of it.
fn told(sent: &SentView) -> impl IntoView + use<> {
    let at = minute_text(sent.sent_at);
    let text = match (sent.kind, sent.state) {
        (SubmissionKind::Rectified, SubmissionState::Waiting) => tr!(party.rectified_waits, at = at),
        (SubmissionKind::Rectified, SubmissionState::Accepted) => tr!(party.rectified_taken, at = at),
        (SubmissionKind::Rectified, SubmissionState::Returned) => tr!(party.rectified_back, at = at),
        (SubmissionKind::Extension, SubmissionState::Waiting) => tr!(party.extension_waits, at = at),
        (SubmissionKind::Extension, SubmissionState::Accepted) => tr!(party.extension_taken, at = at),
        (SubmissionKind::Extension, SubmissionState::Returned) => tr!(party.extension_back, at = at),
    };
    let answer = sent.answer.clone().map(|words| tr!(party.office_says, words = words));
    view! {
        <p class="party-sent" class:back=sent.state == SubmissionState::Returned>
            {text}
            {answer.map(|answer| view! { <span>{answer}</span> })}
        </p>
    }
}

/// The forms that may be sent now; the one that was refused is open, with what was typed.
fn forms(hazard: &NoticeHazard, page: &Place<'_>, flash: Option<&Flash>) -> AnyView {
    let refused = |kind: SubmissionKind| flash.filter(|flash| flash.value("kind") == Some(kind.as_str()));
    let rectified = hazard.may_send(SubmissionKind::Rectified).then(|| {
        let fields = report(refused(SubmissionKind::Rectified));
        let label = tr!(party.report);
        form(hazard, page, SubmissionKind::Rectified, label, refused(SubmissionKind::Rectified), fields)
    });
    let extension = hazard.may_send(SubmissionKind::Extension).then(|| {
        let fields = ask(hazard.due, refused(SubmissionKind::Extension));
        let label = tr!(party.ask);
        form(hazard, page, SubmissionKind::Extension, label, refused(SubmissionKind::Extension), fields)
    });
    view! { <div class="party-forms">{rectified} {extension}</div> }.into_any()
}

fn form(
    hazard: &NoticeHazard,
    page: &Place<'_>,
    kind: SubmissionKind,
    label: &'static str,
    flash: Option<&Flash>,
    fields: AnyView,
) -> AnyView {
    let look = match kind {
        SubmissionKind::Rectified => "button primary",
        SubmissionKind::Extension => "button",
    };
    let fault = flash.and_then(|flash| flash.fault.as_ref()).map(|fault| {
        let rest = fault.fields.iter().map(|f| view! { <li>{field_line(f)}</li> }).collect_view();
        view! {
            <div class="form-errors">
                <div>
                    <p>{fault_text(fault)}</p>
                    <ul>{rest}</ul>
                </div>
            </div>
        }
    });
    view! {
        <details class="disclosure" open=flash.is_some()>
            <summary class=look>
                <span>{label}</span>
            </summary>
            <form
                class="form disclosure-body"
                method="post"
                enctype="multipart/form-data"
                action=format!("{}{}", page.address, page.query)
            >
                {fault}
                // the same form sent twice is one submission: its id is made when the page is
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="hazard" value=hazard.id.to_string() />
                <input type="hidden" name="kind" value=kind.as_str() />
                {fields}
                <p class="hint">{tr!(party.not_at_once)}</p>
                <button class="button primary" type="submit">
                    {tr!(party.send)}
                </button>
            </form>
        </details>
    }
    .into_any()
}

/// A field at fault, with its name as the form has it.
fn field_line(fault: &FieldFault) -> String {
    let name = match fault.field.as_str() {
        "note" => tr!(party.what_was_done),
        "photos" => tr!(party.photos),
        "until" => tr!(party.until_day),
        "reason" => tr!(party.reason),
        _ => return field_fault_text(fault),
    };
    format!("{name}：{}", field_fault_text(fault))
}

fn typed(flash: Option<&Flash>, field: &str) -> String {
    flash.and_then(|flash| flash.value(field)).unwrap_or_default().to_owned()
}

fn paragraph(name: &'static str, label: &'static str, flash: Option<&Flash>) -> impl IntoView + use<> {
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea name=name rows="4" required maxlength=PARAGRAPH.to_string()>
                {inside_textarea(typed(flash, name))}
            </textarea>
        </label>
    }
}

fn report(flash: Option<&Flash>) -> AnyView {
    view! {
        {paragraph("note", tr!(party.what_was_done), flash)}
        <label class="field">
            <span>{tr!(party.photos)}</span>
            <span class="hint">{tr!(party.photos_hint, n = MAX_PHOTOS)}</span>
            <input type="file" name="photos" accept="image/*" multiple required />
        </label>
    }
    .into_any()
}

fn ask(due: NaiveDate, flash: Option<&Flash>) -> AnyView {
    let first = due.max(today()).checked_add_days(Days::new(1)).map(day_text);
    view! {
        <label class="field">
            <span>{tr!(party.until_day)}</span>
            <input type="date" name="until" min=first value=typed(flash, "until") required />
        </label>
        {paragraph("reason", tr!(party.reason), flash)}
    }
    .into_any()
}

/// Why such a thing is dangerous, for whoever knows no clause.
fn why(category: Category) -> &'static str {
    match category {
        Category::Fire => tr!(party.harm.fire),
        Category::Gas => tr!(party.harm.gas),
        Category::Electricity => tr!(party.harm.electricity),
        Category::Ebike => tr!(party.harm.ebike),
        Category::Building => tr!(party.harm.building),
        Category::Falling => tr!(party.harm.falling),
        Category::IllegalStructure => tr!(party.harm.illegal_structure),
        Category::GroupRental => tr!(party.harm.group_rental),
        Category::ChessRoom => tr!(party.harm.chess_room),
        Category::WorkSafety => tr!(party.harm.work_safety),
        Category::Food => tr!(party.harm.food),
        Category::Lpg => tr!(party.harm.lpg),
        Category::Flood => tr!(party.harm.flood),
        Category::Other => tr!(party.harm.other),
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
