//! The help of each command.

use super::TestWorkspace;

#[test]
fn help_without_command_shows_overview() {
    let said = TestWorkspace::empty().run(["--help"]);
    insta::assert_snapshot!(said, @"
    Newsletters as files: previewed as each member will see them, sent by SMTP, with one-click
    unsubscribe

    Usage: circular [OPTIONS] [COMMAND]

    Commands:
      init           Create a workspace: `circular.toml`, `newsletters/` and `templates/`
      new            Create a draft under `newsletters/`
      preview        Show each draft in the browser as each subscriber will see it, updated on save
      clean          Turn pasted text in a draft into Markdown, and show what would change
      check          Render every copy of a draft and report problems; nothing is sent
      test           Send yourself a test copy through the configured relay, as a subscriber would get
                     it
      send           Send a draft to its list, now or later, or continue where sending stopped
      status         Show what became of each copy
      pause          Pause an issue: every process that sends it stops within a second
      resume         Resume a paused issue
      cancel         Cancel an issue permanently; unsent copies are dropped
      resolve        Settle the copies in doubt, which may or may not have arrived
      list           Manage lists
      subscriber     Manage subscribers
      suppression    Manage addresses that must not be mailed
      inbound        Process mail that comes back
      replies        Show who comes, who does not, and who has not answered a letter
      archive        Show letters on the web, take them off, or write them to a folder
      report         Report what became of an issue, or how a list grew and shrank
      annual-report  Print the figures of a year beside the year before, as Markdown, a page or a draft
      views          Show what people wrote in reply to a letter that asks for views
      serve          Serve the public pages, and send what is due
      account        Manage who may work on the letters in the browser, from other machines too
      api            Manage the tokens with which your website calls `circular serve`
      signing-key    Manage the keys that sign unsubscribe links
      dkim           Make and show the keys that sign letters (DKIM)
      ledger         Make the records of old letters smaller
      backup         Back up the database with its keys into a file, while everything runs
      database       Copy the database to another one, as from a file to a PostgreSQL server
      handover       Pack everything for the next chair into a file, or open such a file
      doctor         Examine whether letters will arrive: the sender's domain, the relay, the mailbox,
                     the public pages
      demo           Try the full workflow on sample data in a temporary directory
      completions    Print a completion script for a shell
      man-pages      Write a manual page for each command into a folder
      help           Print this message or the help of the given subcommand(s)

    Options:
          --workspace <DIR>      The folder with `circular.toml` [default: the nearest one from here
                                 upward]
          --no-open              Without a command: do not open a browser
          --log-format <FORMAT>  How the log on standard error is written [default: text] [possible
                                 values: text, json]
      -h, --help                 Print help
      -V, --version              Print version

    Without a command, the letters of the nearest workspace open in the browser, or a page that makes
    one.
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
        // What is indented further continues the line above.
        .filter(|line| !line.starts_with("   "))
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

    Usage: circular [OPTIONS] [COMMAND]

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
}
