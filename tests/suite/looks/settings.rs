//! What `[look]` changes in a letter, and what it says of values that it cannot use.

use std::path::Path;

use circular::config::{LetterFont, Workspace};
use circular::model::Paper;

use super::page::elements;
use super::{compose_everything, everything, everything_in};
use crate::cli::TestWorkspace;

const DRAFT: &str = "---\nsubject: A letter to all our members\nto: members\n---\n\nDear all,\n\nAll is well.\n";
const PEOPLE: &str = "email,first_name\nann@example.org,Ann\n";

fn repository() -> Workspace {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Workspace::open(Some(root), root).expect("the repository is a workspace")
}

#[test]
fn one_colour_gives_all_others() {
    let html = everything_in("notice", "#f2b705").1.html;
    for (what, style) in [
        ("rule above the card", "border-top:4px solid #f2b705"),
        ("button", "background-color:#94"),
        ("link", "color:#68"),
    ] {
        assert!(html.contains(style), "{what}: {html}");
    }
    assert!(!html.contains("#7a1f3d"), "{html}");
    assert!(!html.contains("look."), "{html}");
}

#[test]
fn logo_is_one_part_with_the_name_beside_it() {
    let (composed, letter) = everything("letter");
    let logos: Vec<_> = composed.attachments.iter().filter(|file| file.name == "logo.png").collect();
    assert_eq!(logos.len(), 1);
    let cid = logos[0].cid.as_deref().expect("it is shown in the letter");
    assert!(logos[0].bytes.len() < 8_000, "{}", logos[0].bytes.len());
    let page = elements(&letter.html);
    let image = page.iter().find(|element| element.name == "img").expect("a logo");
    let attribute = |name: &str| image.attributes.get(name).map(String::as_str);
    assert_eq!(attribute("src"), Some(format!("cid:{cid}").as_str()));
    assert_eq!((attribute("height"), attribute("alt")), (Some("48"), Some("")));
    assert!(page.iter().any(|element| element.has_class("name") && element.text == "Labour Social Work Group"));
}

#[test]
fn logo_with_the_name_replaces_it() {
    let mut workspace = repository();
    workspace.settings.look.logo_has_name = true;
    let html = compose_everything(&workspace, "letter").1.html;
    let page = elements(&html);
    let image = page.iter().find(|element| element.name == "img").expect("a logo");
    assert_eq!(image.attributes.get("alt").map(String::as_str), Some("Labour Social Work Group"));
    assert!(!page.iter().any(|element| element.has_class("name")), "{html}");
    workspace.settings.look.logo = None;
    let html = compose_everything(&workspace, "letter").1.html;
    assert!(elements(&html).iter().any(|element| element.has_class("name")), "{html}");
}

#[test]
fn font_and_paper_change_the_whole_letter() {
    let mut workspace = repository();
    workspace.settings.look.font = LetterFont::Serif;
    workspace.settings.look.paper = Paper::White;
    let html = compose_everything(&workspace, "letter").1.html;
    assert!(!html.contains("Segoe UI") && html.contains("font-size:18px"), "{html}");
    assert!(!html.contains("#f4f1ea") && html.contains("background-color:#f7f7f5"), "{html}");
    workspace.settings.look.font = LetterFont::Sans;
    let html = compose_everything(&workspace, "letter").1.html;
    assert!(!html.contains("Georgia"), "{html}");
}

#[test]
fn number_and_date_are_in_the_masthead() {
    let mut workspace = repository();
    workspace.settings.look.series = "Bulletin".to_owned();
    let html = compose_everything(&workspace, "letter").1.html;
    assert!(html.contains(">Bulletin 42 · 17\u{a0}May 2026</p>"), "{html}");
}

#[test]
fn own_style_sheet_wins() {
    let house = TestWorkspace::new()
        .with_list(PEOPLE)
        .with_draft("spring", DRAFT)
        .with_file("templates/letter/layout.css", "p { color: #123456; background-color: {{{look.tint}}} }\n");
    let said = house.run(["preview", "spring", "--out", "paper"]);
    said.is_well();
    let html = house.text("paper/spring.html");
    assert!(html.contains("color:#123456") && html.contains("background-color:#f8f3e8"), "{html}");
    assert!(!html.contains("border-top:4px"), "{html}");
}

#[test]
fn bad_values_are_explained() {
    let base = "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n\
        [web]\npublic_url = \"https://news.example.org\"\n[look]\n";
    let house = TestWorkspace::new().with_list(PEOPLE).with_draft("spring", DRAFT);
    std::fs::write(house.path("broken.png"), b"\x89PNG\r\n\x1a\n....").expect("a file");
    std::fs::write(house.path("drawing.svg"), "<svg></svg>").expect("a file");
    for (line, sentence, place) in [
        ("colour = \"navy\"", "write the colour `navy` with six digits: `#000080`", "circular.toml, line 8"),
        ("colour = \"our red\"", "`our red` is not a colour: write six digits behind a `#`", "circular.toml, line 8"),
        ("font = \"Comic Sans\"", "`font` is one of `mixed`, `sans`, `serif`, not `Comic Sans`", "line 8"),
        ("paper = \"blue\"", "`paper` is one of `warm`, `white`, not `blue`", "line 8"),
        ("logo = \"none.png\"", "the logo `none.png` cannot be read: there is no such file", "circular.toml, line 8"),
        ("logo = \"broken.png\"", "the logo `broken.png` is damaged", "circular.toml, line 8"),
        (
            "logo = \"drawing.svg\"",
            "the logo `drawing.svg` is a drawing (SVG), which letters cannot show",
            "circular.toml, line 8",
        ),
        ("logo = \"../logo.png\"", "is not the name of a file beside `circular.toml`", "circular.toml, line 8"),
    ] {
        std::fs::write(house.path("circular.toml"), format!("{base}{line}\n")).expect("settings");
        let said = house.run(["check", "spring"]);
        let words = format!("{}{}", said.out, said.err);
        assert!(words.contains(sentence) && words.contains(place), "{line}: {words}");
    }
    std::fs::write(house.path("tiny.png"), include_bytes!("../looks/chart.png")).expect("a file");
    std::fs::write(house.path("circular.toml"), format!("{base}logo = \"tiny.png\"\n")).expect("settings");
    let said = house.run(["check", "spring"]);
    assert!(said.out.contains("the logo has fewer pixels than it is shown with, so it looks blurred"), "{}", said.out);
    std::fs::write(house.path("circular.toml"), format!("{base}colour = \"#f2b705\"\n")).expect("settings");
    let said = house.run(["check", "spring"]);
    assert!(said.out.contains("the colour `#f2b705` is too pale for words, so links are in `#"), "{}", said.out);
}
