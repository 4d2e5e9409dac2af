//! Test copies: one recipient's message, marked as a test, for a few other addresses.

use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Error, PreparedIssue};
use crate::database::{self, Database};
use crate::delivery::MessageRenderError;
use crate::mailer::{self, SendResult};
use crate::model::{Address, Mailbox};
use crate::smtp::Transport;
use crate::{random, subscription};

/// How many addresses get one test: more are a list.
pub const MAX_TEST_ADDRESSES: usize = 10;

/// Addresses that may get test copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestAddresses(Vec<Address>);

/// Test copies that are ready to be sent.
#[derive(Debug)]
pub struct TestCopies {
    /// The recipient whose copy they are.
    pub recipient: Mailbox,
    messages: Vec<(Address, Vec<u8>)>,
}

/// Why no test is sent.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// There are more than [`MAX_TEST_ADDRESSES`]; this many.
    #[error("too many addresses for a test: {0}")]
    TooManyAddresses(usize),
    /// This address must not be mailed.
    #[error("{0} must not be mailed")]
    Suppressed(Address),
    /// No recipient has what was searched for in their name or address, or there are no recipients at all.
    #[error("nobody to show the copy of")]
    NoRecipient,
    /// The copy for this address cannot be made.
    #[error("the copy for {address} cannot be made: {cause}")]
    Render {
        /// The address.
        address: Address,
        /// What is wrong.
        cause: MessageRenderError,
    },
    /// The system has no randomness for a Message-ID.
    #[error(transparent)]
    Random(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<database::Error> for TestError {
    fn from(error: database::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl TestAddresses {
    /// Keeps each address once, and checks that all may be mailed.
    ///
    /// # Errors
    /// There are too many addresses, or one of them is suppressed.
    pub async fn new(
        database: &Database,
        addresses: impl IntoIterator<Item = Address>,
        now: Timestamp,
    ) -> Result<Self, TestError> {
        let mut distinct: Vec<Address> = Vec::new();
        for address in addresses {
            if !distinct.iter().any(|known| known.folded() == address.folded()) {
                distinct.push(address);
            }
        }
        if distinct.len() > MAX_TEST_ADDRESSES {
            return Err(TestError::TooManyAddresses(distinct.len()));
        }
        for address in &distinct {
            let cause = subscription::suppression_cause(database, address, now).await.map_err(Error::from)?;
            if cause.is_some() {
                return Err(TestError::Suppressed(address.clone()));
            }
        }
        Ok(Self(distinct))
    }
}

impl PreparedIssue {
    /// Renders the copy of the first recipient whose name or address contains `part`, or of the first of all, for other
    /// addresses. Its subject says that it is a test, and its links change nothing.
    ///
    /// # Errors
    /// There is no such recipient, or the copy cannot be made.
    pub async fn test_copies(
        &self,
        database: &Database,
        addresses: TestAddresses,
        part: Option<&str>,
        zone: TimeZone,
        now: Timestamp,
    ) -> Result<TestCopies, TestError> {
        let recipient = self.find_recipient(database, part).await?.ok_or(TestError::NoRecipient)?;
        let mark = now.to_zoned(zone).strftime("[TEST %H:%M:%S]").to_string();
        let mut messages = Vec::with_capacity(addresses.0.len());
        for address in addresses.0 {
            let to = Mailbox::new("", address.clone());
            match self.renderer.build_test_copy(&recipient, &to, &mark, &random::random_hex()?, now) {
                Ok(message) => messages.push((address, message)),
                Err(cause) => return Err(TestError::Render { address, cause }),
            }
        }
        Ok(TestCopies { recipient: recipient.mailbox(), messages })
    }
}

impl TestCopies {
    /// Sends the copies over one connection, and returns the result for each address. Nothing is tried twice.
    pub async fn send(self, transport: &Transport, from: &Address) -> Vec<(Address, SendResult)> {
        mailer::send_now(transport, from, self.messages).await
    }
}
