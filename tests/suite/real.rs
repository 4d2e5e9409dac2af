//! Programs that others wrote.

mod smtp_sink;

use std::path::Path;

use crate::missing::left_out;

/// Tells whether a program is there to test against.
fn is_here(program: &str) -> bool {
    let here = Path::new(program).exists();
    if !here {
        left_out(program);
    }
    here
}
