//! What our server is asked, as the peers understand it: the same areas, words, windows and records.

use crate::bench::http::unescaped;
use anyhow::{Context, Result, bail};

/// The subdistrict of the office's people. Peers know no areas of people, so their questions name it.
const HOME: &str = "310105008";

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    List(Vec<Condition>),
    /// The record with that id, as 32 hex digits.
    One(String),
    /// By month and committee of the subdistrict, from a month to another.
    Rates(String, String),
}

/// What rows have to be like.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A column holds just this.
    Is(&'static str, String),
    AtLeast(&'static str, String),
    AtMost(&'static str, String),
    /// These words somewhere.
    Says(String),
}

impl Ask {
    /// Reads an address of our API. `inside`: asked by somebody who sees the subdistrict only.
    ///
    /// # Errors
    /// When it asks something that peers are not asked.
    pub fn read(url: &str, inside: bool) -> Result<Self> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let pairs: Vec<(&str, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key, unescaped(value)))
            .collect();
        let value = |key: &str| pairs.iter().find(|(k, _)| *k == key).map(|(_, value)| value.as_str());
        match path.strip_prefix("/api/v1/").unwrap_or(path) {
            "hazards" => Self::list(&pairs, inside),
            "rates" => {
                let month = |key: &str| -> Result<String> {
                    let day = value(key).context("no period")?;
                    Ok(day.get(..7).context("no month")?.to_owned())
                };
                Ok(Self::Rates(month("from")?, month("to")?))
            }
            other => match other.strip_prefix("hazards/") {
                Some(id) => Ok(Self::One(id.replace('-', ""))),
                None => bail!("peers are not asked for {url}"),
            },
        }
    }

    fn list(pairs: &[(&str, String)], inside: bool) -> Result<Self> {
        let mut conditions = Vec::new();
        let mut area = inside.then(|| HOME.to_owned());
        for (key, value) in pairs {
            match *key {
                "status" => conditions.push(Condition::Is("status", value.clone())),
                "category" => conditions.push(Condition::Is("category", value.clone())),
                "area" => area = Some(value.clone()),
                "q" => conditions.push(Condition::Says(value.clone())),
                "bbox" => {
                    let corners: Vec<&str> = value.split(',').collect();
                    let [west, south, east, north] = corners[..] else { bail!("no window: {value}") };
                    conditions.extend([
                        Condition::AtLeast("lon", west.to_owned()),
                        Condition::AtMost("lon", east.to_owned()),
                        Condition::AtLeast("lat", south.to_owned()),
                        Condition::AtMost("lat", north.to_owned()),
                    ]);
                }
                // the window counts: that is what peers are asked
                "in_map" => {}
                other => bail!("peers do not know {other}"),
            }
        }
        if let Some(area) = area {
            let column = match area.len() {
                12 => "committee_code",
                9 => "subdistrict_code",
                6 => "district_code",
                _ => bail!("peers know no area {area}"),
            };
            conditions.insert(0, Condition::Is(column, area));
        }
        Ok(Self::List(conditions))
    }

    /// The subdistrict of [`Ask::Rates`].
    pub const fn home() -> &'static str {
        HOME
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_addresses_are_understood() {
        let list = Ask::read(
            "/api/v1/hazards?status=closed&category=fire&area=310105008001&bbox=121.37,31.2,121.4,31.22&in_map=1",
            true,
        );
        let is = |column, value: &str| Condition::Is(column, value.to_owned());
        let conditions = vec![
            is("committee_code", "310105008001"),
            is("status", "closed"),
            is("category", "fire"),
            Condition::AtLeast("lon", "121.37".into()),
            Condition::AtMost("lon", "121.4".into()),
            Condition::AtLeast("lat", "31.2".into()),
            Condition::AtMost("lat", "31.22".into()),
        ];
        assert_eq!(list.unwrap(), Ask::List(conditions));
        let search = Ask::read("/api/v1/hazards?q=%E6%B6%88%E9%98%B2", true).unwrap();
        assert_eq!(search, Ask::List(vec![is("subdistrict_code", HOME), Condition::Says("消防".into())]));
        assert_eq!(Ask::read("/api/v1/hazards?", false).unwrap(), Ask::List(vec![]), "the whole city");
        let one = Ask::read("/api/v1/hazards/018ca8f2-35d8-7d56-b29d-c958c689c29c", true).unwrap();
        assert_eq!(one, Ask::One("018ca8f235d87d56b29dc958c689c29c".into()));
        let rates = Ask::read("/api/v1/rates?from=2023-01-01&to=2023-12-31", true).unwrap();
        assert_eq!(rates, Ask::Rates("2023-01".into(), "2023-12".into()));
        assert!(
            Ask::read("/api/v1/hazards?overdue=1", true).is_err(),
            "what is not translated is not left out"
        );
        assert!(Ask::read("/api/v1/desk", true).is_err());
    }
}
