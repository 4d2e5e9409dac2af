//! What is held of one person in all tables, and taking it out of them.

mod erasure;
mod stored_records;

pub use erasure::{
    delete_empty_domain_queue, delete_subscriber, delete_unused_consent_texts, delivery_replies, redact_events,
    redact_pause_reasons, redact_reply, skip_deliveries,
};
pub use stored_records::{
    DeliveryRecord, StoredSignup, Subscription, deliveries, issues_in_flight, pending_signup, stored_since,
    subscriptions,
};
