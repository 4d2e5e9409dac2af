//! Phrases shared by the command line and the web pages: errors, source lines, audience counts, pauses, relays.

mod audience_counts;
mod chosen_relay;
mod delivery_counts;
mod error_chain;
mod inbound_notes;
mod pause_words;
mod relay_words;
mod review_changes;
mod schedule_words;
mod sending_rate;
mod source_lines;
mod test_advice;
mod time_words;

pub use audience_counts::{
    and_more, audience_summary, copies_summary, excluded_summary, exclusion_counts, exclusion_summary, notice_summary,
    recipient_count, recipient_lines, short_exclusion,
};
pub use chosen_relay::relay_words;
pub use delivery_counts::{delivered_words, sent_summary};
pub use error_chain::{error_causes, error_chain, error_message};
pub use inbound_notes::{note_title, reason_words};
pub use pause_words::{PauseWords, pause_words};
pub use relay_words::relay_advice;
pub use review_changes::review_changes;
pub use schedule_words::{ScheduleWords, schedule_words};
pub use sending_rate::{duration_words, rate_words};
pub use source_lines::{SourceLine, source_lines};
pub use test_advice::test_advice;
pub use time_words::{format_clock_time, format_duration, format_long_time, format_rough_duration, format_time};
