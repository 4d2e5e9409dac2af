//! Reported drafts, each as the letters that the members get.

mod attachments;
mod direction;
mod empty;
mod headers;
mod links;
mod markdown;
mod photographs;
mod tags;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

use circular::mail_catcher::CaughtMessage;
use circular::model::RenderedMessage;

use crate::cli::{CommandOutput, TestWorkspace};

/// The workspace of a reported draft, and what `check` says about it.
struct ReportedDraft {
    workspace: TestWorkspace,
    check: CommandOutput,
}

impl ReportedDraft {
    /// Takes a draft of `tests/suite/reports/letters`, with the files beside it, for two members.
    fn new(name: &str) -> Self {
        Self::for_members(name, "members.csv")
    }

    /// Takes a draft for the members of a table beside it.
    fn for_members(name: &str, members: &str) -> Self {
        let text = fs::read_to_string(folder().join(name).with_extension("md")).unwrap();
        Self::written(&text, &fs::read_to_string(folder().join(members)).unwrap())
    }

    /// Takes the lines below the front matter.
    fn of_body(body: &str) -> Self {
        let members = fs::read_to_string(folder().join("members.csv")).unwrap();
        Self::written(&format!("---\nsubject: Spring meeting of us all\nto: members\n---\n\n{body}\n"), &members)
    }

    fn written(text: &str, members: &str) -> Self {
        let workspace = TestWorkspace::new().with_list(members).with_draft("letter", text);
        let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|ending| ending != "md")) {
            fs::copy(&file, workspace.path("newsletters").join(file.file_name().unwrap())).unwrap();
        }
        let check = workspace.run(["check", "letter"]);
        Self { workspace, check }
    }

    /// Replaces the settings, and checks again.
    fn with_settings(self, toml: &str) -> Self {
        let workspace = self.workspace.with_file("circular.toml", toml);
        let check = workspace.run(["check", "letter"]);
        Self { workspace, check }
    }

    /// Holds that it is blocked, at this line and column, with these words.
    fn is_blocked(&self, place: &str, words: &str) {
        let said = self.check.to_string();
        assert_eq!(self.check.code(), 1, "{said}");
        let place = place
            .split_once(':')
            .map_or(String::new(), |(line, column)| format!("newsletters/letter.md, line {line}, column {column}"));
        assert!(said.contains(&place) && said.contains(words), "{place} {words:?} are not in:\n{said}");
    }

    /// Holds that `check` says nothing about it but that it is ready.
    fn is_clean(&self) {
        let said = self.check.to_string();
        assert!(self.check.code() == 0 && !said.contains("letter.md, line"), "{said}");
    }

    /// Sends it, and returns the copies in the order of the addresses.
    fn messages(&self) -> Vec<CaughtMessage> {
        let sent = self.workspace.run(["send", "letter", "--yes"]);
        sent.is_well();
        let mut files: Vec<PathBuf> = Vec::new();
        collect_messages(&self.workspace.path("outbox"), &mut files);
        assert!(!files.is_empty(), "{sent}");
        let caught =
            |file: &PathBuf| CaughtMessage { from: String::new(), to: String::new(), bytes: fs::read(file).unwrap() };
        let mut messages: Vec<_> = files.iter().map(caught).collect();
        messages.sort_by_key(|message| message.header("To"));
        messages
    }

    /// Returns what the first member gets.
    fn first(&self) -> RenderedMessage {
        let letter = self.messages()[0].content();
        RenderedMessage { html: letter.html.replace("\r\n", "\n"), text: letter.text.replace("\r\n", "\n"), ..letter }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reports/letters")
}

fn collect_messages(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_messages(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "eml") {
            files.push(path);
        }
    }
}
