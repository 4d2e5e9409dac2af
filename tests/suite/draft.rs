//! Drafts: read, checked, composed, and printed for one reader.

mod answers;
mod body;
pub(super) mod checks;
mod elements;
mod finding;
mod pictures;
mod reading;
mod samples;
mod templates;

use std::collections::BTreeSet;
use std::path::Path;

use circular::config::Workspace;
use circular::model::{Composition, Diagnostic, List, ListId, RenderedMessage, Subscriber, SubscriberId};
use circular::template::TemplateRenderer;
use circular::{draft, model};

/// The workspace at the root of the repository.
fn workspace() -> Workspace {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Workspace::open(Some(root), root).expect("the repository is a workspace")
}

/// The fields of the sample list.
fn fields() -> BTreeSet<String> {
    ["first_name", "last_name", "name", "category", "town"].map(str::to_owned).into()
}

fn list() -> List {
    List {
        id: ListId::new(1),
        name: "members".parse().expect("a name"),
        title: "Members and supporters".to_owned(),
        list_id: "members.news.example.org".to_owned(),
        opt_in: circular::model::OptIn::Double,
        basis: model::ConsentBasis::Consent,
        public: false,
        welcome: None,
        join_address: None,
        language: None,
        archive: circular::model::ArchiveAccess::Off,
    }
}

fn reader(category: &str) -> Subscriber {
    let fields = [("first_name", "Ann"), ("last_name", "Lee"), ("category", category), ("town", "Leeds")];
    Subscriber {
        id: SubscriberId::new(1),
        address: "ann@example.org".parse::<model::Address>().expect("an address"),
        fields: fields.map(|(name, value)| (name.to_owned(), value.into())).into(),
    }
}

fn print(composition: &Composition, reader: &Subscriber) -> RenderedMessage {
    let press = TemplateRenderer::new(composition, &fields()).expect("a press");
    press.render(reader, "https://news.example.org/u/token").expect("a letter")
}

/// Composes a draft of the given text, which stands in a folder of its own.
fn compose(text: &str) -> Result<Composition, Vec<Diagnostic>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("newsletters/spring.md");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, text).expect("a draft");
    let draft = draft::read_draft(&path).map_err(|finding| vec![finding])?;
    Ok(draft::compose_draft(&workspace(), &draft, &list(), &fields(), &circular::draft::EventHistory::default())?
        .composition)
}

/// What ends the body and begins the footer, without styles.
const FOOT: &str = "</td></tr></tbody></table>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" \
    cellspacing=\"0\" border=\"0\"><tbody><tr><td class=\"foot\"";

/// What begins the footer of the text part.
const TEXT_FOOT: &str = "\n----------------------------------------\n";

/// Composes a body under the least front matter and prints it; the text part ends before the footer.
fn letter(body: &str, category: &str) -> (String, String) {
    let composition = compose(&format!("---\nsubject: S\n---\n{body}")).expect("no findings");
    let letter = print(&composition, &reader(category));
    let html = letter.html.split("<h1").nth(1).and_then(|rest| rest.split_once("</h1>")).expect("a heading").1;
    let html = html.split(FOOT).next().unwrap_or_default();
    let text = letter.text.split(TEXT_FOOT).next().unwrap_or_default();
    (without_styles(html), text.trim().to_owned())
}

/// Takes the styles out of elements, so that a test reads the structure.
fn without_styles(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(" style=\"") {
        out.push_str(&rest[..at]);
        rest = rest[at + 8..].split_once('"').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out.trim().to_owned()
}
