//! The lines of papers.

use super::{
    super::scene::{Mark, Scene, data, form, page},
    ALL, Expect, FORBIDDEN, Field, Line, NOTHING, OK, Roles, SHUT, STRANGE_TO_WORKERS, Status, WORKERS, line,
    office, own, view, workers,
};
use crate::{stage::Visitor, support::world::SUBDISTRICT};
use domain::fault::FieldCode;
use reqwest::RequestBuilder;
use uuid::Uuid;

/// A page for those who issue papers.
const ISSUERS: Roles = pages(OK);
/// About a record that is out of reach.
const OUT_OF_REACH: Expect = Field("hazards", FieldCode::Unknown);

const fn pages(answer: Expect) -> Roles {
    [answer, answer, SHUT, SHUT]
}

fn issue(s: &Scene, v: &Visitor) -> RequestBuilder {
    let (id, hazard) = (Uuid::now_v7().to_string(), s.near.hazard.to_string());
    form(v, "/do/papers", &[("id", &id), ("kind", "notice"), ("hazards", &hazard)])
}

fn print(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/papers/print", &[("paper", &s.near.paper.to_string())])
}

fn save_template(_: &Scene, v: &Visitor) -> RequestBuilder {
    template(v, &[])
}

fn preview_template(_: &Scene, v: &Visitor) -> RequestBuilder {
    template(v, &[("preview", "1")])
}

fn template(v: &Visitor, button: &[(&str, &str)]) -> RequestBuilder {
    let id = Uuid::now_v7().to_string();
    let fields = [
        ("id", id.as_str()),
        ("area", SUBDISTRICT),
        ("kind", "delivery"),
        ("mark", "仙安回"),
        ("body", "# 送达回证\n{{文号}}\n{{送达文书}}\n{{二维码}}"),
    ];
    form(v, "/do/paper-templates", &[&fields[..], button].concat())
}

fn draft(s: &Scene) -> String {
    format!("kind=notice&hazards={}", s.near.hazard)
}

pub(super) const LINES: &[Line] = &[
    line("POST /do/papers", issue, WORKERS, workers(OUT_OF_REACH), NOTHING),
    line("POST /do/papers/print", print, WORKERS, STRANGE_TO_WORKERS, NOTHING),
    line(
        "POST /do/paper-templates",
        save_template,
        office(OK),
        office(Field("area", FieldCode::OutsideArea)),
        NOTHING,
    ),
    line(
        "POST /do/paper-templates",
        preview_template,
        office(OK),
        office(Field("area", FieldCode::OutsideArea)),
        NOTHING,
    ),
    line(
        "GET /api/v1/papers/{id}/{format}",
        |s, v| data(v, &format!("/api/v1/papers/{}/pdf", s.near.paper)),
        WORKERS,
        STRANGE_TO_WORKERS,
        NOTHING,
    ),
    line(
        "GET /api/v1/papers/{id}/{format}",
        |s, v| data(v, &format!("/api/v1/papers/{}/docx", s.near.paper)),
        WORKERS,
        STRANGE_TO_WORKERS,
        NOTHING,
    ),
    own("GET /api/fn/list_papers", |s, v| data(v, &s.function("list_papers", "")), &[Mark::Paper]),
    line(
        "GET /api/fn/read_paper",
        |s, v| data(v, &s.function("read_paper", &format!("id={}", s.near.paper))),
        WORKERS,
        STRANGE_TO_WORKERS,
        &[Mark::Paper, Mark::Description],
    ),
    line(
        "GET /api/fn/draft_paper",
        |s, v| data(v, &s.function("draft_paper", &draft(s))),
        WORKERS,
        workers(OUT_OF_REACH),
        &[Mark::Description],
    ),
    line(
        "GET /api/fn/list_paper_templates",
        |s, v| data(v, &s.function("list_paper_templates", "")),
        WORKERS,
        WORKERS,
        NOTHING,
    ),
    line(
        "GET /api/fn/list_paper_templates",
        |s, v| data(v, &s.function("list_paper_templates", &format!("area={SUBDISTRICT}"))),
        // an inspector's area is smaller than that
        [super::NOT_FOUND, OK, FORBIDDEN, FORBIDDEN],
        STRANGE_TO_WORKERS,
        NOTHING,
    ),
    view("GET /papers", |_, v| page(v, "/papers"), ALL, ALL, &[Mark::Paper]),
    view(
        "GET /papers/new",
        |s, v| page(v, &format!("/papers/new?{}", draft(s))),
        ISSUERS,
        pages(Status(422)),
        &[Mark::Description],
    ),
    view(
        "GET /papers/{id}",
        |s, v| page(v, &format!("/papers/{}", s.near.paper)),
        ISSUERS,
        pages(Status(404)),
        &[Mark::Description],
    ),
    view("GET /paper-templates", |_, v| page(v, "/paper-templates"), ISSUERS, ISSUERS, NOTHING),
];
