//! The commands of the program and their options, as its help names them.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each command by its words, such as `list create`, with its help.
pub(super) struct Commands {
    help: BTreeMap<String, String>,
}

impl Commands {
    /// Asks the binary for the help of every command.
    pub(super) fn of_the_binary() -> Self {
        let mut commands = Self { help: BTreeMap::new() };
        commands.ask(&[]);
        commands
    }

    fn ask(&mut self, words: &[&str]) {
        let output = Command::new(env!("CARGO_BIN_EXE_circular")).args(words).arg("--help").output().unwrap();
        assert!(output.status.success(), "circular {} --help", words.join(" "));
        let help = String::from_utf8(output.stdout).unwrap();
        let names = help.split_once("\nCommands:\n").map_or("", |(_, commands)| commands);
        for line in names.lines().take_while(|line| !line.is_empty()) {
            let name = line.strip_prefix("  ").and_then(|line| line.split(' ').next()).unwrap_or_default();
            if !name.is_empty() && name != "help" {
                self.ask(&[words, &[name]].concat());
            }
        }
        self.help.insert(words.join(" "), help);
    }

    /// Tells whether a text begins with the name of a command.
    pub(super) fn begin(&self, text: &str) -> bool {
        text.split(' ').next().is_some_and(|word| self.help.contains_key(word))
    }

    /// Tells whether any command has an option, written as `--option` or `--option VALUE`.
    pub(super) fn have_option(&self, text: &str) -> bool {
        let option = text.trim_start_matches("--").split([' ', '=']).next().unwrap_or_default();
        self.help.values().any(|help| has_option(help, option))
    }

    /// Returns what is wrong with a line that begins with `circular `.
    pub(super) fn problem(&self, line: &str) -> Option<String> {
        let (mut command, mut settled) = (String::new(), false);
        let mut options = BTreeSet::new();
        let mut words = words(line).into_iter().skip(1);
        while let Some(word) = words.next() {
            if word == "--workspace" && command.is_empty() {
                words.next();
            } else if let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) {
                options.insert(option.split('=').next().unwrap_or_default().to_owned());
            } else if !settled {
                let longer = format!("{command} {word}").trim_start().to_owned();
                if self.help.contains_key(&longer) {
                    command = longer;
                } else if self.help[&command].contains("\nCommands:\n") && is_name(&word) && command != "help" {
                    if word == "help" {
                        return None;
                    }
                    return Some(format!("there is no command `{longer}`"));
                } else {
                    settled = true;
                }
            }
        }
        let help = &self.help[&command];
        let unknown = options.into_iter().find(|option| !has_option(help, option))?;
        Some(format!("`circular {command}` has no option `--{unknown}`"))
    }
}

/// Tells whether a help names an option.
fn has_option(help: &str, option: &str) -> bool {
    help.split([' ', '\n', ',']).any(|word| word.strip_prefix("--") == Some(option))
}

/// Tells whether a word is written as commands are; `DRAFT` and `…` are not.
fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|char| char.is_ascii_lowercase() || char == '-')
}

/// Returns the words of a command as a shell would, up to a comment, a pipe, a redirection or the next command.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for char in line.chars() {
        match (quote, char) {
            (Some(open), char) if open == char => quote = None,
            (None, '"' | '\'') => quote = Some(char),
            (None, '#' | '|' | '>' | '<' | ';' | '&' | ',') if word.is_empty() => break,
            (None, ' ') => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(char),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    let redirection = words.iter().position(|word| word == "2>" || word == "…");
    words.truncate(redirection.unwrap_or(words.len()));
    words
}
