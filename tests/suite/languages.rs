//! Languages: the catalogue, the letter and the pages in each, and which of them somebody gets.

mod catalogs;
mod checking;
mod choice;
mod golden;
mod marked;
mod own_files;

use std::path::Path;

use circular::config::Workspace;
use circular::delivery::{MessageRenderer, RendererSettings};
use circular::draft::{self, EventHistory};
use circular::model::{ConsentBasis, IssueId, List, ListId, OptIn, SigningKey, SigningKeys, Subscriber, SubscriberId};
use jiff::Timestamp;

/// The languages that come with the program.
pub(super) const TAGS: [&str; 9] = ["ar", "de", "en", "es", "fr", "it", "nl", "pl", "uk"];

/// When the letters are written.
const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

/// A letter that says all that letters say by themselves. The author's own words are capitals.
pub(super) const LETTER: &str = "---\nsubject: SUBJECT {{first_name}}\npreheader: PREHEADER\ndate: 2027-05-01\nnumber: 42\nto: members\n\
    template: notice\nevent:\n  title: MEETING\n  starts: 2027-05-17 18:30\n  ends: 20:30\n  place: ROOM\n---\n\
    DEAR {{first_name}},\n\nWORDS.\n\n[COME](mailto:chair@example.org?subject=YES \"button\")\n";

/// Makes a workspace whose society says everything in its footer.
pub(super) fn workspace(folder: &Path, language: &str) -> Workspace {
    let settings = format!(
        "[society]\nname = 'SOCIETY'\npostal_address = 'ADDRESS'\ncharity_number = '1234'\nwebsite = 'https://www.example.org'\n\
         privacy_contact = 'privacy@example.org'\nlanguage = '{language}'\ntimezone = 'Europe/London'\n[look]\nseries = 'SERIES'\n\
         [sender]\nfrom = 'SOCIETY <chair@example.org>'\nreply_to = 'CHAIR <chair@example.org>'\n\
         [web]\npublic_url = 'https://news.example.org'\n"
    );
    std::fs::write(folder.join("circular.toml"), settings).unwrap();
    std::fs::create_dir_all(folder.join("newsletters")).unwrap();
    Workspace::open(Some(folder), Path::new("/")).unwrap()
}

pub(super) fn list(basis: ConsentBasis) -> List {
    List {
        id: ListId::new(1),
        name: "members".parse().unwrap(),
        title: "LIST".to_owned(),
        list_id: "members.example.org".to_owned(),
        opt_in: OptIn::Double,
        basis,
        public: false,
        welcome: None,
        join_address: None,
        language: None,
        archive: circular::model::ArchiveAccess::Off,
    }
}

fn keys() -> SigningKeys {
    SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }])
}

/// A letter as one reader gets it.
pub(super) struct WrittenLetter {
    pub(super) html: String,
    text: String,
    bytes: Vec<u8>,
}

/// Writes a draft for one reader.
pub(super) fn write(workspace: &Workspace, draft: &str, list: &List, issue: i64) -> WrittenLetter {
    let path = workspace.drafts_dir().join("spring.md");
    std::fs::write(&path, draft).unwrap();
    let fields = ["first_name".to_owned()].into();
    let history = EventHistory { now: NOW, workspace_key: [3; 32], ..EventHistory::default() };
    let content = draft::compose_draft(workspace, &draft::read_draft(&path).unwrap(), list, &fields, &history).unwrap();
    let settings = RendererSettings::new(&workspace.settings, keys());
    let renderer = MessageRenderer::new(&content, &fields, list, settings, IssueId::new(issue), "digest").unwrap();
    let reader = Subscriber {
        id: SubscriberId::new(1),
        address: "ann@example.org".parse().unwrap(),
        fields: [("first_name".to_owned(), "ANN".to_owned().into())].into(),
    };
    let (letter, _, bytes) = renderer.build_with_preview(&reader, NOW).unwrap();
    WrittenLetter { html: letter.html, text: letter.text, bytes }
}
