//! `server serve`.

use super::{Failure, demo, open};
use crate::{
    http::{self, Web, site::Site},
    jobs::{self, Worker},
};
use backend::{
    base_tiles::BaseTiles,
    config::{BaseKind, Config},
    ctx::State,
};
use clap::Args;
use std::{net::SocketAddr, path::Path, time::Duration};
use tokio::{net::TcpListener, signal, sync::oneshot, time::timeout};

/// How long requests that are under way may take to end when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

#[derive(Args, Debug)]
pub struct Serve {
    /// Address and port, such as 127.0.0.1:3000; port 0 lets the system choose.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Load the demo when the database holds no data yet.
    #[arg(long)]
    demo_if_empty: bool,
    /// Leave the schema of the database as it is, and refuse to start when it is behind.
    #[arg(long)]
    no_migrate: bool,
}

impl Serve {
    /// Settings that the command line changes.
    pub fn overrides(&self) -> Vec<(&'static str, String)> {
        self.listen.iter().map(|address| ("server.listen", address.to_string())).collect()
    }

    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let state = if self.no_migrate {
            open::open_state_as_it_is(&config).await?
        } else {
            open::open_state(&config).await?
        };
        let state = with_base_tiles(&config, state).await?;
        if self.demo_if_empty {
            demo::load_if_empty(&state).await?;
        }
        let served = serve(config, state.clone()).await;
        state.db.close().await?;
        served
    }
}

/// Opens the base map's own file, where that is configured.
async fn with_base_tiles(config: &Config, state: State) -> Result<State, Failure> {
    match (config.map.base_kind, &config.map.base_file) {
        (BaseKind::Pmtiles, Some(file)) => {
            let base = BaseTiles::open(Path::new(file)).await;
            let base = base.map_err(|e| Failure::usage(format!("map.base_file: {e}")))?;
            Ok(state.with_base_tiles(base))
        }
        _ => Ok(state),
    }
}

/// Answers until somebody says stop.
async fn serve(config: Config, state: State) -> Result<(), Failure> {
    let address = config.server.listen;
    let listener = TcpListener::bind(address).await.map_err(|e| {
        Failure::failed(format!("{address} cannot be listened on: {e} (is another server running there?)"))
    })?;
    let site = Site::find(&config.server.site_root);
    let web = Web::new(state, config, site);
    let router = http::router(&web);
    greet(&web, listener.local_addr()?);
    demo::greet(&web.state).await?;

    let (stop, stopped) = oneshot::channel::<()>();
    let pulse = web.state.pulse().clone();
    let worker = Worker::start(web.state.clone());
    let tidy = jobs::tidy(web);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async {
        // an error means that nobody can say stop any more
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    told_to_stop().await?;
    tracing::info!("stopping");
    tidy.abort();
    // windows that wait for changes would hold up the end
    pulse.end();
    // an error means that the server has ended by itself
    let _ = stop.send(());
    let (server, work) = tokio::join!(timeout(FAREWELL, server), timeout(FAREWELL, worker.stop()));
    if work.is_err() {
        tracing::warn!("work was cut off; it is taken up again");
    }
    match server {
        Ok(Ok(ended)) => Ok(ended?),
        Ok(Err(crash)) => Err(Failure::failed(crash)),
        Err(_) => {
            tracing::warn!("some requests were cut off");
            Ok(())
        }
    }
}

/// Says where the server is and, on demo data, how to sign in.
fn greet(web: &Web, address: SocketAddr) {
    tracing::info!(%address, "listening");
    if !web.site.is_built {
        tracing::warn!(
            "no built browser side at {}: pages work, but plainly (make build)",
            shown(&web.site.root)
        );
    }
    println!("Xun'an 巡安: http://{address}");
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}

/// Waits for Ctrl-C, or what a service manager sends.
async fn told_to_stop() -> Result<(), Failure> {
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        tokio::select! {
            pressed = signal::ctrl_c() => pressed?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await?;
    Ok(())
}
