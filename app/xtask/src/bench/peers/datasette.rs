//! Datasette: a file of SQLite as a web site, with a JSON API. It writes through its plugin datasette-insert, and rows come in by
//! its companion sqlite-utils.

use super::{
    Kind, Way,
    questions::{Ask, Condition},
    running::{Running, call},
};
use crate::bench::{
    http::{Client, escaped},
    process::Target,
};
use anyhow::{Result, ensure};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// With every right: nobody signs in, which costs it nothing.
pub struct Datasette<'a> {
    pub tools: &'a Path,
    pub folder: &'a Path,
    pub rows: &'a Path,
}

/// Figures by month and committee, as far as they can be counted from the rows of the list.
const RATES: &str = "SELECT committee_code, month, count(*) AS found, sum(closed_at IS NOT NULL) AS closed, \
                     sum(date(closed_at, '+8 hours') <= effective_due) AS in_time FROM hazard \
                     WHERE subdistrict_code = :area AND month BETWEEN :first AND :last GROUP BY committee_code, month";

impl Datasette<'_> {
    /// Its addresses begin with the name of the file.
    fn file(&self) -> PathBuf {
        self.folder.join("datasette/rows.db")
    }
}

impl Kind for Datasette<'_> {
    fn name(&self) -> &'static str {
        "Datasette"
    }

    fn prepare(&self, way: Way) -> Result<()> {
        let file = self.file();
        fs::create_dir_all(self.folder.join("datasette"))?;
        fs::copy(self.rows, &file)?;
        match way {
            Way::AsItComes => Ok(()),
            Way::OurIndexes => super::python(self.tools, "indexes", &[&file]),
        }
    }

    fn start(&self) -> Result<(Running, Client)> {
        let command = |address: SocketAddr| {
            let mut command = Command::new(self.tools.join("bin/datasette"));
            command.arg("serve").arg(self.file()).args(["--port", &address.port().to_string()]);
            // what takes longer than a second it would give up, and a table of 100,000 rows is to leave as a whole
            command.args(["--setting", "sql_time_limit_ms", "60000", "--setting", "max_csv_mb", "0"]);
            command
        };
        let running = Running::start(command, "/-/versions.json", &self.folder.join("datasette.log"))?;
        let client = Client::new(running.address());
        Ok((running, client))
    }

    fn url(&self, ask: &Ask) -> String {
        match ask {
            Ask::List(conditions) => {
                // no suggestions of facets: nobody asks for them
                let mut url =
                    "/rows/hazard.json?_size=50&_sort_desc=sort_key&_shape=objects&_nosuggest=1".to_owned();
                for condition in conditions {
                    let (key, value) = match condition {
                        Condition::Is(column, value) => ((*column).to_owned(), value),
                        Condition::AtLeast(column, value) => (format!("{column}__gte"), value),
                        Condition::AtMost(column, value) => (format!("{column}__lte"), value),
                        // its index of trigrams knows no shorter words
                        Condition::Says(words) if words.chars().count() >= 3 => ("_search".to_owned(), words),
                        Condition::Says(words) => ("description__contains".to_owned(), words),
                    };
                    url.push_str(&format!("&{key}={}", escaped(value)));
                }
                url
            }
            Ask::One(id) => format!("/rows/hazard/{id}.json?_shape=object"),
            Ask::Rates(first, last) => {
                let area = Ask::home();
                format!(
                    "/rows.json?sql={}&area={area}&first={first}&last={last}&_shape=array",
                    escaped(RATES)
                )
            }
        }
    }

    fn saves_at(&self) -> &'static str {
        "/-/insert/rows/hazard?pk=id"
    }

    fn export(&self, client: &Client) -> Result<u64> {
        let answer = client.get("/rows/hazard.csv?_stream=on&_size=max")?;
        ensure!(answer.is_ok(), "the table answers {}", answer.status);
        Ok(answer.rows())
    }

    /// Into a database of their own: without an index it is quickest.
    fn import(&self, table: &Path, _client: &Client) -> Result<f64> {
        let file = self.folder.join("imported.db");
        let begun = Instant::now();
        call(
            Command::new(self.tools.join("bin/sqlite-utils"))
                .arg("insert")
                .arg(&file)
                .arg("hazard")
                .arg(table)
                .args(["--csv", "--pk", "id"]),
        )?;
        Ok(begun.elapsed().as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_become_its_addresses() {
        let peer = Datasette { tools: Path::new(""), folder: Path::new(""), rows: Path::new("") };
        let list = peer.url(&Ask::List(vec![
            Condition::Is("status", "closed".into()),
            Condition::AtLeast("lon", "121.37".into()),
        ]));
        assert!(list.ends_with("&_nosuggest=1&status=closed&lon__gte=121%2E37"), "{list}");
        let says = |words: &str| peer.url(&Ask::List(vec![Condition::Says(words.into())]));
        assert!(says("灭火器").contains("&_search=%E7"), "{}", says("灭火器"));
        assert!(says("消防").contains("&description__contains=%E6"), "{}", says("消防"));
        assert!(peer.url(&Ask::One("ab".into())).contains("/hazard/ab.json"));
        assert!(
            peer.url(&Ask::Rates("2023-01".into(), "2023-12".into())).contains("&first=2023-01&last=2023-12")
        );
    }
}
