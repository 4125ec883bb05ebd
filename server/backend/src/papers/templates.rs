//! Templates of papers: the office's own by version, else the one that came with the program.

use crate::{
    audit,
    content::sha256,
    ctx::Ctx,
    entities::{paper_template, user_account},
    error::{Error, Result},
    hazards::rows::number,
    reference::load::fixed_id,
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    papers::{
        PaperKind, Placeholder, SaveTemplate, Template, TemplateFault, default_body, default_mark,
        views::{TemplateView, Templates},
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

/// The template by which papers are made now.
pub(super) struct InForce {
    /// 发文机关代字.
    pub mark: String,
    /// Read and checked.
    pub template: Template,
    /// None: the one that came with the program.
    pub version: Option<i32>,
}

/// The last version of a subdistrict's own template.
async fn latest(
    db: &impl ConnectionTrait,
    area: &AreaCode,
    kind: PaperKind,
) -> Result<Option<paper_template::Model>> {
    use paper_template::{Column, Entity};
    let find =
        Entity::find().filter(Column::AreaCode.eq(area.as_str())).filter(Column::Kind.eq(kind.as_str()));
    Ok(find.order_by_desc(Column::Version).one(db).await?)
}

/// What papers of a kind are made by in a subdistrict.
pub(super) async fn in_force(ctx: &Ctx, area: &AreaCode, kind: PaperKind) -> Result<InForce> {
    let own = latest(ctx.db().read(), area, kind).await?;
    let (mark, body, version) = match own {
        Some(row) => (row.mark, row.body, Some(row.version)),
        None => {
            let name = ctx.state.reference().await?.areas.named(area).name;
            (default_mark(kind, &name), default_body(kind).to_owned(), None)
        }
    };
    Ok(InForce { mark, template: parsed(kind, &body)?, version })
}

/// A template that can be filled. One that was kept before a placeholder was taken out of the program says so, as it does when it
/// is saved.
pub(super) fn parsed(kind: PaperKind, body: &str) -> Result<Template> {
    let fault =
        |wrong: Vec<TemplateFault>| Fault::fields(wrong.iter().map(|fault| fault.of_field("body")).collect());
    Ok(Template::parse(kind, body).map_err(fault)?)
}

/// Refuses a template that this person may not save, or nobody.
pub(super) fn check(ctx: &Ctx, command: &SaveTemplate) -> Result<()> {
    ctx.require(Right::EditTemplate)?;
    command.validate()?;
    if ctx.actor.area.contains(&command.area) {
        Ok(())
    } else {
        Err(Fault::field("area", FieldCode::OutsideArea).into())
    }
}

/// The subdistrict whose templates a person looks at: the one asked for, else their own, else the first of their area.
async fn subdistrict(ctx: &Ctx, asked: Option<AreaCode>) -> Result<AreaCode> {
    let scope = ctx.scope(asked.as_ref())?;
    if let Some(own) = scope.at(AreaLevel::Subdistrict) {
        return Ok(own);
    }
    let reference = ctx.state.reference().await?;
    let mut codes = reference.areas.all().map(|area| area.to_ref().code);
    codes
        .find(|code| code.level() == AreaLevel::Subdistrict && scope.contains(code))
        .ok_or_else(|| Error::code(Code::NotFound))
}

/// The templates in force in a subdistrict, one for each kind of paper.
pub async fn list(ctx: &Ctx, asked: Option<AreaCode>) -> Result<Templates> {
    ctx.require(Right::IssuePaper)?;
    let area = subdistrict(ctx, asked).await?;
    let reference = ctx.state.reference().await?;
    let named = reference.areas.named(&area);
    let mut rows = Vec::with_capacity(PaperKind::ALL.len());
    for kind in PaperKind::ALL {
        let own = latest(ctx.db().read(), &area, *kind).await?;
        let words = Placeholder::ALL.iter().filter(|placeholder| placeholder.is_for(*kind));
        let placeholders = words.map(|placeholder| placeholder.as_str().to_owned()).collect();
        rows.push(match own {
            Some(row) => {
                let author = user_account::Entity::find_by_id(row.created_by).one(ctx.db().read()).await?;
                TemplateView {
                    kind: *kind,
                    area: named.clone(),
                    version: Some(number(row.version)?),
                    saved: author.map(|person| (person.name, row.created_at)),
                    mark: row.mark,
                    body: row.body,
                    placeholders,
                }
            }
            None => TemplateView {
                kind: *kind,
                area: named.clone(),
                version: None,
                saved: None,
                mark: default_mark(*kind, &named.name),
                body: default_body(*kind).to_owned(),
                placeholders,
            },
        });
    }
    Ok(Templates { rows, may_edit: ctx.actor.may(Right::EditTemplate, &area) })
}

/// Saves a template as the next version. The same save is accepted again; of two that were based on the same version the later is told.
pub async fn save(ctx: &Ctx, command: SaveTemplate) -> Result<()> {
    check(ctx, &command)?;
    let reference = ctx.state.reference().await?;
    if reference.areas.get(&command.area).is_none() {
        return Err(Fault::field("area", FieldCode::Unknown).into());
    }
    let name = reference.areas.named(&command.area).name;
    let content = sha256(&command)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            // of two who save at once, also templates of two kinds with one mark, the second finds what the first has saved
            tx.claim(fixed_id("paper_template", command.area.as_str())).await?;
            if let Some(row) = paper_template::Entity::find_by_id(command.id.0).one(tx).await? {
                let same = row.content_sha256 == content;
                return if same { Ok(()) } else { Err(Error::code(Code::ContentConflict)) };
            }
            let now = latest(tx, &command.area, command.kind).await?;
            let version = now.as_ref().map(|row| number(row.version)).transpose()?;
            if version != command.base_version {
                return Err(Error::code(Code::Stale));
            }
            for other in PaperKind::ALL.iter().filter(|other| **other != command.kind) {
                let own = latest(tx, &command.area, *other).await?;
                let mark = own.map_or_else(|| default_mark(*other, &name), |row| row.mark);
                if mark == command.mark {
                    // two series of one mark would give the same number twice
                    return Err(Fault::field("mark", FieldCode::Duplicate).into());
                }
            }
            let row = paper_template::Model {
                id: command.id.0,
                area_code: command.area.to_string(),
                kind: command.kind.as_str().into(),
                version: now.map_or(1, |row| row.version + 1),
                mark: command.mark,
                body: command.body,
                content_sha256: content,
                created_by: ctx.actor.user.0,
                created_at: ctx.now,
            };
            let line = audit::Entry {
                action: "paper_template.save".into(),
                subject_type: "paper_template",
                subject: row.id.to_string(),
                area: Some(command.area),
                detail: serde_json::json!({"kind": row.kind, "version": row.version, "mark": row.mark}),
            };
            row.into_active_model().reset_all().insert(tx).await?;
            audit::write(tx, &ctx, [line]);
            Ok(())
        })
    })
    .await
}
