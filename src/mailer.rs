//! Sends mail that belongs to no issue: confirmations to people who sign up, and test copies.
//!
//! Nothing here writes to the ledger of deliveries, and no report counts it.

mod confirmation_builder;
mod confirmation_mailer;
mod send_now;

pub use confirmation_builder::{ConfirmationBuilder, ConfirmationTemplateError};
pub use confirmation_mailer::{ConfirmationMailer, stop_with_grace};
pub use send_now::{SendResult, send_now};
