//! The images that letters show.

use std::path::{Path, PathBuf};

use circular::draft;
use circular::model::{Diagnostic, IssueContent, Severity};

use super::{fields, list, print, reader, workspace};

/// A small PNG; one byte more makes it another.
fn png() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/looks/chart.png")).expect("an image")
}

/// Returns an image with so many more bytes, in a chunk of their own.
fn padded_png(padding: &[u8]) -> Vec<u8> {
    let png = png();
    let (picture, end) = png.split_at(png.len() - 12);
    let length = u32::try_from(padding.len()).expect("a length").to_be_bytes();
    [picture, &length, b"paDd", padding, &[0; 4], end].concat()
}

fn write(folder: &Path, body: &str) -> PathBuf {
    let path = folder.join("spring.md");
    std::fs::write(&path, format!("---\nsubject: S\n---\n{body}\n")).expect("a draft");
    path
}

fn compose(folder: &Path, body: &str) -> Result<IssueContent, Vec<Diagnostic>> {
    let draft = draft::read_draft(&write(folder, body)).map_err(|finding| vec![finding])?;
    draft::compose_draft(&workspace(), &draft, &list(), &fields(), &circular::draft::EventHistory::default())
}

#[test]
fn local_image_is_embedded() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("chart.png"), png()).expect("an image");
    let body = "![Members of {{town}}: \"140\"](chart.png \"At the end of June\")\n\nA ![dot](chart.png) b\n\n\
                ![](chart.png \"decorative\")\n";
    let composed = compose(folder.path(), body).expect("no findings");
    let [image, logo] = composed.attachments.as_slice() else { panic!("{:?}", composed.attachments) };
    assert_eq!(logo.name, "logo.png");
    let cid = image.cid.as_deref().expect("a name");
    assert!(cid.ends_with("@example-org") && cid.len() == 32, "{cid}");
    assert_eq!((image.name.as_str(), image.media_type.as_str(), &image.bytes), ("chart.png", "image/png", &png()));
    let letter = print(&composed.composition, &reader(""));
    let html = super::without_styles(&letter.html);
    let tag = |alt: &str| format!("<img src=\"cid:{cid}\" width=\"60\" height=\"24\" alt=\"{alt}\" border=\"0\">");
    let first = format!(
        "<p class=\"captioned\">{}</p>\n<p class=\"caption\">At the end of June</p>",
        tag("Members of Leeds: &quot;140&quot;")
    );
    for piece in [first, format!("<p>A {} b</p>", tag("dot")), format!("<p class=\"picture\">{}</p>", tag(""))] {
        assert!(html.contains(&piece), "{piece}\n{html}");
    }
    assert!(letter.html.contains("max-width:60px"), "{}", letter.html);
    assert!(
        letter.text.starts_with("[Image: Members of Leeds: \"140\"]\nAt the end of June\n\nA [Image: dot] b\n"),
        "{}",
        letter.text
    );
    // The same file has the same name in every copy and at every try.
    assert_eq!(compose(folder.path(), body).expect("no findings"), composed);
}

#[test]
fn unusable_image_is_located() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("a file");
    put("chart.png", &png());
    put("chart.webp", b"RIFF\0\0\0\0WEBPVP8 ");
    put("big.png", &padded_png(&vec![0; 1_000_000]));
    for name in ["a.png", "b.png", "c.png", "d.png"] {
        put(name, &padded_png(&vec![name.as_bytes()[0]; 900_000]));
    }
    for (body, column, sentence, hint) in [
        ("x ![A](https://e.org/a.png)", 8, "lies on the web", "save it beside the draft"),
        ("![A](none.png)", 6, "the image `none.png` cannot be read", "own folder"),
        ("![A](../chart.png)", 6, "is not the name of a file beside the draft", "own folder"),
        ("![A](data:image/png;base64,AAAA)", 6, "is not the name of a file", ""),
        ("![A](chart.webp)", 6, "no image that every mail program shows", "PNG, JPEG or GIF"),
        ("![A](big.png)", 6, "larger than 1 MB", "1200 pixels"),
        ("![A]({{town}}.png)", 6, "another one for each reader", "one image to all"),
        ("a <IMG src=\"chart.png\"> b", 3, "in HTML stays behind", "![what it shows]"),
        ("![A](a.png) ![A](b.png) ![A](c.png) ![A](d.png)", 42, "larger than 3 MB together", ""),
    ] {
        let findings = compose(folder.path(), &format!("Dear all,\n\n{body}\n")).expect_err(body);
        let [finding] = findings.as_slice() else { panic!("{body}: {findings:?}") };
        let place = finding.location.clone().expect("a place");
        let id = match sentence {
            "no image that every mail program shows" => "img-format",
            "larger than 1 MB" | "larger than 3 MB together" => "img-big",
            _ => "image",
        };
        assert_eq!((finding.id, place.line, place.column), (id, 6, column), "{body}");
        assert!(finding.message.contains(sentence), "{body}: {}", finding.message);
        assert!(finding.help.clone().unwrap_or_default().contains(hint), "{body}");
    }
}

#[test]
fn missing_alt_text_blocks_unless_decorative() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("chart.png"), png()).expect("a file");
    for (body, sentence) in
        [("![](chart.png)", "has no description (alt text)"), ("![chart.png](chart.png)", "only its file's name")]
    {
        let draft = draft::read_draft(&write(folder.path(), body)).expect("a draft");
        let [finding] = draft.diagnostics.as_slice() else { panic!("{:?}", draft.diagnostics) };
        assert_eq!((finding.id, finding.severity), ("img-alt", Severity::Block), "{body}");
        assert!(finding.message.contains(sentence), "{body}: {}", finding.message);
        assert!(compose(folder.path(), body).is_ok(), "{body}");
    }
}

#[test]
fn large_image_is_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("big.png"), padded_png(&vec![0; 300_000])).expect("an image");
    let draft = draft::read_draft(&write(folder.path(), "![A](big.png)")).expect("a draft");
    let [note] = draft.diagnostics.as_slice() else { panic!("{:?}", draft.diagnostics) };
    assert_eq!((note.id, note.severity), ("img-big", Severity::Warning));
    assert_eq!(note.message, "the image `big.png` is 60 pixels wide and has 301 kB");
    assert!(compose(folder.path(), "![A](big.png)").is_ok());
}

#[test]
fn total_attachment_size_is_limited() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.pdf", "b.pdf"] {
        std::fs::write(folder.path().join(name), vec![0; 9_500_000]).expect("a file");
    }
    let path = folder.path().join("spring.md");
    std::fs::write(&path, "---\nsubject: S\nattachments:\n  - a.pdf\n  - b.pdf\n---\nx\n").expect("a draft");
    let finding = draft::read_draft(&path).expect_err("too large");
    assert_eq!(finding.message, "with the attachment `b.pdf` they are larger than 18 MB");
    assert_eq!(finding.location.map(|place| place.line), Some(5));
}
