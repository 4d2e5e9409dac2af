//! Hands copies to a relay, or files them in an outbox.
