//! Links that open something without an account: whoever has the token in the address gets in, until the link ends or is taken back.

use crate::text_enum;
use chrono::{DateTime, Utc};

text_enum! {
    /// Where a link stands.
    LinkState {
        /// It opens its page.
        Open = "open",
        /// Its time is over.
        Expired = "expired",
        /// The office took it back.
        Revoked = "revoked",
    }
}

impl LinkState {
    /// Where a link stands at `now`. What was taken back stays so, whatever its time says.
    pub fn of(revoked_at: Option<DateTime<Utc>>, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        match revoked_at {
            Some(_) => Self::Revoked,
            None if now >= expires_at => Self::Expired,
            None => Self::Open,
        }
    }
}
