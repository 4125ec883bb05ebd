//! A table of rules.

use super::{
    PATH,
    api::list_rules,
    book_href, entry_href,
    form::{FORM, rule_form},
    said::{content, name, span, title, validity_badge},
};
use crate::{
    error::AppError,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{LinkButton, Look},
        card::Empty,
        dialog::Disclosure,
        field::use_form,
        icon,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::day_text,
    },
};
use domain::{
    programmes::register::FALLBACK_REPLY,
    rules::{
        RuleBook,
        views::{RulePage, RuleRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn RulesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        (query.get("book").and_then(|book| book.parse::<RuleBook>().ok()), query.get("after"))
    };
    let data: Resource<Result<RulePage, AppError>> =
        Resource::new(asked, |(book, after)| list_rules(book, after));
    view! {
        <PageHead title=tr!(rules.title)>
            <LinkButton href=format!("{PATH}/citing") icon_before=Icon::Alert>
                {tr!(rules.citing)}
            </LinkButton>
            <LinkButton href=format!("{PATH}/days") icon_before=Icon::Calendar>
                {tr!(rules.calendar)}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(rules.hint)}</p>
        <Load data view=|page| shown(page).into_any() />
    }
}

fn shown(page: RulePage) -> impl IntoView {
    let book = page.book;
    let books = RuleBook::ALL
        .iter()
        .map(|other| {
            let current = (*other == book).then_some("page");
            view! {
                <a class="chip-link" href=book_href(*other) aria-current=current>
                    {title(*other)}
                </a>
            }
        })
        .collect_view();
    let citing = (page.citing > 0).then(|| tr!(rules.citing_n, n = page.citing));
    let others = (page.citing_others > 0).then(|| tr!(rules.citing_others_n, n = page.citing_others));
    let told: Vec<String> = citing.into_iter().chain(others).collect();
    let citing = (!told.is_empty()).then(|| {
        let lines = told
            .into_iter()
            .map(|line| {
                view! {
                    <a class="banner-line" href=format!("{PATH}/citing")>
                        {line}
                    </a>
                }
            })
            .collect_view();
        view! {
            <div class=format!("banner {}", Tone::Warn.class()) role="status">
                {icon(Icon::Alert)}
                <p>{lines}</p>
            </div>
        }
    });
    let form = page.may_keep.then(|| {
        let open = use_form(FORM).is_refused();
        let form = rule_form(book, None);
        view! {
            <Disclosure label=tr!(rules.new) look=Look::Primary icon_before=Icon::Add open>
                {form}
            </Disclosure>
        }
    });
    // what no row of the table is about is said where one would look for it
    let otherwise = (book == RuleBook::Replies).then(|| {
        let [(_, plain), (_, urgent)] = FALLBACK_REPLY;
        let text = tr!(rules.replies_hint, plain = plain, urgent = urgent);
        view! { <p class="hint">{text}</p> }
    });
    let next = page.next.map(|key| {
        let after = key.replace('*', "%2A").replace('/', "%2F");
        format!("{}&after={after}", book_href(book))
    });
    let rows = if page.rows.is_empty() {
        view! { <Empty icon=Icon::List title=tr!(rules.none) /> }.into_any()
    } else {
        table(book, page.rows).into_any()
    };
    view! {
        <p class="chip-links">{books}</p>
        {otherwise}
        <div class="stack">{citing} {form} {rows}</div>
        <Pager next />
    }
}

fn table(book: RuleBook, rows: Vec<RuleRow>) -> impl IntoView {
    let columns = [tr!(rules.rule), tr!(rules.content), tr!(rules.validity), tr!(rules.versions)];
    let rows = rows
        .into_iter()
        .map(|row| {
            let coming = row.coming.map(|day| {
                view! { <Badge tone=Tone::Info shape=Icon::Clock text=tr!(rules.coming_on, day = day_text(day)) /> }
            });
            let (content, validity) = (content(&row.rule), validity_badge(row.validity));
            let span = span(row.rule.valid_from(), row.rule.valid_to());
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.rule)>
                        <a class="table-link" href=entry_href(book, &row.key)>
                            {name(&row.rule)}
                        </a>
                    </td>
                    <Cell label=tr!(rules.content)>{content}</Cell>
                    <Cell label=tr!(rules.validity)>
                        {validity} " " {span} " " {coming}
                    </Cell>
                    <Cell label=tr!(rules.versions) number=true>{row.versions}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=title(book) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}
