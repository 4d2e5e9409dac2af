//! Links from one page to another file or heading.

use std::fs;
use std::path::Path;

use super::pages::Page;

/// Returns the targets of a page's links that are files, without their headings.
pub(super) fn targets(page: &Page) -> impl Iterator<Item = &str> {
    all(page).filter_map(|link| link.split('#').next()).filter(|path| !path.is_empty())
}

/// Returns each link that leads to no file, or to no heading of its page.
pub(super) fn broken(page: &Page, root: &Path) -> Vec<String> {
    let here = root.join(&page.name);
    all(page)
        .filter(|link| {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { here.clone() } else { here.parent().unwrap().join(path) };
            let headings = || headings(&fs::read_to_string(&target).unwrap());
            !target.exists() || !heading.is_empty() && !headings().iter().any(|found| found == heading)
        })
        .map(|link| format!("{}: {link} leads nowhere", page.name))
        .collect()
}

/// Returns every relative link of a page: in Markdown, and of an image in HTML.
fn all(page: &Page) -> impl Iterator<Item = &str> {
    // Every second piece is fenced code, in which there are no links.
    let prose = || page.text.split("```").step_by(2);
    let markdown = prose().flat_map(|text| text.split("](").skip(1).filter_map(|rest| rest.split_once(')')));
    let images = prose().flat_map(|text| text.split("<img src=\"").skip(1).filter_map(|rest| rest.split_once('"')));
    // A link with a space in it is an example of Markdown.
    markdown.chain(images).map(|(link, _)| link).filter(|link| !link.contains([':', ' ', '…', '`']) && !is_sample(link))
}

/// Tells whether a link is part of an example in code: the name of a file beside a draft.
fn is_sample(link: &str) -> bool {
    ["chart.png", "line.png", "file.png"].contains(&link)
}

/// Returns the names of a page's headings, as GitHub makes them.
fn headings(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut headings = Vec::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if let Some(heading) = line.strip_prefix('#').filter(|_| !fenced) {
            let heading = heading.trim_start_matches('#').trim();
            let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
            headings.push(kept.flat_map(char::to_lowercase).map(|char| if char == ' ' { '-' } else { char }).collect());
        }
    }
    headings
}
