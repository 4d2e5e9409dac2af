//! What a test needs and this machine may lack: said in a line here, and a failure where `CI` is `true`.

/// Says that a test was left out because `what` is missing.
///
/// # Panics
/// `CI` is `true`: there, nothing may be left out.
#[expect(clippy::print_stdout, reason = "a test that was left out must not look like a passed one")]
pub(crate) fn left_out(what: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "missing: {what}");
    println!("left out: {what} is missing");
}

/// Says that a test was left out because this machine does not allow `what`, which no package can change.
#[expect(clippy::print_stdout, reason = "a test that was left out must not look like a passed one")]
pub(crate) fn not_allowed(what: &str) {
    println!("left out: this machine does not allow {what}");
}
