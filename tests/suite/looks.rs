//! How letters look, and where: read from the composed HTML itself, for every template.

mod colour;
mod contrast;
pub(crate) mod page;
mod settings;
mod support;
mod sweep;

use std::path::Path;

use circular::config::Workspace;
use circular::draft;
use circular::model::{IssueContent, List, ListId, OptIn, RenderedMessage, Subscriber, SubscriberId};
use circular::template::TemplateRenderer;

/// The templates that come with the program.
pub(crate) const TEMPLATES: [&str; 3] = ["letter", "notice", "report"];

/// The colours in which letters are shown: dark red, navy, yellow.
pub(crate) const COLORS: [&str; 3] = ["#7a1f3d", "#1b3a6b", "#f2b705"];

/// Composes the draft that holds everything a letter can, by a template, and prints it for one reader.
pub(crate) fn everything(template: &str) -> (IssueContent, RenderedMessage) {
    everything_in(template, COLORS[0])
}

/// Composes it in a colour.
pub(crate) fn everything_in(template: &str, color: &str) -> (IssueContent, RenderedMessage) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut workspace = Workspace::open(Some(root), root).expect("the repository is a workspace");
    workspace.settings.look.colour = color.parse().expect("a colour");
    workspace.settings.sender.reply_to = "The secretary <secretary@example.org>".parse().ok();
    compose_everything(&workspace, template)
}

/// Composes it by the settings of a workspace.
pub(crate) fn compose_everything(workspace: &Workspace, template: &str) -> (IssueContent, RenderedMessage) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let looks = root.join("tests/suite/looks");
    let text = std::fs::read_to_string(looks.join("everything.md")).expect("a draft");
    let head = format!(
        "\ntemplate: {template}\nevent:\n  title: Annual meeting\n  starts: 2026-05-17 18:30\n  ends: 20:30\n  \
         place: Room 9\nissue:\n  notice: The society's rules ask for this letter.\n---\n\n"
    );
    let path = folder.path().join("spring.md");
    std::fs::write(&path, text.replacen("\n---\n\n", &head, 1)).expect("a draft");
    std::fs::copy(looks.join("chart.png"), folder.path().join("chart.png")).expect("an image");
    let draft = draft::read_draft(&path).expect("a draft");
    let list = List {
        id: ListId::new(1),
        name: "members".parse().expect("a name"),
        title: "Members and supporters".to_owned(),
        list_id: "members.news.example.org".to_owned(),
        opt_in: OptIn::Double,
        basis: circular::model::ConsentBasis::Consent,
        public: false,
        welcome: None,
        join_address: None,
        language: None,
        archive: circular::model::ArchiveAccess::Off,
    };
    let fields = ["first_name".to_owned()].into();
    let composed = draft::compose_draft(workspace, &draft, &list, &fields, &circular::draft::EventHistory::default())
        .expect("no findings");
    let reader = Subscriber {
        id: SubscriberId::new(1),
        address: "ann@example.org".parse().expect("an address"),
        fields: [("first_name".to_owned(), "Ann".into())].into(),
    };
    let press = TemplateRenderer::new(&composed.composition, &fields).expect("a press");
    let letter = press.render(&reader, "https://news.example.org/u/token").expect("a letter");
    (composed, letter)
}
