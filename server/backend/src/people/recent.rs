//! Accounts that were read a moment ago: every request asks who is behind its session, and a page is followed at
//! once by the requests for its map and its photos.

use super::service::Account;
use domain::ids::UserId;
use moka::sync::Cache;
use std::time::Duration;

/// Another process may change an account, so it is not remembered for longer.
const REMEMBERED: Duration = Duration::from_secs(1);

/// Most accounts remembered.
const MOST: u64 = 10_000;

/// Clones share what they remember.
#[derive(Clone)]
pub(crate) struct RecentAccounts(Cache<UserId, Account>);

impl Default for RecentAccounts {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(REMEMBERED).build())
    }
}

impl RecentAccounts {
    /// An account, when it was read within the last second and none was changed since.
    pub fn get(&self, id: UserId) -> Option<Account> {
        self.0.get(&id)
    }

    /// Remembers an account that was just read and may be signed in.
    pub fn remember(&self, account: Account) {
        self.0.insert(account.actor.user, account);
    }

    /// Forgets all, after a change.
    pub fn forget(&self) {
        self.0.invalidate_all();
    }
}
