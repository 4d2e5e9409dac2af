//! What readers answer to a letter: who comes, who sends apologies, who has not answered.

mod answer_list;
mod answer_status;
mod asked_issue;
mod attribution;
mod device_line;
mod follow_up;
mod frozen_letter;
mod person_mail;
mod record_answer;
mod reply_lines;
mod reply_words;
mod said_words;
mod sent_letter;
mod take_calendar;
mod take_mail;
mod unread_replies;
mod view_report;

pub use answer_list::{AnswerList, ChoiceCount, ListedAnswers, ListedPerson};
pub use answer_status::{AnswerStatus, answer_status};
pub use asked_issue::{AskedIssue, AskedIssueError, asked_issue_by_id, find_asked_issue};
pub use follow_up::{FollowUpError, FollowUpKind, create_follow_up};
pub use person_mail::PersonMail;
pub use record_answer::{places_left, record_answer, record_answer_within};
pub use said_words::{SaidWords, said_words};
pub use sent_letter::SentLetter;
pub use take_calendar::{CalendarAnswer, take_calendar_answer};
pub use take_mail::{TakenMail, take_by_subject, take_reply, take_sealed_mail};
pub use unread_replies::{UnclearReplies, UnreadReplies, unread_replies};
pub use view_report::{PersonViews, UnclearView, ViewReport, view_report};
