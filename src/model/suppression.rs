//! Why an address must not be mailed.

use strum::{Display, EnumString, IntoStaticStr};

/// Why an address must not be mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Cause {
    /// The relay said that it takes no mail.
    Bounced,
    /// Its owner told their provider that a letter was unwanted (RFC 5965).
    Complained,
    /// Its owner wanted everything about them erased.
    Erased,
    /// Somebody at the command line set it aside.
    Owner,
}
