//! How often somebody may try: to sign in, to send what a vendor tells, to open the page behind a link.
//!
//! Each server counts in memory what it is asked itself: that keeps a flood from its database. What must hold for all servers
//! together is counted in the database too ([`Everywhere`]).

use backend::{
    attempts::{Counted, count},
    db::Db,
};
use chrono::Utc;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};
use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

/// Two limits at once: per network address, against one who tries many names (logins, tokens), and per name, against many
/// who try one. Kept in memory, so each of several servers has its own.
pub struct AttemptLimits {
    addresses: Limiter<IpAddr>,
    /// By a hash, so that a long name takes no more room than a short one.
    names: Limiter<u64>,
    hasher: RandomState,
    clock: DefaultClock,
}

impl AttemptLimits {
    /// With so many attempts a minute from an address, and with a name.
    pub fn new(per_address: u32, per_name: u32) -> Self {
        let quota = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Self {
            addresses: RateLimiter::keyed(quota(per_address)),
            names: RateLimiter::keyed(quota(per_name)),
            hasher: RandomState::new(),
            clock: DefaultClock::default(),
        }
    }

    /// Counts an attempt. `Err`: not now, but in so many seconds.
    pub fn allow(&self, address: IpAddr, name: &str) -> Result<(), u64> {
        let wait = |until: governor::NotUntil<_>| until.wait_time_from(self.clock.now()).as_secs() + 1;
        self.addresses.check_key(&network(address)).map_err(wait)?;
        self.names.check_key(&self.hasher.hash_one(name)).map_err(wait)
    }

    /// Forgets those who have not tried for a while.
    pub fn tidy(&self) {
        self.addresses.retain_recent();
        self.addresses.shrink_to_fit();
        self.names.retain_recent();
        self.names.shrink_to_fit();
    }
}

/// The same two limits counted by all servers on a database together, which also outlive a restart.
pub struct Everywhere {
    /// What is tried.
    what: &'static str,
    per_address: u32,
    per_name: u32,
}

impl Everywhere {
    /// With so many attempts a minute from an address, and with a name.
    pub const fn new(what: &'static str, per_address: u32, per_name: u32) -> Self {
        Self { what, per_address, per_name }
    }

    /// Counts an attempt that [`AttemptLimits::allow`] has allowed. `Err`: not now, but in so many seconds.
    pub async fn allow(&self, db: &Db, address: IpAddr, name: &str) -> Result<(), u64> {
        let address = format!("address|{}", network(address));
        let counted = vec![
            Counted::new(self.what, &address, self.per_address),
            Counted::new(self.what, &format!("name|{name}"), self.per_name),
        ];
        match count(db, Utc::now(), counted).await {
            Ok(wait) => wait.map_or(Ok(()), Err),
            // whatever is tried needs the database too; until it answers, the limits in memory hold
            Err(error) => {
                tracing::warn!(%error, what = self.what, "an attempt was not counted");
                Ok(())
            }
        }
    }
}

/// Whoever has one IPv6 address has 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_one_login() {
        let limits = AttemptLimits::new(5, 3);
        let here: IpAddr = [192, 0, 2, 1].into();
        let there: IpAddr = [192, 0, 2, 2].into();
        for _ in 0..3 {
            assert_eq!(limits.allow(here, "wang"), Ok(()));
        }
        let wait = limits.allow(there, "wang").unwrap_err();
        assert!((1..=21).contains(&wait), "a third of a minute, not {wait} s");
        assert_eq!(limits.allow(here, "li"), Ok(()), "another login from the same address");
        assert_eq!(limits.allow(here, "chen"), Ok(()));
        assert!(limits.allow(here, "zhang").is_err(), "the address has had its five");
        assert_eq!(limits.allow(there, "zhang"), Ok(()));
    }

    #[test]
    fn a_household_on_ipv6_is_one_address() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
