//! `circular completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::output::print_line;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    shell: Shell,
}

pub(super) fn run<C: CommandFactory>(args: &Args) {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut C::command(), "circular", &mut script);
    print_line(String::from_utf8_lossy(&script).trim_end());
}
