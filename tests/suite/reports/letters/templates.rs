//! What a workspace's own templates show.

use std::fs;

use circular::mail_catcher::CaughtMessage;

use super::{ReportedDraft, folder};

const MASTHEAD: &str = "templates/partials/masthead.html.hbs";

/// Writes a masthead, and a logo into a folder of the workspace.
fn with_masthead(html: &str, logo_folder: &str) -> ReportedDraft {
    let ReportedDraft { workspace, .. } = ReportedDraft::of_body("We meet.");
    let workspace = workspace.with_file(MASTHEAD, html);
    let logo = workspace.path(logo_folder);
    fs::create_dir_all(&logo).unwrap();
    fs::copy(folder().join("group photo.png"), logo.join("logo.png")).unwrap();
    let check = workspace.run(["check", "letter"]);
    ReportedDraft { workspace, check }
}

fn pictures(message: &CaughtMessage) -> Vec<String> {
    let parsed = mail_parser::MessageParser::default().parse(&message.bytes).unwrap();
    let pictures = parsed.parts.iter().filter(|part| part.contents().starts_with(b"\x89PNG"));
    pictures.map(|part| mail_parser::MimeHeaders::content_id(part).unwrap().to_owned()).collect()
}

#[test]
fn logo_of_a_template_goes_with_the_letter() {
    for logo_folder in ["templates", "templates/partials", "templates/letter"] {
        let html = "<p>{{society.name}}<IMG alt='a > b' src='logo.png'></p><img src=\"logo.png\" alt=\"Our logo\">\n";
        let reported = with_masthead(html, logo_folder);
        reported.is_clean();
        let message = &reported.messages()[0];
        let pictures = pictures(message);
        assert_eq!(pictures.len(), 1, "{logo_folder}");
        let html = message.content().html;
        assert_eq!(html.matches(&format!("src=\"cid:{}\"", pictures[0])).count(), 2, "{html}");
    }
}

#[test]
fn other_images_of_templates_are_blocked() {
    for source in ["https://www.example.org/logo.png", "other.png", "../logo.png", "/logo.png"] {
        let reported = with_masthead(&format!("<img src=\"{source}\" alt=\"Our logo\">\n"), "templates");
        let said = reported.check.to_string();
        assert!(reported.check.code() == 1 && said.contains("[template-image]") && said.contains(source), "{said}");
        assert!(said.contains("templates/partials/masthead.html.hbs, line 1, column 1"), "{said}");
    }
}

#[test]
fn sheets_and_gradients_of_a_template_reach_those_whom_they_are_for() {
    let html = "<style media=\"(max-width: 600px)\">.mine { color: #111111 }</style>\
                <style>.mine { background: #7a1f3d; background: linear-gradient(#7a1f3d, #111111) }</style>\
                <p class=\"mine\" style=\"color:#ffffff\">{{society.name}}</p>\n";
    let html = with_masthead(html, "templates").first().html;
    assert!(html.contains("@media (max-width: 600px) {\n.mine { color: #111111 !important}\n}"), "{html}");
    let style = "background-color:#7a1f3d;background:linear-gradient(#7a1f3d, #111111);color:#ffffff";
    assert!(html.contains(style), "{html}");
}
