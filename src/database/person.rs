//! What is held of one person in all tables, and taking it out of them.

mod forget;
mod held;

pub use forget::{
    blank_events, blank_reasons, blank_reply, forget_lane, forget_wordings, remove, replies, skip_copies,
};
pub use held::{Copy, Request, Subscription, copies, copies_under_way, request, since, subscriptions};
