//! The forms of campaigns.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    campaigns::{
        doors::{self, Doors},
        service::{self, Move, What},
    },
    ctx::Ctx,
    registers::links,
};
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::{CampaignId, UserId},
    listing::Filter,
    period::Period,
    programmes::{
        Keep,
        campaign::SaveCampaign,
        filters::{GearList, TargetFilter},
    },
};

/// `POST /do/campaigns`: makes a campaign or changes one that has not started.
pub async fn save(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "campaign-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/campaigns".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match keep(&input) {
        Ok(keep) => service::save(&ctx, keep).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => {
            let page = format!("/campaigns/{id}");
            reply.done(FORM, Notice::Saved, &page, serde_json::json!({"id": id})).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/campaigns/from-list`: makes a draft with the sites of a list; `list` is the list's path, `query` its filter.
pub async fn save_from(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "campaign-from-list";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/programmes".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match keep(&input).and_then(|keep| Ok((keep, list(&input)?))) {
        Ok((keep, list)) => service::save_from(&ctx, keep, list).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => {
            let page = format!("/campaigns/{id}");
            reply.done(FORM, Notice::Saved, &page, serde_json::json!({"id": id})).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn list(input: &Input) -> Result<GearList, Fault> {
    let pairs = filter_of(input);
    let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let list = GearList::at(input.text("list").unwrap_or_default(), pairs);
    list.ok_or_else(|| Fault::field("list", FieldCode::Unknown))
}

/// The filter of a list, as its address had it.
fn filter_of(input: &Input) -> Vec<(String, String)> {
    let query = input.text("query").unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn keep(input: &Input) -> Result<Keep<SaveCampaign>, Fault> {
    let mut fields = Fields::new(input);
    let (id, record) = (fields.value("id"), fields.value("record"));
    let base_version = fields.optional("base_version");
    let (from, to) = (fields.value("period.from"), fields.value("period.to"));
    let (area, kinds) = (fields.value("area"), fields.many("kinds"));
    let checklist = fields.optional("checklist");
    let title = fields.text("title");
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(record), Some(from), Some(to), Some(area)) = (id, record, from, to, area) else {
        return Err(Fault::new(Code::Invalid));
    };
    let period = Period::new(from, to).map_err(|_| Fault::field("period.to", FieldCode::NotLater))?;
    let record = SaveCampaign { id: record, title, period, kinds, area, checklist };
    Ok(Keep { id, base_version, record })
}

/// `POST /do/campaigns/{id}/{step}`: starts it, puts later additions on its list, ends it.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((campaign, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Ok(campaign) = campaign.parse::<CampaignId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let form = match step.as_str() {
        "start" => "campaign-start",
        "add" => "campaign-add",
        "finish" => "campaign-finish",
        _ => return Refusal(Fault::new(Code::NotFound)).into_response(),
    };
    let page = format!("/campaigns/{campaign}");
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(form, fault, Input::default(), &page).await,
    };
    let outcome = match command(&ctx, campaign, &step, &input).await {
        Ok(command) => service::act(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(targets) => reply.done(form, Notice::Saved, &page, serde_json::json!({"targets": targets})).await,
        Err(fault) => reply.refused(form, fault, input, &page).await,
    }
}

/// `POST /do/targets/give`: gives doors of a campaign to somebody, or takes them back: the ticked ones, or `all` that the list's
/// filter (`query`) shows.
pub async fn give(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "target-give";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/targets".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match gift(&input) {
        Ok((campaign, which, person)) => doors::give(&ctx, campaign, which, person).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(n) => reply.done(FORM, Notice::Saved, &back, serde_json::json!({"targets": n})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn gift(input: &Input) -> Result<(CampaignId, Doors, Option<UserId>), Fault> {
    let mut fields = Fields::new(input);
    let (campaign, sites) = (fields.value("campaign"), fields.many("site"));
    let person = fields.receiver();
    fields.check()?;
    let campaign = campaign.ok_or_else(|| Fault::new(Code::Invalid))?;
    let which = if input.text("all").is_some() {
        let pairs = filter_of(input);
        let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        Doors::Filtered(TargetFilter::from_pairs(pairs))
    } else {
        Doors::These(sites)
    };
    Ok((campaign, which, person))
}

async fn command(ctx: &Ctx, campaign: CampaignId, step: &str, input: &Input) -> Result<Move, Fault> {
    let mut fields = Fields::new(input);
    let (id, base_version) = (fields.value("id"), fields.optional("base_version"));
    let site = fields.optional_text("site");
    fields.check()?;
    let id = id.ok_or_else(|| Fault::new(Code::Invalid))?;
    let what = match step {
        "start" => What::Start,
        "finish" => What::Finish,
        // one site by its name, or all that have come to the register since
        _ => match links::site(ctx, site.as_deref()).await.map_err(told)? {
            Some(site) => What::Add(vec![site]),
            None => What::AddNew,
        },
    };
    Ok(Move { id, campaign, base_version, what })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sites::SiteKind;

    const ID: &str = "0190f5a0-0000-7000-8000-000000000001";

    fn input(pairs: &[(&str, &str)]) -> Input {
        Input::from_pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_campaign_of_a_form() {
        let pairs = [
            ("id", ID),
            ("record", ID),
            ("title", "三类问题专项"),
            ("period.from", "2023-06-01"),
            ("period.to", "2023-06-30"),
            ("area", "310105008"),
            ("kinds", "small_unit"),
            ("kinds", "household"),
        ];
        let keep = keep(&input(&pairs)).expect("a campaign");
        assert_eq!(keep.record.kinds, [SiteKind::SmallUnit, SiteKind::Household]);
        assert_eq!((keep.base_version, keep.record.checklist), (None, None));
    }

    #[test]
    fn a_list_is_named_by_its_path_and_filter() {
        let named = list(&input(&[("list", "/stoves"), ("query", "status=non_safe&q=%E7%8E%8B")]));
        let Ok(GearList::Stoves(filter)) = named else { panic!("stoves: {named:?}") };
        assert_eq!(filter.common.q.as_deref(), Some("王"));
        let fault = list(&input(&[("list", "/hazards")])).expect_err("no such list");
        assert_eq!(fault.fields[0].field, "list");
    }

    #[test]
    fn doors_are_ticked_or_all_that_a_filter_shows() {
        let ticked = [("campaign", ID), ("site", ID), ("take_back", "1"), ("query", "standing=refused")];
        let (_, which, person) = gift(&input(&ticked)).expect("a gift");
        assert!(matches!(which, Doors::These(sites) if sites.len() == 1));
        assert_eq!(person, None, "taken back");
        let all = [("campaign", ID), ("all", "1"), ("assignee", ID), ("query", "standing=refused")];
        let (_, which, person) = gift(&input(&all)).expect("a gift");
        let Doors::Filtered(filter) = which else { panic!("all of the filter: {which:?}") };
        assert_eq!((filter.standing.len(), person.is_some()), (1, true));
        let fault = gift(&input(&[("site", ID), ("assignee", "")])).expect_err("to nobody by mistake");
        assert_eq!(fault.fields.iter().map(|f| &*f.field).collect::<Vec<_>>(), ["campaign", "assignee"]);
    }

    #[test]
    fn what_is_missing_or_the_wrong_way_round_is_told_by_field() {
        let fault = keep(&input(&[("id", ID), ("kinds", "spaceship")])).expect_err("refused");
        let fields: Vec<&str> = fault.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["record", "period.from", "period.to", "area", "kinds"]);
        let pairs = [
            ("id", ID),
            ("record", ID),
            ("period.from", "2023-07-01"),
            ("period.to", "2023-06-30"),
            ("area", "310105008"),
        ];
        let fault = keep(&input(&pairs)).expect_err("refused");
        assert_eq!(fault.fields[0].field, "period.to");
    }
}
