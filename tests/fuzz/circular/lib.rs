//! The modules of the program that read mails and documents, without the database, the servers and their many crates, so
//! that they are compiled quickly. The files beside this one are links to those in `src`.
#![allow(dead_code, unused_imports, reason = "the rest of the program uses what is unused here")]

pub mod documents;
pub mod image_files;
pub mod model;
mod zip_files;

mod email_html {
    mod html_text;
    mod snippet;

    pub use html_text::html_text_with;
}

mod message {
    mod build_error;
    pub mod headers;
    mod message_sink;
    mod unsubscribe_headers;

    pub use build_error::Error;
    pub use unsubscribe_headers::LEAVE_KEYWORDS;
}

pub mod inbound {
    mod auto_reply;
    mod bounce_reason;
    mod calendar_reply;
    mod classify;
    mod complaint;
    mod delivery_report;
    mod departure;
    mod disposition;
    mod join_mail;
    mod leave_subject;
    mod lenient_parse;
    mod line_search;
    mod mail_digest;
    mod mail_part;
    mod mime_scan;
    mod mime_unfolding;
    mod old_bounce;
    mod own_words;
    mod parsed_mail;
    mod part_fields;
    mod person_text;
    mod quoted_printable;
    mod raw_header;
    mod raw_mail;
    mod reply;
    mod reply_text;
    mod returned_type;
    mod unsubscribe_request;
    mod word_list;

    pub use mail_digest::mail_digest;
    pub use raw_mail::{classify_message, message_label};
}
