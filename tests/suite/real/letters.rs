//! The sample letters in a browser: in three colours, by day, by night and darkened, wide and narrow.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use circular::config::Workspace;
use circular::draft::{self, EventHistory};
use circular::email_html::ClientEmulation;
use circular::model::{Attachment, List, ListId, OptIn, Subscriber, SubscriberId};
use circular::template::TemplateRenderer;
use encodify::base64::STANDARD;

use super::driver::HeadlessBrowser;
use super::pictures::picture_folder;
use crate::looks::{COLORS, everything_in};

/// The letters, by their names in `docs/pictures`, and the drafts that they are; the long one has everything.
const LETTERS: [(&str, Option<&str>); 4] = [
    ("report", Some("2019-annual-report")),
    ("notice", Some("2017-annual-meeting")),
    ("call", Some("2016-call-for-views")),
    ("long", None),
];

/// The names of the colours in `docs/pictures`.
const COLOR_NAMES: [&str; 3] = ["red", "navy", "yellow"];

const VIEWS: [(&str, ClientEmulation); 3] = [
    ("light", ClientEmulation::Light),
    ("dark", ClientEmulation::Dark),
    ("darkened by the program", ClientEmulation::ForcedDark),
];

const WIDTHS: [u32; 3] = [700, 390, 280];

/// How high a letter is shown on a sheet, in pixels.
const SHEET_HEIGHT: u32 = 1_500;

/// Returns the file names of the sheets.
pub(super) fn sheet_names() -> Vec<String> {
    let names = LETTERS.iter().flat_map(|(letter, _)| COLOR_NAMES.map(|color| format!("letter-{letter}-{color}.webp")));
    names.collect()
}

/// Composes a letter in a colour for one reader; its images are in the page itself.
fn letter(draft: Option<&str>, color: &str) -> String {
    let Some(slug) = draft else {
        let (composed, letter) = everything_in("letter", color);
        return with_images(&letter.html, &composed.attachments);
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut workspace = Workspace::open(Some(root), root).unwrap();
    workspace.settings.look.colour = color.parse().unwrap();
    let draft = draft::read_draft(&workspace.drafts_dir().join(format!("{slug}.md"))).unwrap();
    let list = List {
        id: ListId::new(1),
        name: "members".parse().unwrap(),
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
    let fields = ["first_name", "category", "town"].map(str::to_owned).into();
    let composed = draft::compose_draft(&workspace, &draft, &list, &fields, &EventHistory::default()).unwrap();
    let values = [("first_name", "Ann"), ("category", "practitioner"), ("town", "Leeds")];
    let reader = Subscriber {
        id: SubscriberId::new(1),
        address: "ann@example.org".parse().unwrap(),
        fields: values.map(|(name, value)| (name.to_owned(), value.into())).into(),
    };
    let press = TemplateRenderer::new(&composed.composition, &fields).unwrap();
    let html = press.render(&reader, "https://news.example.org/u/token").unwrap().html;
    with_images(&html, &composed.attachments)
}

fn with_images(html: &str, attachments: &[Attachment]) -> String {
    attachments.iter().fold(html.to_owned(), |html, file| match &file.cid {
        Some(cid) => {
            let data = format!("data:{};base64,{}", file.media_type, STANDARD.encode(&file.bytes));
            html.replace(&format!("cid:{cid}"), &data)
        }
        None => html,
    })
}

#[tokio::test]
async fn letters_pass_axe_in_three_colours() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.html");
    let url = format!("file://{}", path.display());
    for (color, (name, draft)) in COLORS.iter().flat_map(|color| LETTERS.map(|letter| (color, letter))) {
        let html = letter(draft, color);
        for (view, emulation) in VIEWS {
            fs::write(&path, emulation.apply(&html)).unwrap();
            browser.set_width(700).await;
            browser.open_url(&url).await;
            assert_eq!(browser.axe_violations_of_letter().await, [""; 0], "{name}, {color}, {view}");
            for width in WIDTHS {
                browser.set_width(width).await;
                assert!(!browser.scrolls_sideways().await, "{name}, {view}, {width} px");
            }
        }
        fs::write(&path, ClientEmulation::StylesRemoved.apply(&html)).unwrap();
        browser.open_url(&url).await;
        assert!(!browser.scrolls_sideways().await, "{name} without style sheets, 280 px");
    }
}

#[tokio::test]
async fn two_buttons_are_in_a_row_where_there_is_room() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.html");
    fs::write(&path, letter(Some("2017-annual-meeting"), COLORS[0])).unwrap();
    browser.open_url(&format!("file://{}", path.display())).await;
    let places = "const [one, other] = [...document.querySelectorAll('.action a')].map((a) => a.getBoundingClientRect());
        return [one.top === other.top, Math.round(other.left - one.right), Math.round(one.height), one.width === other.width]";
    for (width, is_row) in [(700, true), (390, false), (280, false)] {
        browser.set_width(width).await;
        let seen = browser.run_script(places).await;
        assert_eq!(seen[0], is_row, "{width}: {seen}");
        assert!((48..=50).contains(&seen[2].as_u64().unwrap()), "{width}: {seen}");
        if is_row {
            assert!((7..=10).contains(&seen[1].as_i64().unwrap()), "{width}: {seen}");
        } else {
            assert_eq!(seen[3], true, "{width}: {seen}");
        }
    }
}

/// Returns a page with a letter in each view and width.
fn sheet(title: &str, html: &str) -> String {
    let mut rows = String::new();
    for (view, emulation) in VIEWS {
        let _ = write!(rows, "<h2>{title}, {view}</h2><div>");
        let shown = emulation.apply(html).replace('&', "&amp;").replace('"', "&quot;");
        for width in WIDTHS {
            let _ = write!(
                rows,
                "<iframe width=\"{width}\" height=\"{SHEET_HEIGHT}\" scrolling=\"no\" srcdoc=\"{shown}\"></iframe>"
            );
        }
        rows.push_str("</div>");
    }
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><style>body{{margin:20px;background:#767d86;color:#fff;\
         font:20px sans-serif}}div{{display:flex;gap:20px}}h2{{font-size:20px;margin:12px 0}}iframe{{border:0}}</style>{rows}"
    )
}

#[tokio::test]
async fn sheets_of_letters_are_taken() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let (folder, _kept) = picture_folder();
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("sheet.html");
    let size = (WIDTHS.iter().sum::<u32>() + 80, 3 * (SHEET_HEIGHT + 48) + 40);
    browser.set_screen(size).await;
    let mut total = 0;
    for (letter_name, draft) in LETTERS {
        for (color, color_name) in COLORS.into_iter().zip(COLOR_NAMES) {
            fs::write(&path, sheet(&format!("{letter_name}, {color}"), &letter(draft, color))).unwrap();
            browser.open_url(&format!("file://{}", path.display())).await;
            browser.wait_until("[...document.querySelectorAll('iframe')].every((one) => one.contentDocument?.readyState === 'complete')").await;
            let picture = browser.picture_of_page(size, 0.6).await;
            assert!(picture.starts_with(b"RIFF") && picture.len() > 20_000, "{letter_name}: {}", picture.len());
            total += picture.len();
            fs::write(folder.join(format!("letter-{letter_name}-{color_name}.webp")), picture).unwrap();
        }
    }
    assert!(total < 2_500_000, "the sheets take {total} octets");
}
