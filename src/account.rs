//! The accounts of people who work on the letters together, their passwords and their sessions; the tokens of programs.

mod api_access;
mod password;
mod session;

pub use api_access::{find_api_token, new_api_token};
pub use password::{ChangePasswordError, MIN_PASSWORD_CHARS, add_account, change_password, reset_password};
pub use session::{SessionToken, account_of_session, sign_in, sign_out};

use crate::database;

/// Why an account cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The system provides no random bytes.
    #[error("cannot make a password or a session")]
    Entropy(#[source] std::io::Error),
    /// A password cannot be hashed, or its hash is damaged.
    #[error("a password cannot be checked")]
    Hash,
}
