//! The settings of a workspace, and the locations of its files.

mod access_token;
mod base_url;
mod dkim_settings;
mod dns_settings;
mod ehlo_name;
mod environment;
mod exposed_secrets;
mod look_settings;
mod mailbox_settings;
mod relay_choice;
mod relay_url;
mod retry_settings;
mod secret_source;
mod send_rate;
mod settings;
mod settings_diagnostic;
mod throttle_settings;
mod tls_client;
mod workspace;

pub use access_token::{TokenSource, TokenStore};
pub use dkim_settings::{DkimKeySource, DkimSettings, parse_dkim_domain, parse_dkim_selector};
pub use dns_settings::{DnsSettings, ParseResolverError, ResolverChoice};
pub use ehlo_name::{EhloName, EhloNameError};
pub use environment::{colours_enabled, log_filter};
pub use exposed_secrets::ExposedSecret;
pub use look_settings::{LetterFont, LookSettings};
pub use mailbox_settings::{AfterReading, MailboxSettings, MailboxUrl, ParseMailboxUrlError};
pub use relay_choice::{ChosenRelay, RelayReason};
pub use relay_url::{ParseRelayUrlError, RelayUrl, TlsMode, encode_url_user};
pub use retry_settings::{InDoubtPolicy, RetrySettings};
pub use secret_source::{CommandLine, CommandProblem, PasswordSource, SecretError, load_password, read_secret_file};
pub use send_rate::{ParseRateError, SendRate};
pub use settings::{DatabaseSettings, RelaySettings, SenderSettings, Settings, Society, WebSettings};
pub use throttle_settings::{DomainThrottleSettings, RateLimits, ThrottleSettings};
pub use tls_client::{TlsSetupError, tls_client_config};
pub use workspace::{Error, Workspace, archetypes, embedded_templates};
