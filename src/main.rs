//! The `circular` command.
fn main() {}
