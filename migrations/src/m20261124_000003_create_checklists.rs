//! Checklists and their versions. A published version never changes: answers refer to it for ever.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE checklist_version; DROP TABLE checklist;"),
};

const UP: &str = "
CREATE TABLE checklist (
    id         {uuid} NOT NULL PRIMARY KEY,
    code       {text} NOT NULL,
    title      {text} NOT NULL,
    title_en   {text} NOT NULL,
    site_kinds {json} NOT NULL,
    active     {bool} NOT NULL DEFAULT TRUE,
    created_at {time} NOT NULL,
    CONSTRAINT uq_checklist_code UNIQUE (code)
) {table};

CREATE TABLE checklist_version (
    id           {uuid} NOT NULL PRIMARY KEY,
    checklist_id {uuid} NOT NULL,
    version      {int} NOT NULL,
    items        {json} NOT NULL,
    status       {text} NOT NULL,
    published_at {time} NULL,
    CONSTRAINT uq_checklist_version UNIQUE (checklist_id, version),
    CONSTRAINT fk_checklist_version_checklist FOREIGN KEY (checklist_id) REFERENCES checklist (id),
    CONSTRAINT ck_checklist_version_status CHECK (status IN ('draft', 'published', 'retired'))
) {table};
";
