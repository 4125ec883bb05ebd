//! Campaigns with their lists of targets, and which visit belongs to which campaign.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// `save_id` and `content_sha256` are those of the last save: the same save is accepted again. A campaign may be of a
/// whole district, so only its own code is always there.
///
/// A target keeps what came of its door. The hazards that were found there are asked of the hazards, so that a closing
/// changes no target. Targets are ordered as their sites are.
const UP: &str = "
CREATE TABLE campaign (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NULL,
    subdistrict_code {text} NULL,
    district_code    {text} NULL,
    title            {text} NOT NULL,
    from_day         {date} NOT NULL,
    to_day           {date} NOT NULL,
    kinds            {json} NOT NULL,
    checklist_id     {uuid} NULL,
    status           {text} NOT NULL,
    frozen_at        {time} NULL,
    version          {int} NOT NULL,
    save_id          {uuid} NOT NULL,
    content_sha256   {text} NOT NULL,
    created_by       {uuid} NOT NULL,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    CONSTRAINT uq_campaign_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_campaign_checklist FOREIGN KEY (checklist_id) REFERENCES checklist (id),
    CONSTRAINT fk_campaign_creator FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT ck_campaign_status CHECK (status IN ('draft', 'running', 'finished')),
    CONSTRAINT ck_campaign_days CHECK (from_day <= to_day),
    CONSTRAINT ck_campaign_frozen CHECK ((status = 'draft') = (frozen_at IS NULL))
) {table};
CREATE INDEX ix_campaign_area ON campaign (area_code, sort_key DESC);
CREATE INDEX ix_campaign_subdistrict ON campaign (subdistrict_code, status);

CREATE TABLE campaign_target (
    campaign_id      {uuid} NOT NULL,
    site_id          {uuid} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    district_code    {text} NOT NULL,
    entry            {text} NOT NULL,
    standing         {text} NOT NULL,
    last_visit_at    {time} NULL,
    attempts         {int} NOT NULL DEFAULT 0,
    change_seq       {big} NOT NULL DEFAULT 0,
    created_at       {time} NOT NULL,
    updated_at       {time} NOT NULL,
    PRIMARY KEY (campaign_id, site_id),
    CONSTRAINT fk_campaign_target_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (id),
    CONSTRAINT fk_campaign_target_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT ck_campaign_target_entry CHECK (entry IN ('frozen', 'later')),
    CONSTRAINT ck_campaign_target_standing CHECK (standing IN ('let_in', 'refused', 'unreachable', 'untouched')),
    CONSTRAINT ck_campaign_target_attempts CHECK ((attempts = 0) = (last_visit_at IS NULL))
) {keyed};
CREATE INDEX ix_campaign_target_funnel ON campaign_target (campaign_id, committee_code, entry, standing);
CREATE INDEX ix_campaign_target_site ON campaign_target (site_id);
CREATE INDEX ix_campaign_target_change ON campaign_target (subdistrict_code, change_seq);

ALTER TABLE inspection ADD COLUMN campaign_id {uuid} NULL REFERENCES campaign (id);
CREATE INDEX ix_inspection_campaign ON inspection (campaign_id, site_id) WHERE campaign_id IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX ix_inspection_campaign;
ALTER TABLE inspection DROP COLUMN campaign_id;
DROP TABLE campaign_target;
DROP TABLE campaign;
";
