//! Full-text search: the tokens are split by the program (two characters each for Chinese), the
//! database only finds them.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Each { sqlite: SQLITE, postgres: POSTGRES },
    down: Sql::Each {
        sqlite: "DROP TABLE site_fts; DROP TABLE hazard_fts;",
        postgres: "DROP TABLE site_search; DROP TABLE hazard_search;",
    },
};

/// The rowid is the `sort_key` of the hazard or site. Contentless: the text itself is in the row.
/// The `ascii` tokenizer leaves everything beyond ASCII inside a token. Only which rows hold a word is kept, not where.
const SQLITE: &str = "
CREATE VIRTUAL TABLE hazard_fts USING fts5 (tokens, content = '', contentless_delete = 1, detail = none,
    tokenize = 'ascii');
CREATE VIRTUAL TABLE site_fts USING fts5 (tokens, content = '', contentless_delete = 1, detail = none,
    tokenize = 'ascii');
";

const POSTGRES: &str = "
CREATE TABLE hazard_search (
    sort_key bigint NOT NULL PRIMARY KEY,
    tokens   tsvector NOT NULL
);
CREATE INDEX ix_hazard_search_tokens ON hazard_search USING gin (tokens);
CREATE TABLE site_search (
    sort_key bigint NOT NULL PRIMARY KEY,
    tokens   tsvector NOT NULL
);
CREATE INDEX ix_site_search_tokens ON site_search USING gin (tokens);
";
