//! Which rows are like a site of the register, or like an earlier row of the file.
//!
//! Candidates are found by their keys, so that a row is compared with the few that can be alike: the same address, one that
//! says less, or the same name. How alike they are is the domain's decision.

use crate::{
    ctx::Ctx, error::Result, listing::Sql, sites::query::shown, transfer::import::sites::draft::Draft,
};
use domain::{
    area::AreaCode,
    ids::SiteId,
    import::{Proposal, Twin},
    sites::{Door, Likened, Likeness, SiteKind, whole_address},
};
use sea_orm::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Keys asked for in one statement.
const CHUNK: usize = 1_000;

/// Most records with which one row is compared: a market hall has hundreds of shops at one number.
const MOST_COMPARED: usize = 200;

/// Rows after which others get the thread.
const ROUND: usize = 500;

/// Something that a row may be like.
struct Known {
    twin: Twin,
    name: String,
    address: String,
    likened: Likened,
}

/// What is known of a subdistrict, by the keys.
#[derive(Default)]
struct Pool {
    all: Vec<Known>,
    by_address: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    /// The first with both: the usual twin of a row, also among very many at one address.
    by_both: HashMap<(String, String), usize>,
}

impl Pool {
    fn add(&mut self, known: Known) {
        let at = self.all.len();
        let (address, name) = (known.likened.address_key(), known.likened.name_key().to_owned());
        if !address.is_empty() {
            self.by_address.entry(address.clone()).or_default().push(at);
        }
        // a name is nobody's alone: homes are told apart by their doors
        if !known.likened.is_home() && !name.is_empty() {
            self.by_name.entry(name.clone()).or_default().push(at);
        }
        self.by_both.entry((address, name)).or_insert(at);
        self.all.push(known);
    }

    /// The one that is most alike.
    fn like(&self, row: &Likened) -> Option<(Likeness, &Known)> {
        let own = |keys: &HashMap<String, Vec<usize>>, key: &str| keys.get(key).cloned().unwrap_or_default();
        let both = self.by_both.get(&(row.address_key(), row.name_key().to_owned())).copied();
        let mut candidates: Vec<usize> = both.into_iter().collect();
        candidates.extend(own(&self.by_address, &row.address_key()));
        if !row.is_home() {
            candidates.extend(row.shorter_keys().iter().flat_map(|key| own(&self.by_address, key)));
            candidates.extend(own(&self.by_name, row.name_key()));
        }
        let mut likely = None;
        for at in candidates.into_iter().take(MOST_COMPARED) {
            let known = &self.all[at];
            match row.to(&known.likened) {
                Likeness::Same => return Some((Likeness::Same, known)),
                Likeness::Likely if likely.is_none() => likely = Some((Likeness::Likely, known)),
                Likeness::Likely | Likeness::Different => {}
            }
        }
        likely
    }
}

/// The rows that are like something known, in the order of the file.
pub(super) async fn find(ctx: &Ctx, drafts: &[Draft]) -> Result<Vec<Proposal>> {
    let mut by_subdistrict: BTreeMap<AreaCode, Vec<(usize, Likened)>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(subdistrict) = draft.subdistrict() {
            by_subdistrict.entry(subdistrict).or_default().push((at, Likened::of(draft.door())));
        }
        if at % ROUND == 0 {
            tokio::task::yield_now().await;
        }
    }
    let mut proposals = Vec::new();
    for (subdistrict, rows) in by_subdistrict {
        let register = register(ctx, &subdistrict, &rows).await?;
        let mut earlier = Pool::default();
        for (n, (at, likened)) in rows.into_iter().enumerate() {
            let draft = &drafts[at];
            let (there, before) = (register.like(&likened), earlier.like(&likened));
            // the register before the file, but what is the same before what is only likely
            let best = match (there, before) {
                (Some((Likeness::Likely, _)), Some((Likeness::Same, _))) => before,
                (None, _) => before,
                _ => there,
            };
            if let Some((likeness, known)) = best {
                proposals.push(Proposal {
                    line: draft.line,
                    name: draft.name.clone(),
                    address: draft.address.clone(),
                    likeness,
                    twin: known.twin.clone(),
                    twin_name: known.name.clone(),
                    twin_address: known.address.clone(),
                });
            }
            let (name, address) = (draft.name.clone(), draft.address.clone());
            earlier.add(Known { twin: Twin::Line(draft.line), name, address, likened });
            if n % ROUND == 0 {
                tokio::task::yield_now().await;
            }
        }
    }
    proposals.sort_by_key(|proposal| proposal.line);
    Ok(proposals)
}

/// The sites of a subdistrict that some of the rows may be like.
async fn register(ctx: &Ctx, subdistrict: &AreaCode, rows: &[(usize, Likened)]) -> Result<Pool> {
    let (mut addresses, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (_, row) in rows {
        addresses.insert(row.address_key());
        if !row.is_home() {
            addresses.extend(row.shorter_keys());
            names.insert(row.name_key().to_owned());
        }
    }
    let mut pool = Pool::default();
    let mut seen = BTreeSet::new();
    for (column, keys) in [("address_key", addresses), ("name_key", names)] {
        let keys: Vec<String> = keys.into_iter().filter(|key| !key.is_empty()).collect();
        for chunk in keys.chunks(CHUNK) {
            let mut sql = Sql::new(
                "SELECT s.id, s.kind, s.name, s.address, s.building, s.room FROM site s \
                 WHERE s.merged_into IS NULL",
            );
            sql.bind(" AND s.subdistrict_code = ?", [subdistrict.as_str().into()]);
            let marks = vec!["?"; chunk.len()].join(",");
            let values: Vec<Value> = chunk.iter().map(|key| key.as_str().into()).collect();
            sql.bind(&format!(" AND s.{column} IN ({marks}) ORDER BY s.sort_key"), values);
            for row in sql.all(ctx.db().read()).await? {
                let id: uuid::Uuid = row.try_get_by_index(0)?;
                if !seen.insert(id) {
                    continue;
                }
                let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
                let (name, address): (String, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
                let [building, room]: [Option<String>; 2] =
                    [row.try_get_by_index(4)?, row.try_get_by_index(5)?];
                let address = whole_address(&address, building.as_deref(), room.as_deref());
                let likened = Likened::of(Door { kind, name: &name, address: &address });
                // whoever imports need not be somebody who may see names of homes in full
                let (name, address) = shown(kind, name, address, room.as_deref());
                pool.add(Known { twin: Twin::Site(SiteId(id)), name, address, likened });
            }
        }
    }
    Ok(pool)
}
