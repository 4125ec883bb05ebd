//! Passwords: the rule for choosing one, and Argon2id hashes.
//!
//! One hash needs 19 MiB and some tens of milliseconds, on purpose. Work runs on the blocking
//! threads and only a few at a time, so a storm of sign-ins costs waiting, not memory.

use std::collections::HashSet;
use std::sync::Arc;

use argon2::password_hash::{
    Output, ParamsString, PasswordHash, PasswordHasher, PasswordVerifier, SaltString,
};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

/// Fewest characters of a password; a phrase in any language counts by characters, not bytes.
pub const MIN_CHARACTERS: usize = 10;

/// Most characters of a password. Long enough for any phrase; no megabytes into the hash.
pub const MAX_CHARACTERS: usize = 200;

/// Sign-ins that may wait for their turn; further ones are told to come back.
const LONGEST_QUEUE: usize = 128;

/// Why a chosen password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Fewer than [`MIN_CHARACTERS`].
    #[error("the password has fewer than {MIN_CHARACTERS} characters")]
    TooShort,
    /// More than [`MAX_CHARACTERS`].
    #[error("the password has more than {MAX_CHARACTERS} characters")]
    TooLong,
    /// The login, or little more than the login.
    #[error("the password is made from the sign-in name")]
    LikeLogin,
    /// Among the first that anyone would try.
    #[error("the password is too easy to guess")]
    TooCommon,
}

impl PasswordRefused {
    /// Stable code, the key of the text on the screen.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password_too_short",
            Self::TooLong => "password_too_long",
            Self::LikeLogin => "password_like_login",
            Self::TooCommon => "password_too_common",
        }
    }
}

/// Passwords of ten and more characters found at the top of every list of leaked ones, and those
/// that this service itself invites. Compared after lower-casing.
const COMMON: &[&str] = &[
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "147258369a",
    "5201314520",
    "a123456789",
    "a5201314520",
    "aa123456789",
    "aa12345678",
    "abc1234567",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "admin12345",
    "admin123456",
    "administrator",
    "changning123",
    "football123",
    "iloveyou123",
    "iloveyou1314",
    "letmein123",
    "login12345",
    "office12345",
    "p@ssw0rd123",
    "pass123456",
    "passw0rd123",
    "password01",
    "password11",
    "password12",
    "password123",
    "password1234",
    "q123456789",
    "qazwsxedcrfv",
    "qq123456789",
    "qwer123456",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "shanghai123",
    "w123456789",
    "welcome123",
    "woaini1314",
    "woaini5201314",
    "woaini123456",
    "xianxia123",
    "xianxia12345",
    "xunan12345",
    "xunan123456",
    "z123456789",
    "zxcvbnm123",
    "zxcvbnm1234",
];

/// Refuses a password that is too short, made from the login or known to everyone.
///
/// There is no demand for capitals or signs: length protects, and demands lead to notes on screens
/// (NIST SP 800-63B, section 5.1.1.2).
pub fn check_choice(login: &str, password: &str) -> Result<(), PasswordRefused> {
    let length = password.chars().count();
    if length < MIN_CHARACTERS {
        return Err(PasswordRefused::TooShort);
    }
    if length > MAX_CHARACTERS {
        return Err(PasswordRefused::TooLong);
    }
    let password = password.to_lowercase();
    let login = login.trim().to_lowercase();
    // what is left beside the login, wherever it stands, must be worth something by itself
    if login.chars().count() >= 3
        && password.contains(&login)
        && password.replace(&login, "").chars().count() < MIN_CHARACTERS / 2
    {
        return Err(PasswordRefused::LikeLogin);
    }
    if COMMON.contains(&password.as_str()) || is_monotonous(&password) {
        return Err(PasswordRefused::TooCommon);
    }
    Ok(())
}

/// Fewer than five different characters, or one long run such as 1234567890 or abcdefghij.
fn is_monotonous(password: &str) -> bool {
    let different: HashSet<char> = password.chars().collect();
    if different.len() < 5 {
        return true;
    }
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = |step: i64| {
        codes.windows(2).all(|pair| {
            // 9 → 0 and 0 → 9 continue the run on the keyboard's row of digits
            pair[1] - pair[0] == step || pair[1] - pair[0] == -9 * step
        })
    };
    steps(1) || steps(-1)
}

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl HashCost {
    /// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
    pub const RECOMMENDED: Self = Self { memory_kib: 19_456, passes: 2 };
}

/// Why hashing or checking did not happen.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many sign-ins wait already: try again in a moment.
    #[error("too many sign-ins at once")]
    Busy,
    /// The stored hash is not readable; the account needs a new password.
    #[error("the stored password hash is damaged: {0}")]
    Damaged(argon2::password_hash::Error),
    /// The hash could not be computed.
    #[error("cannot hash a password: {0}")]
    Hashing(argon2::password_hash::Error),
    /// The server is shutting down.
    #[error("the password work was cut off")]
    CutOff,
}

/// Hashes and checks passwords. Cheap to clone; clones share the limits.
#[derive(Debug, Clone)]
pub struct Passwords {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    argon2: Argon2<'static>,
    /// A hash that nobody's password has, checked when the login is unknown.
    decoy: String,
    at_work: Arc<Semaphore>,
    queue: Semaphore,
}

impl Passwords {
    /// With the recommended cost.
    pub fn new() -> Self {
        Self::with_cost(HashCost::RECOMMENDED)
    }

    /// With another cost; tests use a cheap one.
    ///
    /// # Panics
    /// If Argon2 does not allow the cost (less than 8 KiB or no pass).
    pub fn with_cost(cost: HashCost) -> Self {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .expect("the cost is a constant chosen within Argon2's limits");
        let decoy = decoy(&params).expect("random bytes of these lengths are a salt and a hash");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // more at once than cores would not be faster, only larger
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            shared: Arc::new(Shared {
                argon2,
                decoy,
                at_work: Arc::new(Semaphore::new(cores.clamp(1, 4))),
                queue: Semaphore::new(LONGEST_QUEUE),
            }),
        }
    }

    /// The hash to store, a PHC string with its own salt and cost.
    pub async fn hash(&self, password: SecretString) -> Result<String, PasswordError> {
        self.work(move |shared| {
            hash(&shared.argon2, password.expose_secret().as_bytes()).map_err(PasswordError::Hashing)
        })
        .await
    }

    /// Whether `password` belongs to `stored`.
    ///
    /// Pass `None` when there is no such account: the same work is done and the answer is no, so the
    /// time taken does not tell which logins exist. Passwords beyond [`MAX_CHARACTERS`] are checked
    /// against the decoy for the same reason.
    pub async fn verify(
        &self,
        stored: Option<String>,
        password: SecretString,
    ) -> Result<bool, PasswordError> {
        self.work(move |shared| {
            let too_long = password.expose_secret().chars().count() > MAX_CHARACTERS;
            let known = stored.is_some() && !too_long;
            let stored = stored.filter(|_| known);
            let parsed = PasswordHash::new(stored.as_deref().unwrap_or(&shared.decoy))
                .map_err(PasswordError::Damaged)?;
            let given: &[u8] = if too_long { b"-" } else { password.expose_secret().as_bytes() };
            // the cost is taken from the stored hash, so older hashes stay valid
            match shared.argon2.verify_password(given, &parsed) {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::Password) => Ok(false),
                Err(e) => Err(PasswordError::Damaged(e)),
            }
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Shared) -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let shared = Arc::clone(&self.shared);
        let _place = self.shared.queue.try_acquire().map_err(|_| PasswordError::Busy)?;
        let turn = Arc::clone(&shared.at_work).acquire_owned().await.map_err(|_| PasswordError::CutOff)?;
        tokio::task::spawn_blocking(move || {
            // held by the work itself: a caller who gave up must not free its place early
            let _turn = turn;
            job(&shared)
        })
        .await
        .map_err(|_| PasswordError::CutOff)?
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

/// What looks like a hash of this cost and is noise: making a real one would be the most memory that a start needs, and more
/// than a server at rest has otherwise.
fn decoy(params: &Params) -> Result<String, argon2::password_hash::Error> {
    let (mut salt, mut noise) = ([0; 16], [0; 32]);
    rand::rng().fill_bytes(&mut salt);
    rand::rng().fill_bytes(&mut noise);
    let salt = SaltString::encode_b64(&salt)?;
    let decoy = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params)?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&noise)?),
    };
    Ok(decoy.to_string())
}

fn hash(argon2: &Argon2<'_>, password: &[u8]) -> Result<String, argon2::password_hash::Error> {
    let mut salt = [0; 16];
    rand::rng().fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt)?;
    Ok(argon2.hash_password(password, &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{StreamExt, stream::FuturesUnordered};

    fn cheap() -> Passwords {
        Passwords::with_cost(HashCost { memory_kib: 64, passes: 1 })
    }

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn the_rule() {
        use PasswordRefused::*;
        for (login, password, answer) in [
            ("wang", "correct horse battery", Ok(())),
            ("wang", "仙霞路的桂花开了很香呀", Ok(())),
            ("wang", "wang likes long walks", Ok(())),
            ("li", "lili-48-qwer-xx", Ok(())),
            ("wang", "short", Err(TooShort)),
            ("wang", "仙霞路的桂花开", Err(TooShort)),
            ("wang", "", Err(TooShort)),
            ("wang", &"长".repeat(MAX_CHARACTERS + 1), Err(TooLong)),
            ("wangxiaoming", "wangxiaoming", Err(LikeLogin)),
            ("wangxiaoming", "WangXiaoMing88", Err(LikeLogin)),
            ("wang", "wangwangwang", Err(LikeLogin)),
            ("wang", "1wang1wang1", Err(LikeLogin)),
            ("wang", "Password123", Err(TooCommon)),
            ("wang", "aaaaaaaaaaaa", Err(TooCommon)),
            ("wang", "1212121212121", Err(TooCommon)),
            ("wang", "1234567890", Err(TooCommon)),
            ("wang", "0987654321", Err(TooCommon)),
            ("wang", "abcdefghijkl", Err(TooCommon)),
        ] {
            assert_eq!(check_choice(login, password), answer, "{password}");
        }
    }

    #[test]
    fn the_list_holds_only_what_the_length_lets_through() {
        for common in COMMON {
            assert!(common.chars().count() >= MIN_CHARACTERS, "{common}");
            assert_eq!(common.to_lowercase(), *common);
        }
    }

    #[tokio::test]
    async fn right_wrong_and_unknown() {
        let passwords = cheap();
        let stored = passwords.hash(secret("correct horse")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        let verify =
            |stored: Option<&str>, given: &str| passwords.verify(stored.map(str::to_owned), secret(given));
        assert!(verify(Some(&stored), "correct horse").await.unwrap());
        assert!(!verify(Some(&stored), "Correct horse").await.unwrap());
        assert!(!verify(Some(&stored), "").await.unwrap());
        assert!(!verify(None, "correct horse").await.unwrap());
        assert!(!verify(Some(&stored), &"x".repeat(5000)).await.unwrap());
        assert!(matches!(verify(Some("not a hash"), "x").await, Err(PasswordError::Damaged(_))));
    }

    #[tokio::test]
    async fn every_hash_has_its_own_salt() {
        let passwords = cheap();
        let one = passwords.hash(secret("the same words")).await.unwrap();
        let two = passwords.hash(secret("the same words")).await.unwrap();
        assert_ne!(one, two);
    }

    #[tokio::test]
    async fn hashes_made_at_another_cost_stay_valid() {
        let old = Passwords::with_cost(HashCost { memory_kib: 32, passes: 2 });
        let stored = old.hash(secret("the same words")).await.unwrap();
        let passwords = cheap();
        let verified = passwords.verify(Some(stored), secret("the same words"));
        assert!(verified.await.unwrap());
    }

    #[tokio::test]
    async fn the_decoy_costs_as_much_as_a_real_check() {
        let passwords = Passwords::new();
        let decoy = PasswordHash::new(&passwords.shared.decoy).unwrap();
        assert_eq!(Params::try_from(&decoy).unwrap().m_cost(), HashCost::RECOMMENDED.memory_kib);
        assert_eq!(Params::try_from(&decoy).unwrap().t_cost(), HashCost::RECOMMENDED.passes);
    }

    #[tokio::test]
    async fn a_storm_waits_in_line_and_the_line_has_an_end() {
        let passwords = cheap();
        let mut everyone: FuturesUnordered<_> =
            (0..LONGEST_QUEUE + 40).map(|_| passwords.verify(None, secret("whatever"))).collect();
        // nobody's work is done while the turns are held, so whoever has an answer was sent away
        let at_work = Arc::clone(&passwords.shared.at_work);
        let places = u32::try_from(at_work.available_permits()).unwrap();
        let held = at_work.acquire_many_owned(places).await.unwrap();
        let sent_away: Vec<_> = everyone.by_ref().take(40).collect().await;
        assert!(sent_away.iter().all(|answer| matches!(answer, Err(PasswordError::Busy))));
        drop(held);
        let served: Vec<_> = everyone.collect().await;
        assert_eq!(served.len(), LONGEST_QUEUE);
        assert!(served.iter().all(|answer| matches!(answer, Ok(false))));
        assert!(!passwords.verify(None, secret("later")).await.unwrap());
    }

    #[test]
    fn nothing_shows_the_password() {
        assert!(!format!("{:?}", secret("correct horse")).contains("horse"));
    }
}
