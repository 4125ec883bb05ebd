//! Opening what the configuration names.

use super::Failure;
use backend::{
    config::{Config, Synchronous},
    copy,
    ctx::{Limits, State},
    db::{Db, DbConfig, Durability},
    figures,
    outgoing::Outgoing,
    papers::{FontChoice, Printing},
    reference, search, sites,
    storage::Storage,
};
use migrations::MigrationStatus;
use secrecy::ExposeSecret;

/// Opens the database as it is.
pub async fn open_database(config: &Config) -> Result<Db, Failure> {
    open_at(config, config.database.url.expose_secret()).await
}

/// The same for another address than that of the configuration.
pub async fn open_at(config: &Config, url: &str) -> Result<Db, Failure> {
    std::fs::create_dir_all(&config.server.data_dir).map_err(|e| {
        Failure::failed(format!("the folder {} cannot be made: {e}", config.server.data_dir.display()))
    })?;
    let database = &config.database;
    let is_sqlite = url.starts_with("sqlite:");
    let settings = DbConfig {
        url: url.to_owned(),
        // on PostgreSQL one number for both kinds of connection
        readers: if is_sqlite { database.readers } else { (database.pg_pool / 2).max(1) },
        writers: (database.pg_pool - database.pg_pool / 2).max(1),
        durability: match database.synchronous {
            Synchronous::Full => Durability::Full,
            Synchronous::Normal => Durability::Normal,
        },
        reader_cache_mib: database.reader_cache_mib,
        writer_cache_mib: database.writer_cache_mib,
        ..DbConfig::default()
    };
    Db::connect(&settings).await.map_err(|e| Failure::failed(format!("the database cannot be opened: {e}")))
}

/// Opens the database, brings its schema up to date, loads the reference data that is missing, opens the store
/// of photos.
pub async fn open_state(config: &Config) -> Result<State, Failure> {
    let db = open_database(config).await?;
    db.migrate_up(None).await.map_err(|e| {
        Failure::failed(format!("the schema of the database could not be brought up to date: {e}"))
    })?;
    make_ready(&db).await?;
    state(config, db).await
}

/// Makes what an update of the program has to make once. A database of which only a part is there is refused.
async fn make_ready(db: &Db) -> Result<(), Failure> {
    if copy::is_unfinished(db).await? {
        return Err(Failure::failed(
            "数据库迁移复制尚未完成，请再次运行 server migrate copy。A copy into this database has not finished: run `server \
             migrate copy` again",
        ));
    }
    reference::load::ensure(db).await?;
    let keyed = sites::keys::ensure(db).await?;
    if keyed > 0 {
        tracing::info!(sites = keyed, "made the keys by which duplicate sites are found");
    }
    let counted = figures::recount::ensure(db).await?;
    if counted > 0 {
        tracing::info!(hazards = counted, "counted the figures anew, by the rules of this program");
    }
    Ok(())
}

/// The same for a database whose schema is kept by hand (`migrate up`): one that is behind is refused.
pub async fn open_state_as_it_is(config: &Config) -> Result<State, Failure> {
    let db = open_database(config).await?;
    let behind =
        db.migrations().await?.iter().filter(|(_, status)| *status == MigrationStatus::Pending).count();
    if behind > 0 {
        return Err(Failure::failed(format!(
            "the schema of the database is {behind} changes behind: run `server migrate up`"
        )));
    }
    make_ready(&db).await?;
    state(config, db).await
}

async fn state(config: &Config, db: Db) -> Result<State, Failure> {
    let storage = Storage::of(&config.storage).map_err(Failure::failed)?;
    storage.check().await.map_err(Failure::failed)?;
    let limits = Limits {
        page_size: config.limits.page_size.into(),
        total_cap: config.limits.total_cap.into(),
        idle_minutes: config.field.idle_minutes,
        late_hours: config.field.late_hours,
        silent_hours: config.programmes.silent_hours,
        expiring_months: config.programmes.expiring_months,
        digest_at: config.reminders.digest_at,
        ladder: config.reminders.ladder(),
        ..Limits::default()
    };
    let papers = &config.papers;
    let printing = Printing::new(
        FontChoice {
            folder: papers.font_folder.as_ref().map(Into::into),
            body: papers.body_font.clone(),
            heading: papers.heading_font.clone(),
            title: papers.title_font.clone(),
        },
        config.server.public_url.clone(),
        // the office signs for its own subdistrict; in a larger area each signs with the subdistrict's name
        config.display.area_root.parse().ok().map(|area| (area, config.display.office_name_zh.clone())),
    );
    let outgoing = Outgoing::open(config).map_err(Failure::failed)?;
    let state = State::new(db, storage, limits).with_outgoing(outgoing).with_printing(printing);
    search::renewal::look(&state).await?;
    Ok(state)
}
