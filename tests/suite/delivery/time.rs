//! A clock that a test sets: each test has its own, because it runs on a thread of its own.

use std::cell::Cell;

use jiff::{SignedDuration, Timestamp};

thread_local! {
    static FAKE_NOW: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// What time the test says that it is; until it says so, what time it is.
pub(super) fn then() -> Timestamp {
    FAKE_NOW.get().unwrap_or_else(circular::clock::now)
}

/// Sets the clock.
pub(super) fn set(time: Timestamp) {
    FAKE_NOW.set(Some(time));
}

/// Lets time pass.
pub(super) fn pass(time: SignedDuration) {
    set(then() + time);
}
