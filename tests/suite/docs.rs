//! The documentation: its links, the paths and commands that it names, the messages that it explains.

mod commands;
mod links;
mod pages;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use commands::Commands;
use pages::Page;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with one line per problem.
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn links_lead_to_files_and_headings_that_exist() {
    let pages = Page::all(root());
    assert!(pages.len() > 15, "{}", pages.len());
    let problems: Vec<String> = pages.iter().flat_map(|page| links::broken(page, root())).collect();
    assert_none(&problems);
}

#[test]
fn index_names_every_page() {
    let pages = Page::all(root());
    let index = pages.iter().find(|page| page.name == "docs/README.md").unwrap();
    let linked: BTreeSet<PathBuf> =
        links::targets(index).filter_map(|link| root().join("docs").join(link).canonicalize().ok()).collect();
    let missing: Vec<String> = (pages.iter())
        .filter(|page| page.name.starts_with("docs/") && page.name != "docs/README.md")
        .filter(|page| !linked.contains(&root().join(&page.name).canonicalize().unwrap()))
        .map(|page| format!("docs/README.md does not link to {}", page.name))
        .collect();
    assert_none(&missing);
}

#[test]
fn paths_in_the_repository_exist() {
    let problems: Vec<String> = (Page::all(root()).iter())
        .flat_map(|page| page.spans.iter().map(move |span| (page, span)))
        .filter(|(page, span)| page.is_path(span) && !root().join(span).exists())
        .map(|(page, span)| format!("{}: `{span}` does not exist", page.name))
        .collect();
    assert_none(&problems);
}

#[test]
fn commands_and_their_options_exist() {
    let commands = Commands::of_the_binary();
    let pages = Page::all(root());
    let named = pages.iter().flat_map(Page::commands).count();
    assert!(named > 100, "{named} commands were found in the documentation");
    let mut problems = Vec::new();
    for page in &pages {
        // In running text the name of the program is often left out, or an option stands alone.
        let short = page.spans.iter().filter(|span| span.contains(" --") && commands.begin(span));
        let alone = page
            .spans
            .iter()
            .filter(|span| page.is_about_the_program() && span.starts_with("--") && !span.starts_with("---"));
        problems.extend(
            alone
                .filter(|span| !commands.have_option(span))
                .map(|span| format!("{}: no command has `{span}`", page.name)),
        );
        let lines = page.commands().map(str::to_owned).chain(short.map(|span| format!("circular {span}")));
        problems
            .extend(lines.filter_map(|line| Some(format!("{}: `{line}`: {}", page.name, commands.problem(&line)?))));
    }
    assert_none(&problems);
}

#[test]
fn explained_messages_are_in_the_program() {
    let mut sources = pages::text_of(&root().join("src"), ".rs");
    sources.push_str(&pages::text_of(&root().join("templates"), ""));
    let page = fs::read_to_string(root().join("docs/troubleshooting.md")).unwrap();
    let messages: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert!(messages.len() > 15, "{}", messages.len());
    let problems: Vec<String> = (messages.iter())
        .flat_map(|message| message.split('…').map(move |part| (message, part.trim_matches(['`', ' ']))))
        .filter(|(_, part)| !sources.contains(part))
        .map(|(message, part)| format!("no message has the words “{part}”: {message}"))
        .collect();
    assert_none(&problems);
}
