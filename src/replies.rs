//! What readers answer to a letter: who comes, who sends apologies, who has not answered.

mod answer_status;
mod attribution;
mod device_line;
mod frozen_letter;
mod person_mail;
mod record_answer;
mod reply_lines;
mod reply_words;
mod said_words;
mod sent_letter;
mod take_calendar;
mod take_mail;
mod view_report;

pub use answer_status::{AnswerStatus, answer_status};
pub use person_mail::PersonMail;
pub use record_answer::{places_left, record_answer, record_answer_within};
pub use said_words::{SaidWords, said_words};
pub use sent_letter::SentLetter;
pub use take_calendar::{CalendarAnswer, take_calendar_answer};
pub use take_mail::{TakenMail, take_by_subject, take_reply, take_sealed_mail};
pub use view_report::{PersonViews, UnclearView, ViewReport, view_report};
