//! The `circular` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    circular::cli::main()
}
