//! The settings of a workspace and where its files are.

mod environment;
mod fault;
mod rate;
mod relay;
mod retry;
mod settings;
mod throttle;
mod web;
mod workspace;

pub use environment::wants_colours;
pub use rate::{BadRate, Rate};
pub use relay::{BadRelay, Relay, Security};
pub use retry::{InDoubt, Retry};
pub use settings::{DatabaseSettings, RelaySettings, Sender, Settings, Society, Web};
pub use throttle::{DomainThrottle, Rates, Throttle};
pub use workspace::{Error, Workspace, archetypes, templates};
