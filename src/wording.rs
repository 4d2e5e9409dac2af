//! Phrases shared by the command line and the web pages: errors, source lines, audience counts, pauses, relays.

mod audience_counts;
mod chosen_relay;
mod delivery_counts;
mod error_chain;
mod inbound_notes;
mod pause_words;
mod relay_words;
mod source_lines;

pub use audience_counts::{
    and_more, audience_summary, copies_summary, excluded_summary, exclusion_counts, exclusion_summary, notice_summary,
    recipient_count, recipient_lines,
};
pub use chosen_relay::relay_words;
pub use delivery_counts::sent_summary;
pub use error_chain::{error_causes, error_chain, error_message};
pub use inbound_notes::{note_title, reason_words};
pub use pause_words::{PauseWords, pause_words};
pub use relay_words::relay_advice;
pub use source_lines::{SourceLine, source_lines};
