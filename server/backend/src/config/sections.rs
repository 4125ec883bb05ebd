//! The typed configuration. `default.toml` says what each key means; the units are in the names.

use std::net::SocketAddr;
use std::path::PathBuf;

use domain::reminders::{Clock, Ladder, robot::RobotKind};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// Everything that can be configured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Listening, folders, logging.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// Where photos are kept.
    pub storage: Storage,
    /// Sign-in sessions.
    pub session: Session,
    /// The sign-in rate limit.
    pub sign_in: SignIn,
    /// What photos are accepted.
    pub photos: Photos,
    /// The field app.
    pub field: Field,
    /// Stoves, alarms, detectors.
    pub programmes: Programmes,
    /// What vendors' platforms send.
    pub intake: Intake,
    /// When people are reminded.
    pub reminders: Reminders,
    /// The server for mail.
    pub mail: Mail,
    /// The robot of the office's group.
    pub robot: Robot,
    /// Where other programs hear of issued summaries.
    pub webhook: Webhook,
    /// The fonts of papers.
    pub papers: Papers,
    /// The pages of responsible parties.
    pub party: Party,
    /// The map.
    pub map: Map,
    /// Names and language.
    pub display: Display,
    /// Sizes of pages and requests.
    pub limits: Limits,
}

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The address people type, without a slash at the end.
    #[serde(deserialize_with = "empty_is_none")]
    pub public_url: Option<String>,
    /// The built pages, scripts and styles.
    pub site_root: PathBuf,
    /// Folder for the database and the photos.
    pub data_dir: PathBuf,
    /// Filter of the log, in the syntax of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// Form of the log.
    pub log_format: LogFormat,
    /// Whether the last address of `X-Forwarded-For` is believed.
    pub trusted_proxy: bool,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`; never empty after loading. Secret, because it may hold a password.
    pub url: SecretString,
    /// SQLite: connections for reading.
    pub readers: u32,
    /// SQLite: page cache of each connection that reads, MiB.
    pub reader_cache_mib: u32,
    /// SQLite: page cache of the connection that writes, MiB.
    pub writer_cache_mib: u32,
    /// PostgreSQL: connections in all.
    pub pg_pool: u32,
    /// SQLite: what a commit waits for.
    pub synchronous: Synchronous,
}

/// What a commit of SQLite waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Synchronous {
    /// For the disk, each time.
    Full,
    /// For the disk at checkpoints only.
    Normal,
}

/// `[storage]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// A folder, `file:///folder` or `s3://bucket/prefix`; never empty after loading.
    pub url: String,
    /// S3: scheme and host of the server; without it Amazon's for the region.
    #[serde(deserialize_with = "empty_is_none")]
    pub endpoint: Option<String>,
    /// S3: the region.
    #[serde(deserialize_with = "empty_is_none")]
    pub region: Option<String>,
    /// S3: where the bucket stands in an address.
    pub bucket_in: BucketIn,
    /// S3: the name of the key.
    pub access_key: String,
    /// S3: the key.
    pub secret_key: SecretString,
    /// S3: whether another machine may be spoken to without encryption.
    pub allow_http: bool,
    /// S3: whether browsers fetch pictures from the bucket itself, by links that end soon.
    pub signed_links: bool,
}

/// Where the bucket stands in an address of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BucketIn {
    /// `https://endpoint/bucket/…`
    Path,
    /// `https://bucket.endpoint/…`
    Host,
}

/// `[session]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Hours of disuse after which a session ends.
    pub max_age_hours: u32,
    /// Whether the cookie goes over https only; see [`Config::cookie_is_secure`].
    pub secure_cookie: SecureCookie,
}

/// Whether the session cookie goes over https only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum SecureCookie {
    /// When `server.public_url` is https.
    Auto,
    /// Always.
    Always,
    /// Never: for a trial in a network without https.
    Never,
}

// not derived, because a TOML file may say true as well as "true"
impl TryFrom<String> for SecureCookie {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "auto" => Ok(Self::Auto),
            "true" => Ok(Self::Always),
            "false" => Ok(Self::Never),
            _ => Err("must be auto, true or false"),
        }
    }
}

/// `[sign_in]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Attempts a minute from one network address.
    pub per_address_per_minute: u32,
    /// Attempts a minute for one login from anywhere.
    pub per_login_per_minute: u32,
}

/// `[photos]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photos {
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Most pixels, width × height.
    pub max_pixels: u64,
}

impl Photos {
    /// In the form that [`crate::photos::intake`] takes.
    pub fn limits(&self) -> crate::photos::PhotoLimits {
        crate::photos::PhotoLimits { max_bytes: self.max_bytes, max_pixels: self.max_pixels }
    }
}

/// `[field]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Minutes without a touch after which a tablet locks.
    pub idle_minutes: u32,
    /// Hours that work may wait on a tablet before its ledger turns red.
    pub late_hours: u32,
}

/// `[programmes]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programmes {
    /// A networked device is silent after so many hours without a word.
    pub silent_hours: u32,
    /// Gear counts as expiring so many months before the end of its life.
    pub expiring_months: u32,
}

/// `[intake]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Requests a minute from one network address.
    pub per_address_per_minute: u32,
    /// Requests a minute with one token.
    pub per_vendor_per_minute: u32,
}

/// `[reminders]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// When the messages of a day are sent, in Shanghai.
    pub digest_at: Clock,
    /// Working days after a deadline until the office is told.
    pub office_after_days: u16,
    /// Working days after a deadline until the leader is told.
    pub leader_after_days: u16,
}

impl Reminders {
    /// In the form that the rule takes.
    pub fn ladder(&self) -> Ladder {
        Ladder { office_after: self.office_after_days, leader_after: self.leader_after_days }
    }
}

/// `[mail]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Host; without it there is no mail.
    #[serde(deserialize_with = "empty_is_none")]
    pub server: Option<String>,
    /// Port.
    pub port: u16,
    /// How the way there is guarded.
    pub security: MailSecurity,
    /// Name there.
    #[serde(deserialize_with = "empty_is_none")]
    pub login: Option<String>,
    /// Password there; may be empty.
    pub password: SecretString,
    /// The sender's address.
    #[serde(deserialize_with = "empty_is_none")]
    pub from: Option<String>,
}

/// How the way to the server for mail is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// Encrypted from the start.
    Tls,
    /// Encrypted before anything is said.
    Starttls,
    /// Not at all.
    None,
}

/// `[robot]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Robot {
    /// Whose it is.
    pub kind: RobotKind,
    /// Its address; empty without a robot. Secret, because it holds the key.
    pub url: SecretString,
    /// With which DingTalk wants messages signed; may be empty.
    pub secret: SecretString,
    /// A word that it asks for in every message.
    #[serde(deserialize_with = "empty_is_none")]
    pub keyword: Option<String>,
}

/// `[webhook]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Its address; empty without one. Secret, because it may hold a key.
    pub url: SecretString,
    /// The key of the signature; empty: not signed.
    pub secret: SecretString,
}

/// `[papers]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Papers {
    /// A folder with fonts, besides those of the system.
    #[serde(deserialize_with = "empty_is_none")]
    pub font_folder: Option<String>,
    /// Family of the text.
    pub body_font: String,
    /// Family of the headings inside.
    pub heading_font: String,
    /// Family of the title.
    pub title_font: String,
}

/// `[party]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Requests a minute from one network address.
    pub per_address_per_minute: u32,
    /// Requests a minute with one token, its photos included.
    pub per_link_per_minute: u32,
    /// Forms a minute, from one network address and with one token.
    pub sends_per_minute: u32,
}

/// `[map]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// What lies under our own layers.
    pub base_kind: BaseKind,
    /// Template of the tiles' addresses, for raster and vector.
    #[serde(deserialize_with = "empty_is_none")]
    pub base_url: Option<String>,
    /// The archive of the tiles, for pmtiles.
    #[serde(deserialize_with = "empty_is_none")]
    pub base_file: Option<String>,
    /// Datum of the tiles.
    pub base_datum: BaseDatum,
    /// The credit the tiles' owner asks for.
    #[serde(deserialize_with = "empty_is_none")]
    pub base_attribution: Option<String>,
    /// Where the map opens: degrees east, WGS-84.
    pub centre_lon: f64,
    /// Where the map opens: degrees north, WGS-84.
    pub centre_lat: f64,
    /// How near it opens.
    pub zoom: f64,
}

/// What lies under our own layers of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BaseKind {
    /// The built-in sketch.
    Schematic,
    /// Pictures.
    Raster,
    /// Mapbox vector tiles.
    Vector,
    /// Tiles of either kind in a file of this machine.
    Pmtiles,
}

/// Datum of the base map's tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BaseDatum {
    /// WGS-84, and CGCS2000, which is the same for a map.
    Wgs84,
    /// GCJ-02.
    Gcj02,
}

/// `[display]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Display {
    /// The office's name in Chinese.
    pub office_name_zh: String,
    /// The office's name in English.
    pub office_name_en: String,
    /// Language before anyone has chosen.
    pub default_locale: Locale,
    /// Code of the area this installation is for.
    pub area_root: String,
}

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// `[limits]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Rows on a page of a list.
    pub page_size: u32,
    /// Totals are counted up to here.
    pub total_cap: u32,
    /// Largest body of a plain form, in bytes.
    pub form_bytes: usize,
    /// Largest JSON body, in bytes.
    pub json_bytes: usize,
    /// Largest body of a form with photos, in bytes.
    pub upload_bytes: usize,
}

impl Config {
    /// Whether the session cookie is sent over https only.
    pub fn cookie_is_secure(&self) -> bool {
        match self.session.secure_cookie {
            SecureCookie::Always => true,
            SecureCookie::Never => false,
            SecureCookie::Auto => {
                let url = self.server.public_url.as_deref();
                url.is_some_and(|url| url.starts_with("https://"))
            }
        }
    }

    /// Fills in what depends on other keys, so that nobody else needs to know the rule.
    pub(super) fn complete(&mut self) {
        let data_dir = self.server.data_dir.clone();
        if self.database.url.expose_secret().is_empty() {
            let file = data_dir.join("xunan.db");
            self.database.url = format!("sqlite://{}", file.display()).into();
        }
        if self.storage.url.is_empty() {
            self.storage.url = data_dir.join("files").display().to_string();
        }
        if let Some(url) = &mut self.server.public_url {
            url.truncate(url.trim_end_matches('/').len());
        }
    }
}

fn empty_is_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    Ok((!text.is_empty()).then_some(text))
}
