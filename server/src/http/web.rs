//! What every handler shares.

use super::{
    limits::{AttemptLimits, Everywhere},
    site::Site,
};
use axum::extract::FromRef;
use backend::{config::Config, ctx::State};
use leptos::config::LeptosOptions;
use std::{ops::Deref, sync::Arc};

/// What every handler shares. Clones share it too.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// The parts of [`Web`].
pub struct Shared {
    /// Database, photos, reference data.
    pub state: State,
    /// The configuration.
    pub config: Config,
    /// The built browser side.
    pub site: Site,
    /// How often somebody may try to sign in.
    pub sign_in_limits: AttemptLimits,
    /// The same on all servers together.
    pub sign_ins: Everywhere,
    /// How often a vendor's platform may send.
    pub intake_limits: AttemptLimits,
    /// How often the page behind a link, of a responsible party or of leaders, may be asked for.
    pub party_limits: AttemptLimits,
    /// How often a responsible party may send something.
    pub party_sends: AttemptLimits,
    /// The same on all servers together.
    pub party_sends_everywhere: Everywhere,
}

impl Web {
    /// Puts the parts together.
    pub fn new(state: State, config: Config, site: Site) -> Self {
        let (sign_in, intake) = (&config.sign_in, &config.intake);
        let sign_in_limits = AttemptLimits::new(sign_in.per_address_per_minute, sign_in.per_login_per_minute);
        let sign_ins =
            Everywhere::new("sign_in", sign_in.per_address_per_minute, sign_in.per_login_per_minute);
        let intake_limits = AttemptLimits::new(intake.per_address_per_minute, intake.per_vendor_per_minute);
        let party = &config.party;
        let party_limits = AttemptLimits::new(party.per_address_per_minute, party.per_link_per_minute);
        let party_sends = AttemptLimits::new(party.sends_per_minute, party.sends_per_minute);
        let party_sends_everywhere =
            Everywhere::new("party_send", party.sends_per_minute, party.sends_per_minute);
        Self(Arc::new(Shared {
            state,
            config,
            site,
            sign_in_limits,
            sign_ins,
            intake_limits,
            party_limits,
            party_sends,
            party_sends_everywhere,
        }))
    }
}

impl Deref for Web {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Leptos takes its options from the router's state.
impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> Self {
        web.site.options.clone()
    }
}
