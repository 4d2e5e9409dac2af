//! Writes to standard output, and progress to standard error; nothing else in the program prints.

use std::io::{self, IsTerminal as _, Write as _};

use crate::model::escape_deceptive;
pub(super) use crate::model::{format_count, format_number};
pub(super) use crate::wording::{format_duration, format_long_time, format_time};

/// The escape sequences that the program itself writes, for bars in charts.
const OWN_COLORS: &[&str] = &["\x1b[1;35m", "\x1b[0m"];

/// Writes a line of the result. A closed pipe, as after `head`, is not an error.
pub(super) fn print_line(line: impl AsRef<str>) {
    let _ = writeln!(io::stdout().lock(), "{}", escape_deceptive(line.as_ref(), OWN_COLORS));
}

/// Writes a line of progress to standard error.
pub(super) fn print_status(line: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", escape_deceptive(line.as_ref(), &[]));
}

/// Writes a part of the result without a line break; returns `false` if the pipe is closed.
pub(super) fn print_raw(text: &str) -> io::Result<bool> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// Asks a question and returns the typed line; `None` at the end of the input.
pub(super) fn prompt(question: &str) -> Option<String> {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{} ", escape_deceptive(question, &[]));
    let _ = stderr.flush();
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    // Only a terminal shows the end of the line that was typed.
    if !answer.ends_with('\n') || !io::stdin().is_terminal() {
        let _ = writeln!(stderr);
    }
    match read {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(answer.trim().to_owned()),
    }
}
