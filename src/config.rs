//! The settings of a workspace and where its files are.

mod environment;
mod fault;
mod rate;
mod relay;
mod settings;
mod web;
mod workspace;

pub use rate::{BadRate, Rate};
pub use relay::{BadRelay, Relay, Security};
pub use settings::{DatabaseSettings, RelaySettings, Sender, Settings, Society, Throttle, Web};
pub use workspace::{Error, Workspace, archetypes, templates};
