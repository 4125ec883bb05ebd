//! How often somebody may try to sign in.

use backend::config::SignIn;
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

/// Two limits at once: per network address, against one who tries many logins, and per login, against many who
/// try one. Kept in memory: a restart forgets, which costs an attacker more than us.
pub struct SignInLimits {
    addresses: Limiter<IpAddr>,
    /// By a hash, so that a long login takes no more room than a short one.
    logins: Limiter<u64>,
    hasher: RandomState,
    clock: DefaultClock,
}

impl SignInLimits {
    /// With the configured numbers of attempts a minute.
    pub fn new(config: &SignIn) -> Self {
        let quota = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Self {
            addresses: RateLimiter::keyed(quota(config.per_address_per_minute)),
            logins: RateLimiter::keyed(quota(config.per_login_per_minute)),
            hasher: RandomState::new(),
            clock: DefaultClock::default(),
        }
    }

    /// Counts an attempt. `Err`: not now, but in so many seconds.
    pub fn allow(&self, address: IpAddr, login: &str) -> Result<(), u64> {
        let wait = |until: governor::NotUntil<_>| until.wait_time_from(self.clock.now()).as_secs() + 1;
        self.addresses.check_key(&network(address)).map_err(wait)?;
        self.logins.check_key(&self.hasher.hash_one(login)).map_err(wait)
    }

    /// Forgets those who have not tried for a while.
    pub fn tidy(&self) {
        self.addresses.retain_recent();
        self.addresses.shrink_to_fit();
        self.logins.retain_recent();
        self.logins.shrink_to_fit();
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

    fn limits(address: u32, login: u32) -> SignInLimits {
        SignInLimits::new(&SignIn { per_address_per_minute: address, per_login_per_minute: login })
    }

    #[test]
    fn one_address_one_login() {
        let limits = limits(5, 3);
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
