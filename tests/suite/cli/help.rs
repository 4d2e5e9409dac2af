//! The help of each command.

use super::TestWorkspace;

#[test]
fn help_without_command_shows_overview() {
    let said = TestWorkspace::empty().run(["--help"]);
    insta::assert_snapshot!(said, @"
    Newsletters as files: previewed as each member will see them, sent by SMTP, left with one click

    Usage: circular [OPTIONS] <COMMAND>

    Commands:
      init         Make a new workspace: `circular.toml`, `newsletters/` and `templates/`
      new          Write a new draft under `newsletters/`
      preview      Show each draft in the browser as each subscriber will see it, updated at every save
      check        Render every copy of a draft and name what is wrong; nobody is sent anything
      test         Send a letter to yourself, as a member would get it, by the real relay
      send         Send a draft to its list, now or at a time, or go on where sending stopped
      status       Tell what became of each copy
      pause        Hold an issue back: whoever sends it stops within a second
      resume       Let a paused issue go on
      cancel       Call an issue off for good: what was not handed over by now never is
      resolve      Settle the copies in doubt: those handed over when the line or the program broke
      list         Manage lists
      subscriber   Manage subscribers
      feedback     Take in what comes back by mail
      key          Manage the keys that seal unsubscribe links
      report       Count who left because of an issue and why, or how a list grew and shrank
      backup       Copy the database into a file, keys and all, while everything runs
      year         Print the members' part of an annual report, beside the year before, in Markdown
      serve        Serve the public pages, and send what is due
      demo         Show the whole way on sample data, in a temporary place: nothing leaves this machine
      completions  Print the completion script of a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
          --workspace <DIR>  The folder with `circular.toml` [default: the nearest one from here upward]
      -h, --help             Print help
      -V, --version          Print version
    --- exit code 0
    ");
    let version = TestWorkspace::empty().run(["--version"]);
    assert_eq!((version.code(), version.out.starts_with("circular ")), (0, true), "{version}");
}

#[test]
fn every_command_has_help() {
    let house = TestWorkspace::empty();
    let page = house.run(["--help"]).out;
    let commands: Vec<_> = page
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        if command == "help" {
            continue;
        }
        let said = house.run([command, "--help"]);
        assert_eq!((said.code(), said.err.as_str()), (0, ""), "{command}");
        assert!(said.out.contains(&format!("Usage: circular {command}")), "{said}");
        let first = said.out.lines().next().unwrap_or_default();
        assert!(first.starts_with(char::is_uppercase) && !first.ends_with('.'), "{command}: {first}");
    }
}

#[test]
fn unknown_command_is_a_usage_error() {
    let house = TestWorkspace::empty();
    insta::assert_snapshot!(house.run(["sned"]), @"
    --- standard error
    error: unrecognized subcommand 'sned'

      tip: some similar subcommands exist: 'new', 'send'

    Usage: circular [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit code 2
    ");
    insta::assert_snapshot!(house.run(["resolve", "spring"]), @"
    --- standard error
    error: the following required arguments were not provided:
      <--resend|--sent>

    Usage: circular resolve <--resend|--sent> <ISSUE>

    For more information, try '--help'.
    --- exit code 2
    ");
    assert_eq!(house.run([]).code(), 2);
}
