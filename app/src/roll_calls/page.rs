//! The board of a roll-call, one of its lists, and the switch.

use super::{PATH, api::read_roll_call};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::{Card, Empty, or_nothing},
        field::{FormErrors, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        tabs::{Tab, Tabs},
        time::minute_text,
    },
};
use domain::{
    ids::RollCallId,
    roll_call::{Among, Answer, Board, Called, Door, Register, Round, Standing},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::time::Duration;
use uuid::Uuid;

/// How often the board asks again: what others write down is to be seen soon.
const AGAIN: Duration = Duration::from_secs(30);

/// The page.
#[component]
pub fn RollCallPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let register = query.get("register").and_then(|word| word.parse::<Register>().ok());
        let among = query.get("among").and_then(|word| word.parse::<Among>().ok());
        (register, among, query.get("after"))
    };
    let data: Resource<Result<Board, AppError>> =
        Resource::new(asked, |(register, among, after)| read_roll_call(register, among, after));
    Effect::new(move || {
        // while none runs somebody may be typing why one begins
        let again = move || {
            let board = data.get_untracked().and_then(Result::ok);
            let called = board.and_then(|board| board.called);
            if called.is_some_and(|called| called.ended_at.is_none()) {
                data.refetch();
            }
        };
        if let Ok(interval) = set_interval_with_handle(again, AGAIN) {
            on_cleanup(move || interval.clear());
        }
    });
    view! {
        <PageHead title=tr!(roll_call.title) />
        <p class="hint">{tr!(roll_call.hint)}</p>
        <FormErrors form=use_form("roll-call") />
        <Load data view=|board| shown(board).into_any() />
    }
}

fn shown(board: Board) -> impl IntoView {
    let running = board.called.as_ref().is_some_and(|called| called.ended_at.is_none());
    let switch = board.may_steer.then(|| match &board.called {
        Some(called) if running => stop_form(called.id).into_any(),
        _ => start_form(&board.would_have).into_any(),
    });
    let Some(called) = board.called else {
        return view! {
            <div class="stack">
                {switch} <Empty icon=Icon::Check title=tr!(roll_call.none) />
            </div>
        }
        .into_any();
    };
    let head = head(&called);
    let latest = board.rounds.first().map(|round| round.standings.clone()).unwrap_or_default();
    let tabs: Vec<Tab> = Register::ALL
        .iter()
        .zip(&latest)
        .map(|(register, standing)| Tab {
            href: address(*register, None),
            label: register.label().to_owned(),
            count: Some(format!("{}/{}", standing.doors - standing.waiting(), standing.doors)),
            current: *register == board.register,
        })
        .collect();
    let here = address(board.register, board.among);
    let next = board.next.map(|key| format!("{here}&after={key}"));
    let at = Register::ALL.iter().position(|one| *one == board.register);
    let standing = at.and_then(|at| latest.get(at)).copied().unwrap_or_default();
    let chips = chips(board.register, board.among, standing);
    let doors = if board.doors.is_empty() {
        let none = if board.among.is_some() { tr!(roll_call.none_among) } else { tr!(roll_call.no_doors) };
        view! { <Empty icon=Icon::List title=none /> }.into_any()
    } else {
        doors(called.id, board.register, board.doors, board.may_answer).into_any()
    };
    view! {
        {head}
        <div class="stack">
            {switch}
            <Card title=tr!(roll_call.board)>{rounds(board.rounds)}</Card>
            <Tabs label=tr!(roll_call.registers) tabs />
            {chips}
            {doors}
            <Pager next />
        </div>
    }
    .into_any()
}

/// Where a list is, or some of its doors.
fn address(register: Register, among: Option<Among>) -> String {
    let among = among.map(|among| format!("&among={among}")).unwrap_or_default();
    format!("{PATH}?register={register}{among}")
}

/// All doors of a list, or those among them that are still to be called, need help and so on, each with how many they are.
fn chips(register: Register, current: Option<Among>, standing: Standing) -> impl IntoView + use<> {
    let all = std::iter::once(None).chain(Among::ALL.iter().copied().map(Some));
    let chips = all
        .map(|among| {
            let words = among.map_or(tr!(roll_call.all_doors), Label::label);
            let n = among.map_or(standing.doors, |these| standing.among(these));
            view! {
                <a
                    class="chip-link"
                    href=address(register, among)
                    aria-current=(among == current).then_some("page")
                >
                    {words}
                    " "
                    {n}
                </a>
            }
        })
        .collect_view();
    view! { <p class="chip-links">{chips}</p> }
}

fn head(called: &Called) -> impl IntoView + use<> {
    let ended = match called.ended_at {
        Some(at) => tr!(roll_call.ended_at, at = minute_text(at)),
        None => tr!(roll_call.running).to_owned(),
    };
    view! {
        <p class="hazard-marks head-facts">
            <strong>{called.area.name.clone()}</strong>
            <span>{called.reason.clone()}</span>
            <span class="tag">{tr!(roll_call.started_at, at = minute_text(called.started_at))}</span>
            <span class="tag">{ended}</span>
        </p>
    }
}

/// The switch, off.
fn start_form(would_have: &[i64]) -> impl IntoView + use<> {
    let form = use_form("roll-call-start");
    let lists: Vec<String> = Register::ALL
        .iter()
        .zip(would_have)
        .map(|(register, n)| format!("{} {n}", register.label()))
        .collect();
    let doors = tr!(roll_call.would_have, n = would_have.iter().sum::<i64>(), lists = lists.join(" · "));
    view! {
        <form method="post" action="/do/roll-calls/start" class="form">
            <FormErrors form=form.clone() />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <TextInput form name="reason" label=tr!(roll_call.reason) hint=tr!(roll_call.reason_hint) required=true />
            <p class="hint">{doors}</p>
            <Button look=Look::Primary icon_before=Icon::Alert>
                {tr!(roll_call.start)}
            </Button>
        </form>
    }
}

/// The switch, on.
fn stop_form(id: RollCallId) -> impl IntoView {
    view! {
        <form method="post" action="/do/roll-calls/stop" class="form">
            <input type="hidden" name="id" value=id.to_string() />
            <Button icon_before=Icon::Ban>{tr!(roll_call.stop)}</Button>
        </form>
    }
}

/// Who answered, a line for each round.
fn rounds(rounds: Vec<Round>) -> impl IntoView {
    let mut columns = vec![tr!(roll_call.round).to_owned()];
    columns.extend(Register::ALL.iter().map(|register| register.label().to_owned()));
    // the lists show the last round: only its numbers can be opened
    let last = rounds.first().map(|round| round.round);
    let rows = rounds
        .into_iter()
        .map(|round| {
            let opens = Some(round.round) == last;
            let cells = Register::ALL
                .iter()
                .zip(round.standings)
                .map(|(register, standing)| {
                    view! {
                        <Cell label=register.label() number=true>
                            {standing_text(standing, opens.then_some(*register))}
                        </Cell>
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(roll_call.round)>
                        {minute_text(round.from)}
                    </td>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(roll_call.board) columns>
            {rows}
        </Table>
    }
}

/// `38/40`, and in words what is wrong; each opens its doors when the list is named.
fn standing_text(standing: Standing, list: Option<Register>) -> impl IntoView {
    let called = format!("{}/{}", standing.doors - standing.waiting(), standing.doors);
    let help = (standing.needs_help > 0).then(|| tr!(roll_call.help_n, n = standing.needs_help));
    let silent = (standing.no_answer > 0).then(|| tr!(roll_call.silent_n, n = standing.no_answer));
    let part = |among, words: String, class: &'static str| match list {
        Some(register) => view! {
            <a class="table-link" href=address(register, among)>
                <span class=class>{words}</span>
            </a>
        }
        .into_any(),
        None => view! { <span class=class>{words}</span> }.into_any(),
    };
    // of a list that is being called, whoever has still to be called
    let rest = (standing.waiting() > 0).then_some(Among::Waiting);
    view! {
        {part(rest, called, "")}
        " "
        {help.map(|words| part(Some(Among::NeedsHelp), words, "tag tone-bad"))}
        " "
        {silent.map(|words| part(Some(Among::NoAnswer), words, "tag"))}
    }
}

fn doors(id: RollCallId, register: Register, doors: Vec<Door>, may_answer: bool) -> impl IntoView {
    let columns = [
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(hazards.area),
        tr!(roll_call.contact),
        tr!(roll_call.answer),
    ];
    let rows = doors
        .into_iter()
        .map(|door| {
            let phone = door.phone.clone().map(|phone| {
                let href = format!("tel:{phone}");
                view! {
                    <a class="button" href=href rel="external">
                        {phone}
                    </a>
                }
            });
            let contact = or_nothing(door.contact.clone());
            let answer = door.answer.map(|answer| {
                let at = door.answered_at.map(minute_text);
                view! {
                    <span class="tag" title=at>
                        {answer.label()}
                    </span>
                }
            });
            let say = may_answer.then(|| say_form(id, register, &door));
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        <a class="table-link" href=format!("/sites/{}", door.site)>
                            {door.name.clone()}
                        </a>
                    </td>
                    <Cell label=columns[1]>{door.address.clone()}</Cell>
                    <Cell label=columns[2]>{door.area.name.clone()}</Cell>
                    <Cell label=columns[3]>{contact} " " {phone}</Cell>
                    <Cell label=columns[4]>{answer} {say}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=register.label() columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// One form with a button for each answer: the button that is pressed is what is sent.
fn say_form(id: RollCallId, register: Register, door: &Door) -> impl IntoView + use<> {
    let buttons = Answer::ALL
        .iter()
        .filter(|answer| door.answer != Some(**answer))
        .map(|answer| {
            view! {
                <button class="button" type="submit" name="answer" value=answer.as_str()>
                    {answer.label()}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action="/do/roll-calls/say" class="button-form">
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="register" value=register.as_str() />
            <input type="hidden" name="door" value=door.key.to_string() />
            {buttons}
        </form>
    }
}
