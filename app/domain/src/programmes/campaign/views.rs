//! What lists and pages are given about campaigns.

use super::{CampaignStatus, Entry, Progress, SaveCampaign, Standing};
use crate::{
    area::AreaRef,
    figures::Ratio,
    geo::{Metres, Point, Wgs84},
    ids::{CampaignId, ChecklistId, ChecklistVersionId, SiteId, UserId},
    listing::{Key, Total},
    people::PersonRef,
    period::Period,
    sites::SiteKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A checklist that can be named by a campaign or plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistRef {
    /// Which.
    pub id: ChecklistId,
    /// Title in Chinese.
    pub title: String,
    /// Title in English.
    pub title_en: String,
}

/// A campaign that a visit can be made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignChoice {
    /// Which.
    pub id: CampaignId,
    /// Its title.
    pub title: String,
    /// The version in force of the checklist that its visits follow.
    pub checklist: Option<ChecklistVersionId>,
}

/// One campaign in the list. Its numbers are those of the part that lies in the person's area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignSummary {
    /// Which.
    pub id: CampaignId,
    /// Its title.
    pub title: String,
    /// From when to when.
    pub period: Period,
    /// Where.
    pub area: AreaRef,
    /// Where it stands.
    pub status: CampaignStatus,
    /// Let in, of the frozen list.
    pub coverage: Ratio,
    /// Later additions.
    pub later: i64,
}

/// A page of the campaigns that a person sees, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignList {
    /// The campaigns.
    pub rows: Vec<CampaignSummary>,
    /// Where the older ones begin: behind this key.
    pub next: Option<i64>,
    /// The checklists to choose from, for whoever may make a campaign.
    pub checklists: Vec<ChecklistRef>,
    /// This person may make one.
    pub may_steer: bool,
}

/// How far a campaign has come in one committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitteeProgress {
    /// Which.
    pub area: AreaRef,
    /// Its funnels.
    pub progress: Progress,
}

/// Everything the page of one campaign shows, for the part that lies in the person's area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPage {
    /// What it is about.
    pub plan: SaveCampaign,
    /// Its area with its name.
    pub area: AreaRef,
    /// Where it stands.
    pub status: CampaignStatus,
    /// When its list was frozen.
    pub frozen_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: u32,
    /// Its checklist: title in Chinese and in English.
    pub checklist: Option<(String, String)>,
    /// Of a draft: the sites that its list would hold now. Of a running one: those that came to the register since.
    pub candidates: i64,
    /// Its funnels.
    pub total: Progress,
    /// … by committee, in order of code.
    pub committees: Vec<CommitteeProgress>,
    /// The checklists to choose from, for whoever may change it.
    pub checklists: Vec<ChecklistRef>,
    /// This person may start, change and end it.
    pub may_steer: bool,
}

/// The doors of a campaign that a filter shows and that are still to be visited, in the order of the walk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoorWalk {
    /// Which campaign.
    pub campaign: CampaignId,
    /// What it is called.
    pub title: String,
    /// The first of them, as many as one walks to. Names and addresses are in full on a person's own doors, because the task
    /// needs them.
    pub walk: Vec<TargetRow>,
    /// Length of the walk, straight from door to door.
    pub length: Metres,
    /// How many there are in all.
    pub total: Total,
    /// Whom they can be given to, for whoever may do so now.
    pub people: Vec<PersonRef>,
}

/// The doors of one campaign that one person was given and where nobody was let in yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenDoors {
    /// Who was given them.
    pub person: UserId,
    /// What that person is called.
    pub name: String,
    /// The campaign.
    pub campaign: CampaignId,
    /// What it is called.
    pub title: String,
    /// Its last day.
    pub due: NaiveDate,
    /// How many.
    pub doors: i64,
}

impl GivenDoors {
    /// Their place in the list.
    pub const fn key(&self) -> GivenKey {
        GivenKey { person: self.person, campaign: self.campaign }
    }
}

/// A page of the doors that people were given, by person and campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenPage {
    /// By the name of the person, then by campaign, the oldest first.
    pub rows: Vec<GivenDoors>,
    /// Where the next page begins: behind this one.
    pub next: Option<GivenKey>,
}

/// The place of a person and a campaign in the list of given doors. As text `<person>_<campaign>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenKey {
    /// Who.
    pub person: UserId,
    /// Of which campaign.
    pub campaign: CampaignId,
}

impl fmt::Display for GivenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.person, self.campaign)
    }
}

/// A text that is no [`GivenKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a person and a campaign")]
pub struct NotAGivenKey;

impl FromStr for GivenKey {
    type Err = NotAGivenKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (person, campaign) = text.split_once('_').ok_or(NotAGivenKey)?;
        Ok(Self {
            person: person.parse().map_err(|_| NotAGivenKey)?,
            campaign: campaign.parse().map_err(|_| NotAGivenKey)?,
        })
    }
}

/// One target in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// The campaign.
    pub campaign: CampaignId,
    /// The site.
    pub site: SiteId,
    /// Its kind.
    pub kind: SiteKind,
    /// Its name, masked for households.
    pub name: String,
    /// Its address, to the building for households.
    pub address: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// How it came onto the list.
    pub entry: Entry,
    /// What came of the door.
    pub standing: Standing,
    /// Whom it was given to.
    pub assignee: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// The last time.
    pub last_visit: Option<DateTime<Utc>>,
    /// Hazards that the campaign's visits found there; of these, closed.
    pub hazards: Ratio,
    /// Where it is.
    pub point: Option<Point<Wgs84>>,
    /// Its place in the order of the list.
    pub key: Key,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_place_of_given_doors_survives_the_address() {
        let key = GivenKey { person: UserId(Uuid::from_u128(7)), campaign: CampaignId(Uuid::from_u128(8)) };
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in
            ["", "x_y", "00000000-0000-0000-0000-000000000007", "00000000-0000-0000-0000-000000000007_"]
        {
            assert_eq!(text.parse::<GivenKey>(), Err(NotAGivenKey), "{text}");
        }
    }
}
