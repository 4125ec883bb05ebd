//! Signing in, and keeping the accounts.

use crate::{
    audit::{self, Author, Entry},
    ctx::State,
    db::WriteTx,
    entities::{area, user_account},
    error::{Error, Result},
    passwords::{MAX_CHARACTERS, MIN_CHARACTERS, PasswordError, PasswordRefused, check_choice},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role},
    area::AreaCode,
    calendar::to_millis,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::UserId,
    text::{Texts, tidy},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use secrecy::{ExposeSecret, SecretString};

/// Languages of the screens.
pub const LOCALES: [&str; 2] = ["zh", "en"];

/// Longest sign-in name.
const LONGEST_LOGIN: usize = 64;

/// Who stands in the audit log for what is done at the server's console.
const CONSOLE: &str = "command line";

/// A person who may be signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who, in which role.
    pub actor: Actor,
    /// Language, `zh` or `en`.
    pub locale: String,
    /// Changes with the password, so that older sessions end.
    pub password_hash: String,
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddPerson {
    /// Made by the caller.
    pub id: UserId,
    /// Sign-in name; kept in lower case.
    pub login: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The area whose subtree the person sees.
    pub area: AreaCode,
    /// Phone.
    pub phone: Option<String>,
    /// Language, `zh` or `en`.
    pub locale: String,
}

/// An account as the administration lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    /// Who, in which role.
    pub actor: Actor,
    /// Since when it is disabled.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A sign-in name as it is stored and compared.
fn login_of(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Signs somebody in. Unknown login, wrong password and disabled account answer alike and take the same time.
/// Every attempt stands in the audit log.
pub async fn authenticate(state: &State, login: &str, password: SecretString) -> Result<Account> {
    let login = login_of(login);
    // no account has such a login, and PostgreSQL would not even take the question
    let possible = login.chars().count() <= LONGEST_LOGIN && !login.chars().any(char::is_control);
    let row = if possible { by_login(state, &login).await? } else { None };
    let row = row.filter(|r| r.disabled_at.is_none());
    let stored = row.as_ref().map(|r| r.password_hash.clone());
    let passwords = state.passwords();
    let right = match passwords.verify(stored, password.clone()).await {
        // an account that never had a usable password: the same work as for one that does not exist
        Err(PasswordError::Damaged(_)) => passwords.verify(None, password).await,
        other => other,
    };
    let known = row.filter(|_| matches!(right, Ok(true)));
    right.map_err(refused_work)?;
    let author = Author {
        at: to_millis(Utc::now()),
        id: known.as_ref().map(|r| UserId(r.id)),
        login: login.chars().filter(|c| !c.is_control()).take(LONGEST_LOGIN).collect(),
    };
    let action = if known.is_some() { "sign_in.ok" } else { "sign_in.failed" };
    let area = known.as_ref().map(|r| r.area_code.parse()).transpose()?;
    let subject = known.as_ref().map_or_else(String::new, |r| r.id.to_string());
    let line =
        Entry { action: action.into(), subject_type: "user", subject, area, detail: serde_json::json!({}) };
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                audit::write_as(tx, &author, [line]);
                Ok::<_, Error>(())
            })
        })
        .await?;
    match known {
        Some(row) => account_of(row),
        None => Err(Error::code(Code::BadCredentials)),
    }
}

fn refused_work(error: PasswordError) -> Error {
    match error {
        PasswordError::Busy => Error::code(Code::Busy),
        other => Error::internal(other),
    }
}

/// The account behind a session; `None` when it is gone or disabled. A change made by this process counts at once,
/// one made by another within a second.
pub async fn account(state: &State, id: UserId) -> Result<Option<Account>> {
    if let Some(account) = state.accounts().get(id) {
        return Ok(Some(account));
    }
    let row = user_account::Entity::find_by_id(id.0).one(state.db.read()).await?;
    let account = row.filter(|r| r.disabled_at.is_none()).map(account_of).transpose()?;
    if let Some(account) = &account {
        state.accounts().remember(account.clone());
    }
    Ok(account)
}

async fn by_login(state: &State, login: &str) -> Result<Option<user_account::Model>> {
    Ok(user_account::Entity::find()
        .filter(user_account::Column::Login.eq(login))
        .one(state.db.read())
        .await?)
}

fn actor_of(row: &user_account::Model) -> Result<Actor> {
    Ok(Actor {
        user: UserId(row.id),
        login: row.login.clone(),
        name: row.name.clone(),
        role: row.role.parse()?,
        area: row.area_code.parse()?,
    })
}

fn account_of(row: user_account::Model) -> Result<Account> {
    Ok(Account { actor: actor_of(&row)?, locale: row.locale, password_hash: row.password_hash })
}

/// Adds an account. The same id with the same login is accepted again and keeps its password.
pub async fn add(state: &State, person: AddPerson, password: SecretString) -> Result<UserId> {
    let row = new_row(state, person, password).await?;
    let user = UserId(row.id);
    change(state, move |tx| {
        Box::pin(async move {
            if let Some(there) = user_account::Entity::find_by_id(row.id).one(tx).await? {
                let same = there.login == row.login;
                return if same { Ok(None) } else { Err(Error::code(Code::ContentConflict)) };
            }
            let taken = user_account::Entity::find()
                .filter(user_account::Column::Login.eq(&row.login))
                .one(tx)
                .await?;
            if taken.is_some() {
                return Err(Fault::field("login", FieldCode::Duplicate).into());
            }
            if area::Entity::find_by_id(&row.area_code).one(tx).await?.is_none() {
                return Err(Fault::field("area", FieldCode::Unknown).into());
            }
            let line = line("user.add", &row, serde_json::json!({"login": row.login, "role": row.role}))?;
            row.into_active_model().reset_all().insert(tx).await?;
            Ok(Some(line))
        })
    })
    .await?;
    Ok(user)
}

async fn new_row(state: &State, person: AddPerson, password: SecretString) -> Result<user_account::Model> {
    let login = login_of(&person.login);
    let mut faults = Vec::new();
    Texts::new(&mut faults)
        .line("login", &login)
        .line("name", &person.name)
        .optional_line("phone", person.phone.as_deref());
    let is = login.chars().count();
    if is > LONGEST_LOGIN {
        faults.push(FieldFault::new("login", FieldCode::TooLong).with("max", LONGEST_LOGIN).with("is", is));
    }
    if login.chars().any(char::is_whitespace) {
        faults.push(FieldFault::new("login", FieldCode::Malformed));
    }
    if !LOCALES.contains(&person.locale.as_str()) {
        faults.push(FieldFault::new("locale", FieldCode::NotAllowed));
    }
    Fault::check(faults)?;
    let password_hash = hashed(state, &login, password).await?;
    let now = to_millis(Utc::now());
    Ok(user_account::Model {
        id: person.id.0,
        login,
        name: tidy(&person.name).unwrap_or_default(),
        role: person.role.as_str().into(),
        area_code: person.area.into(),
        password_hash,
        phone: person.phone.as_deref().and_then(tidy),
        locale: person.locale,
        disabled_at: None,
        created_at: now,
        updated_at: now,
    })
}

/// The hash of a chosen password, when it is good enough.
async fn hashed(state: &State, login: &str, password: SecretString) -> Result<String> {
    if let Err(refused) = check_choice(login, password.expose_secret()) {
        let fault = match refused {
            PasswordRefused::TooShort => {
                FieldFault::new("password", FieldCode::TooShort).with("min", MIN_CHARACTERS)
            }
            PasswordRefused::TooLong => {
                FieldFault::new("password", FieldCode::TooLong).with("max", MAX_CHARACTERS)
            }
            PasswordRefused::LikeLogin | PasswordRefused::TooCommon => {
                FieldFault::new("password", FieldCode::NotAllowed).with("why", refused.code())
            }
        };
        return Err(Fault::fields(vec![fault]).into());
    }
    state.passwords().hash(password).await.map_err(refused_work)
}

/// Gives an account another password; sessions that began with the old one end.
pub async fn set_password(state: &State, login: &str, password: SecretString) -> Result<()> {
    let login = login_of(login);
    let password_hash = hashed(state, &login, password).await?;
    update(state, login, "user.set_password", move |row| row.password_hash = password_hash).await
}

/// Disables an account. It stays, because records name it.
pub async fn disable(state: &State, login: &str) -> Result<()> {
    let now = to_millis(Utc::now());
    update(state, login_of(login), "user.disable", move |row| {
        row.disabled_at.get_or_insert(now);
    })
    .await
}

async fn update(
    state: &State,
    login: String,
    action: &'static str,
    edit: impl FnOnce(&mut user_account::Model) + Send + 'static,
) -> Result<()> {
    change(state, move |tx| {
        Box::pin(async move {
            let found =
                user_account::Entity::find().filter(user_account::Column::Login.eq(login)).one(tx).await?;
            let mut row = found.ok_or_else(|| Fault::field("login", FieldCode::Unknown))?;
            edit(&mut row);
            row.updated_at = to_millis(Utc::now());
            let line = line(action, &row, serde_json::json!({"login": row.login}))?;
            row.into_active_model().reset_all().update(tx).await?;
            Ok(Some(line))
        })
    })
    .await
}

fn line(action: &str, row: &user_account::Model, detail: serde_json::Value) -> Result<Entry> {
    let (subject, area) = (row.id.to_string(), Some(row.area_code.parse()?));
    Ok(Entry { action: action.into(), subject_type: "user", subject, area, detail })
}

/// A change with its line in the audit log.
async fn change<F>(state: &State, work: F) -> Result<()>
where
    F: for<'a> FnOnce(&'a WriteTx) -> futures::future::BoxFuture<'a, Result<Option<Entry>>> + Send + 'static,
{
    let author = Author { at: to_millis(Utc::now()), id: None, login: CONSOLE.into() };
    let changed = state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let line = work(tx).await?;
                audit::write_as(tx, &author, line);
                Ok(())
            })
        })
        .await;
    state.accounts().forget();
    changed
}

/// All accounts, by login.
pub async fn list(state: &State) -> Result<Vec<AccountLine>> {
    let rows =
        user_account::Entity::find().order_by_asc(user_account::Column::Login).all(state.db.read()).await?;
    rows.iter().map(|row| Ok(AccountLine { actor: actor_of(row)?, disabled_at: row.disabled_at })).collect()
}
