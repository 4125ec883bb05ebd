//! PocketBase: collections in a SQLite file of its own, with an API for records and rules of access.

use super::{
    Kind, Way,
    questions::{Ask, Condition},
    running::{Running, call},
};
use crate::bench::{
    http::{Client, escaped},
    process::Target,
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// A person asks, as of ours: known by a token.
const PERSON: &str = "person@bench.example";
const ADMINISTRATOR: &str = "admin@bench.example";
const PASSWORD: &str = "Xunan-2023";
/// Most records of a page.
const PAGE: u64 = 1_000;
const RECORDS: &str = "/api/collections/hazard/records";
/// The columns of our rows, but the key.
const TEXTS: [&str; 17] = [
    "number",
    "description",
    "location",
    "category",
    "severity",
    "status",
    "found_at",
    "month",
    "effective_due",
    "closed_at",
    "site_name",
    "address",
    "district_code",
    "subdistrict_code",
    "committee_code",
    "committee",
    "assignee",
];
const NUMBERS: [&str; 5] = ["on_the_spot", "returned_count", "lon", "lat", "sort_key"];
/// Figures by month and committee, as far as they can be counted from the rows of the list.
const RATES: &str = "SELECT (committee_code || '-' || month) AS id, subdistrict_code, committee_code, month, \
                     COUNT(*) AS found, SUM(closed_at <> '') AS closed, \
                     SUM(closed_at <> '' AND date(closed_at, '+8 hours') <= effective_due) AS in_time \
                     FROM hazard GROUP BY subdistrict_code, committee_code, month";

/// With our rows in a collection of its own, and a view of figures.
pub struct PocketBase<'a> {
    pub tools: &'a Path,
    pub folder: &'a Path,
    pub rows: &'a Path,
}

impl PocketBase<'_> {
    fn data(&self) -> PathBuf {
        self.folder.join("pocketbase")
    }

    fn file(&self) -> PathBuf {
        self.data().join("data.db")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.tools.join("bin/pocketbase"));
        command.args(words).arg("--dir").arg(self.data()).arg("--automigrate=false");
        command
    }

    fn serve(&self) -> Result<Running> {
        let command = |address: SocketAddr| self.command(&["serve", "--http", &address.to_string()]);
        Running::start(command, "/api/health", &self.folder.join("pocketbase.log"))
    }

    /// Signs in: an administrator, or somebody of the collection `users`.
    fn sign_in(running: &Running, collection: &str, name: &str) -> Result<Client> {
        let path = format!("/api/collections/{collection}/auth-with-password");
        let form = json!({"identity": name, "password": PASSWORD});
        let answer = Client::new(running.address()).json("POST", &path, &form)?;
        let token = answer["token"].as_str().context("no token")?;
        Ok(Client::with_token(running.address(), token.to_owned()))
    }

    /// Makes its collections and a person, then puts our rows into its file.
    fn make(&self) -> Result<()> {
        if self.data().exists() {
            fs::remove_dir_all(self.data())?;
        }
        call(&mut self.command(&["superuser", "upsert", ADMINISTRATOR, PASSWORD]))?;
        let running = self.serve()?;
        let client = Self::sign_in(&running, "_superusers", ADMINISTRATOR)?;
        for collection in [hazards(), rates()] {
            client.json("POST", "/api/collections", &collection)?;
        }
        let person = json!({"email": PERSON, "password": PASSWORD, "passwordConfirm": PASSWORD});
        client.json("POST", "/api/collections/users/records", &person)?;
        // as many in one request as come in at once; it would give up after three seconds
        let batch = json!({"enabled": true, "maxRequests": 200_000, "timeout": 900, "maxBodySize": 2_000_000_000_u64});
        client.json("PATCH", "/api/settings", &json!({"batch": batch, "rateLimits": {"enabled": false}}))?;
        drop(running);
        super::python(self.tools, "fill", &[self.rows, &self.file()])
    }
}

/// Seen, made and read by whoever has signed in.
const RULE: &str = "@request.auth.id != ''";

fn hazards() -> Value {
    // our ids are longer than its own
    let id = json!({"name": "id", "type": "text", "primaryKey": true, "required": true, "system": true, "min": 15,
                    "max": 36, "pattern": "^[a-z0-9-]+$", "autogeneratePattern": "[a-z0-9]{15}"});
    let texts = TEXTS.iter().map(|name| json!({"name": name, "type": "text"}));
    let numbers = NUMBERS.iter().map(|name| json!({"name": name, "type": "number"}));
    let fields: Vec<Value> = [id].into_iter().chain(texts).chain(numbers).collect();
    json!({"name": "hazard", "type": "base", "listRule": RULE, "viewRule": RULE, "createRule": RULE, "fields": fields})
}

fn rates() -> Value {
    json!({"name": "rates", "type": "view", "listRule": RULE, "viewRule": RULE, "viewQuery": RATES})
}

impl Kind for PocketBase<'_> {
    fn name(&self) -> &'static str {
        "PocketBase"
    }

    fn prepare(&self, way: Way) -> Result<()> {
        self.make()?;
        match way {
            Way::AsItComes => Ok(()),
            Way::OurIndexes => super::python(self.tools, "indexes", &[&self.file()]),
        }
    }

    fn start(&self) -> Result<(Running, Client)> {
        let running = self.serve()?;
        let client = Self::sign_in(&running, "users", PERSON)?;
        Ok((running, client))
    }

    fn url(&self, ask: &Ask) -> String {
        match ask {
            Ask::List(conditions) => {
                let mut url = format!("{RECORDS}?perPage=50&sort=-sort_key");
                if !conditions.is_empty() {
                    let all: Vec<String> = conditions.iter().map(written).collect();
                    url.push_str(&format!("&filter={}", escaped(&format!("({})", all.join("&&")))));
                }
                url
            }
            Ask::One(id) => format!("{RECORDS}/{id}"),
            Ask::Rates(first, last) => {
                let area = Ask::home();
                let filter = format!("(subdistrict_code='{area}'&&month>='{first}'&&month<='{last}')");
                format!(
                    "/api/collections/rates/records?perPage={PAGE}&skipTotal=1&filter={}",
                    escaped(&filter)
                )
            }
        }
    }

    fn saves_at(&self) -> &'static str {
        RECORDS
    }

    /// Page by page, as it has no other way.
    fn export(&self, client: &Client) -> Result<u64> {
        let mut rows = 0;
        for page in 1.. {
            let path = format!("{RECORDS}?perPage={PAGE}&page={page}&skipTotal=1&sort=id");
            let answer = client.get(&path)?;
            ensure!(answer.is_ok(), "{path} answers {}", answer.status);
            let answer: Value = serde_json::from_slice(&answer.unpacked()?)?;
            let n = answer["items"].as_array().context("no records")?.len() as u64;
            rows += n;
            // as much as is compared: at a million rows the pages become slower and slower
            if n < PAGE || rows >= super::EXPORTED {
                break;
            }
        }
        Ok(rows)
    }

    /// In one request: all or nothing.
    fn import(&self, table: &Path, client: &Client) -> Result<f64> {
        let file = self.folder.join("batch.json");
        super::python(self.tools, "batch", &[table, &file])?;
        let body = fs::read_to_string(&file)?;
        let begun = Instant::now();
        let answer = client.post("/api/batch", "application/json", &body)?;
        ensure!(answer.is_ok(), "the batch is answered {}", answer.status);
        Ok(begun.elapsed().as_secs_f64())
    }
}

/// A condition in its language.
fn written(condition: &Condition) -> String {
    match condition {
        Condition::Is(column, value) => format!("{column}='{value}'"),
        Condition::AtLeast(column, value) => format!("{column}>={value}"),
        Condition::AtMost(column, value) => format!("{column}<={value}"),
        Condition::Says(words) => {
            let columns = ["description", "location", "site_name", "address", "number"];
            format!("({})", columns.map(|column| format!("{column}~'{words}'")).join("||"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::http::unescaped;

    #[test]
    fn questions_become_its_filters() {
        let peer = PocketBase { tools: Path::new(""), folder: Path::new(""), rows: Path::new("") };
        let list = peer.url(&Ask::List(vec![
            Condition::Is("status", "closed".into()),
            Condition::AtMost("lat", "31.22".into()),
            Condition::Says("消防".into()),
        ]));
        assert_eq!(
            unescaped(&list),
            "/api/collections/hazard/records?perPage=50&sort=-sort_key&filter=(status='closed'&&lat<=31.22&&\
             (description~'消防'||location~'消防'||site_name~'消防'||address~'消防'||number~'消防'))"
        );
        assert!(!list.contains("&&"), "what separates parameters is escaped inside one: {list}");
        assert!(!peer.url(&Ask::List(vec![])).contains("filter"), "an empty filter is refused");
    }

    #[test]
    fn its_collection_has_every_column_of_ours() {
        let fields = hazards()["fields"].as_array().unwrap().len();
        assert_eq!(fields, 1 + TEXTS.len() + NUMBERS.len());
    }
}
