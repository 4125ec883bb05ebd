//! Where the log goes and how it looks.

use super::Failure;
use backend::config::{LogFormat, Server};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// What libraries say about their inner life at `info`, for every request.
const QUIET: &str = "tower_sessions=warn,tower_sessions_core=error,axum_login=warn";

/// The log of the server, on standard error, as configured.
pub fn for_server(config: &Server) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log))
        .map_err(|e| Failure::usage(format!("server.log is not a filter of the log: {e}")))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Json => log.json().flatten_event(true).init(),
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
    }
    Ok(())
}

/// Commands speak for themselves; only warnings of what lies below are shown.
pub fn for_command() {
    let filter = EnvFilter::new("warn");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time().init();
}
