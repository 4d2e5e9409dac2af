//! The documentation: its links and its index.

mod links;
mod pages;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
