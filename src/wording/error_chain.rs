//! Formats an error and its causes, without repetition.

use std::error::Error;
use std::io;

use crate::model::io_reason;

/// Returns the causes of an error, outermost first. Causes that an earlier message already contains are left out,
/// because some libraries include the cause in the message.
#[must_use]
pub fn error_causes(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut messages = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error_message(error);
        if !messages.iter().any(|earlier| earlier.contains(&message)) {
            messages.push(message);
        }
        cause = error.source();
    }
    messages.split_off(1)
}

/// Returns the message of one error, without its causes.
#[must_use]
pub fn error_message(error: &(dyn Error + 'static)) -> String {
    error.downcast_ref::<io::Error>().map_or_else(|| error.to_string(), io_reason)
}

/// Formats an error and its causes on one line.
#[must_use]
pub fn error_chain(error: &(dyn Error + 'static)) -> String {
    [vec![error_message(error)], error_causes(error)].concat().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{message}")]
    struct TestError {
        message: &'static str,
        source: io::Error,
    }

    #[test]
    fn repeated_cause_is_left_out() {
        for (message, chain) in [
            ("cannot read a.md", "cannot read a.md: disk gone"),
            ("cannot read a.md: disk gone", "cannot read a.md: disk gone"),
        ] {
            assert_eq!(error_chain(&TestError { message, source: io::Error::other("disk gone") }), chain);
        }
    }
}
