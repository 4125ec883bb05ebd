//! Papers: templates by version, the numbers drawn, and what was issued.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both(
        "DROP TABLE paper_hazard; DROP TABLE paper; DROP TABLE paper_counter; DROP TABLE paper_template;",
    ),
};

/// Templates and papers are only added to. Of a paper only `pdf_sha256` and `docx_sha256` are ever set later, once, by whoever
/// writes the files that follow from `content` (one without them was issued a moment before the program stopped), and
/// `site_id`, when its site turns out to be another one. `content` is the document's JSON as text: its bytes are hashed.
const UP: &str = "
CREATE TABLE paper_template (
    id             {uuid} NOT NULL PRIMARY KEY,
    area_code      {text} NOT NULL,
    kind           {text} NOT NULL,
    version        {int} NOT NULL,
    mark           {text} NOT NULL,
    body           {text} NOT NULL,
    content_sha256 {text} NOT NULL,
    created_by     {uuid} NOT NULL,
    created_at     {time} NOT NULL,
    CONSTRAINT fk_paper_template_author FOREIGN KEY (created_by) REFERENCES user_account (id),
    CONSTRAINT uq_paper_template UNIQUE (area_code, kind, version)
) {table};
CREATE TABLE paper_counter (
    kind             {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    year             {int} NOT NULL,
    last_seq         {int} NOT NULL,
    PRIMARY KEY (kind, subdistrict_code, year)
) {keyed};
CREATE TABLE paper (
    id               {uuid} NOT NULL PRIMARY KEY,
    sort_key         {big} NOT NULL,
    kind             {text} NOT NULL,
    number           {text} NOT NULL,
    subdistrict_code {text} NOT NULL,
    year             {int} NOT NULL,
    seq              {int} NOT NULL,
    area_code        {text} NOT NULL,
    committee_code   {text} NULL,
    district_code    {text} NOT NULL,
    title            {text} NOT NULL,
    site_id          {uuid} NULL,
    about_id         {uuid} NULL,
    template_version {int} NULL,
    content          {text} NOT NULL,
    content_sha256   {text} NOT NULL,
    pdf_sha256       {text} NULL,
    docx_sha256      {text} NULL,
    short_code       {text} NOT NULL,
    command_sha256   {text} NOT NULL,
    issued_by        {uuid} NOT NULL,
    issued_at        {time} NOT NULL,
    CONSTRAINT fk_paper_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT fk_paper_author FOREIGN KEY (issued_by) REFERENCES user_account (id),
    CONSTRAINT ck_paper_kind CHECK (kind IN ('check_record', 'notice', 'review', 'extension', 'transfer', 'slip',
        'installation', 'delivery')),
    CONSTRAINT uq_paper_series UNIQUE (subdistrict_code, kind, year, seq),
    CONSTRAINT uq_paper_number UNIQUE (subdistrict_code, number),
    CONSTRAINT uq_paper_code UNIQUE (short_code)
) {table};
CREATE UNIQUE INDEX ix_paper_key ON paper (sort_key);
CREATE INDEX ix_paper_committee ON paper (committee_code, sort_key);
CREATE INDEX ix_paper_subdistrict ON paper (subdistrict_code, sort_key);
CREATE INDEX ix_paper_district ON paper (district_code, sort_key);
CREATE INDEX ix_paper_site ON paper (site_id, sort_key);
CREATE TABLE paper_hazard (
    paper_id  {uuid} NOT NULL,
    place     {int} NOT NULL,
    hazard_id {uuid} NOT NULL,
    PRIMARY KEY (paper_id, place),
    CONSTRAINT fk_paper_hazard_paper FOREIGN KEY (paper_id) REFERENCES paper (id),
    CONSTRAINT fk_paper_hazard_hazard FOREIGN KEY (hazard_id) REFERENCES hazard (id)
) {keyed};
CREATE INDEX ix_paper_hazard_hazard ON paper_hazard (hazard_id);
";
