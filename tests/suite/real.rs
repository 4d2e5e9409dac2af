//! Programs that others wrote. A missing one is said in a line here, and is a failure where `CI` is `true`.

mod smtp_sink;

use std::path::Path;

/// Tells whether a program is there to test against.
///
/// # Panics
/// It is not, and `CI` is `true`.
#[expect(clippy::print_stdout, reason = "a skipped test must not look like a passed one")]
fn is_here(program: &str) -> bool {
    let here = Path::new(program).exists();
    assert!(here || std::env::var_os("CI").is_none_or(|ci| ci != "true"), "`{program}` is missing");
    if !here {
        println!("skipped: `{program}` is missing");
    }
    here
}
