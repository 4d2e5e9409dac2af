//! Phrases shared by the command line and the web pages: errors, source lines, audience counts, pauses, relays, reports.

mod annual_draft;
mod annual_page;
mod annual_words;
mod answer_sheets;
mod audience_counts;
mod chosen_relay;
mod delivery_counts;
mod error_chain;
mod handover_words;
mod import_words;
mod inbound_notes;
mod issue_words;
mod markdown_table;
mod membership_words;
mod pause_words;
mod person_words;
mod relay_words;
mod report_layout;
mod review_changes;
mod schedule_words;
mod sending_rate;
mod source_lines;
mod source_notes;
mod still_wanted_words;
mod test_advice;
mod time_words;
mod view_words;

pub use annual_draft::{AnnualDraft, annual_draft};
pub use annual_page::{annual_page, annual_title};
pub use annual_words::{
    AnnualTable, annual_notes, annual_rows, annual_sentences, annual_tables, counts_differ, records_begin, short_period,
};
pub use answer_sheets::{
    answer_refusal, answer_source_words, answers_csv, attendance_sentence, door_lines, guest_words, minutes_markdown,
    uncounted_words,
};
pub use audience_counts::{
    and_more, audience_summary, copies_summary, excluded_summary, exclusion_counts, exclusion_summary, notice_summary,
    recipient_count, recipient_lines, short_exclusion,
};
pub use chosen_relay::relay_words;
pub use delivery_counts::{delivered_words, sent_summary};
pub use error_chain::{error_causes, error_chain, error_message};
pub use handover_words::{handover_readme, opened_steps, unfinished_words};
pub use import_words::{
    NotedRow, NotedRows, column_note_words, cut_column_name, file_format_words, ignore_reason_words, import_counts,
    import_parts, noted_rows, swallowed_words, title_words,
};
pub use inbound_notes::{note_title, reason_words};
pub use issue_words::{comparison_age, delay_buckets};
pub use markdown_table::markdown_table;
pub use membership_words::{format_signed, month_label, start_text};
pub use pause_words::{PauseWords, pause_words};
pub use person_words::{field_edit_words, suppression_clause};
pub use relay_words::relay_advice;
pub use report_layout::{ReportPageError, flow_plot, members_plot, plot_value, render_report, responsive_plots};
pub use review_changes::review_changes;
pub use schedule_words::{ScheduleWords, schedule_words};
pub use sending_rate::{duration_words, rate_words};
pub use source_lines::{SourceLine, source_lines};
pub use source_notes::{source_note_option, source_note_words};
pub use still_wanted_words::{drop_words, still_wanted_draft};
pub use test_advice::test_advice;
pub use time_words::{format_clock_time, format_duration, format_long_time, format_rough_duration, format_time};
pub use view_words::{doubt_words, person_title, proof_words, view_remark, view_summary, views_markdown};
