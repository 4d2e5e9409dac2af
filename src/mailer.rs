//! Sends mail that belongs to no issue: confirmations to people who sign up, and test copies.
//!
//! Nothing here writes to the ledger of deliveries, and no report counts it.

mod address_test;
mod confirmation_builder;
mod confirmation_mailer;
mod mail_loop;
mod relay_rests;
mod send_now;
mod settings_test;

pub use address_test::send_address_tests;
pub use confirmation_builder::{ConfirmationBuilder, ConfirmationTemplateError};
pub use confirmation_mailer::ConfirmationMailer;
pub use mail_loop::{MailLoop, relay_backoff, send_or_break_off};
pub use relay_rests::RelayRests;
pub use send_now::{SendResult, send_now};
pub use settings_test::send_settings_test;
