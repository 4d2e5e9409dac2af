//! Settings for those who watch the program.

use std::net::SocketAddr;

use serde::{Deserialize, Deserializer};

/// Where health and metrics are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MonitoringSettings {
    /// The address of this machine on which `serve` shows health and metrics without a token.
    #[serde(deserialize_with = "deserialize_loopback")]
    pub listen: Option<SocketAddr>,
}

fn deserialize_loopback<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let address = SocketAddr::deserialize(deserializer)?;
    if address.ip().is_loopback() {
        return Ok(Some(address));
    }
    Err(serde::de::Error::custom(
        "metrics are shown to this machine alone: write `127.0.0.1:9464`, or let others use the public pages with a token",
    ))
}
