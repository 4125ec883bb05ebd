//! Links of responsible parties, what they send by them, and the indexes of their hazards and of the major ones.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Of a link's token only its SHA-256 is kept. A link of scope `notice` opens the hazards of `party_link_hazard`, one of
/// scope `company` whatever is open then under that name in its subdistrict.
///
/// `party_submission` is what a party sent. `answer_id` is the command that answered it, and the event of the hazard that it
/// became when it was accepted; then its photos are photos of the hazard under the same ids. `party_photo` stays as the
/// proof of what was sent.
const UP: &str = "
CREATE TABLE party_link (
    id               {uuid} NOT NULL PRIMARY KEY,
    token_hash       {text} NOT NULL,
    scope            {text} NOT NULL,
    organisation     {text} NULL,
    area_code        {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    made_by          {uuid} NOT NULL,
    made_at          {time} NOT NULL,
    expires_at       {time} NOT NULL,
    revoked_by       {uuid} NULL,
    revoked_at       {time} NULL,
    CONSTRAINT uq_party_link_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_party_link_maker FOREIGN KEY (made_by) REFERENCES user_account (id),
    CONSTRAINT fk_party_link_revoker FOREIGN KEY (revoked_by) REFERENCES user_account (id),
    CONSTRAINT ck_party_link_scope CHECK (scope IN ('notice', 'company')),
    CONSTRAINT ck_party_link_organisation CHECK ((scope = 'company') = (organisation IS NOT NULL)),
    CONSTRAINT ck_party_link_revoked CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
) {table};
CREATE INDEX ix_party_link_organisation ON party_link (subdistrict_code, organisation, made_at)
    WHERE organisation IS NOT NULL;

CREATE TABLE party_link_hazard (
    link_id   {uuid} NOT NULL,
    hazard_id {uuid} NOT NULL,
    PRIMARY KEY (link_id, hazard_id),
    CONSTRAINT fk_party_link_hazard_link FOREIGN KEY (link_id) REFERENCES party_link (id),
    CONSTRAINT fk_party_link_hazard_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id)
) {keyed};
CREATE INDEX ix_party_link_hazard_hazard ON party_link_hazard (hazard_id);

CREATE TABLE party_submission (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    link_id          {uuid} NOT NULL,
    hazard_id        {uuid} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    kind             {text} NOT NULL,
    state            {text} NOT NULL,
    words            {text} NOT NULL,
    until            {date} NULL,
    content_sha256   {text} NOT NULL,
    sent_at          {time} NOT NULL,
    answer_id        {uuid} NULL,
    answered_by      {uuid} NULL,
    answered_at      {time} NULL,
    answer           {text} NULL,
    CONSTRAINT uq_party_submission_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_party_submission_link FOREIGN KEY (link_id) REFERENCES party_link (id),
    CONSTRAINT fk_party_submission_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id),
    CONSTRAINT fk_party_submission_answerer FOREIGN KEY (answered_by) REFERENCES user_account (id),
    CONSTRAINT ck_party_submission_kind CHECK (kind IN ('rectified', 'extension')),
    CONSTRAINT ck_party_submission_state CHECK (state IN ('waiting', 'accepted', 'returned')),
    CONSTRAINT ck_party_submission_until CHECK ((kind = 'extension') = (until IS NOT NULL)),
    CONSTRAINT ck_party_submission_answered CHECK ((state = 'waiting') = (answered_at IS NULL)
        AND (answer_id IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL))
) {table};
CREATE INDEX ix_party_submission_hazard ON party_submission (hazard_id, sort_key DESC);
CREATE INDEX ix_party_submission_waiting ON party_submission (subdistrict_code, sort_key, committee_code)
    WHERE state = 'waiting';
-- of each kind one waits at a time
CREATE UNIQUE INDEX ix_party_submission_one_waiting ON party_submission (hazard_id, kind) WHERE state = 'waiting';

CREATE TABLE party_photo (
    id              {uuid} NOT NULL PRIMARY KEY,
    submission_id   {uuid} NOT NULL,
    sha256_original {text} NOT NULL,
    sha256          {text} NOT NULL,
    bytes           {big} NOT NULL,
    width           {int} NOT NULL,
    height          {int} NOT NULL,
    taken_at        {time} NULL,
    lon             {float} NULL,
    lat             {float} NULL,
    CONSTRAINT fk_party_photo_submission FOREIGN KEY (submission_id) REFERENCES party_submission (id),
    CONSTRAINT ck_party_photo_point CHECK ((lon IS NULL) = (lat IS NULL))
) {table};
CREATE INDEX ix_party_photo_submission ON party_photo (submission_id);
CREATE INDEX ix_party_photo_sha256 ON party_photo (sha256);

-- few rows each: what is open under a party's name, and what is supervised
CREATE INDEX ix_hazard_party ON hazard (subdistrict_code, party_name, sort_key)
    WHERE closed_at IS NULL AND voided_at IS NULL AND party_name IS NOT NULL;
CREATE INDEX ix_hazard_major ON hazard (subdistrict_code, sort_key DESC, committee_code) WHERE severity = 'major';
";

const DOWN: &str = "
DROP INDEX ix_hazard_major;
DROP INDEX ix_hazard_party;
DROP TABLE party_photo;
DROP TABLE party_submission;
DROP TABLE party_link_hazard;
DROP TABLE party_link;
";
