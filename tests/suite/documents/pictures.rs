//! Pictures of documents: what is written beside the draft.

use circular::documents::{ChangeKind, read_document};
use circular::image_files::{fit_image, image_size};

use crate::sheets::packed::pack;

const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";

/// Makes a document with pictures: the name of each file, its description, its bytes.
fn docx(pictures: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let (mut body, mut links, mut parts) = (String::new(), String::new(), Vec::new());
    for (at, (name, description, bytes)) in pictures.iter().enumerate() {
        body.extend([format!(
            "<w:p><w:r><w:t>Picture {at}</w:t></w:r></w:p><w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" \
             name=\"x\" descr=\"{description}\"/><a:blip r:embed=\"r{at}\"/></wp:inline></w:drawing></w:r></w:p>"
        )]);
        links.extend([format!("<Relationship Id=\"r{at}\" Type=\"{KIND}\" Target=\"media/{name}\"/>")]);
        parts.push((format!("word/media/{name}"), bytes.to_vec()));
    }
    let document = format!("<w:document {MAIN}><w:body>{body}</w:body></w:document>");
    parts.push(("word/document.xml".to_owned(), document.into_bytes()));
    let links = format!("<Relationships>{links}</Relationships>");
    parts.push(("word/_rels/document.xml.rels".to_owned(), links.into_bytes()));
    pack(&parts)
}

#[test]
fn pictures_are_upright_small_and_without_metadata() {
    let (turned, placed) =
        (include_bytes!("../reports/letters/turned.jpg"), include_bytes!("../reports/letters/gps.jpg"));
    let chart = include_bytes!("../looks/chart.png");
    let file = docx(&[("a.jpeg", "Eighteen of us", turned), ("b.jpeg", "", placed), ("c.png", "A chart", chart)]);
    let document = read_document(&file, fit_image).unwrap();
    assert_eq!(
        document.markdown,
        "Picture 0\n\n![Eighteen of us](image1.jpg)\n\nPicture 1\n\n![](image2.jpg)\n\nPicture 2\n\n![A chart](image3.png)\n"
    );
    let said: Vec<(ChangeKind, &str, Option<usize>)> =
        document.changes.iter().map(|change| (change.kind, change.message.as_str(), change.line)).collect();
    let alt = "a picture has no description: say in the square brackets what it shows";
    assert_eq!(
        said,
        [
            (ChangeKind::Picture, "the picture “Eighteen of us” was turned upright", Some(3)),
            (ChangeKind::Picture, "a picture was freed of the place where it was taken", Some(7)),
            (ChangeKind::AltText, alt, Some(7)),
        ]
    );
    let [upright, anywhere, drawn] = document.pictures.as_slice() else { panic!("{:?}", document.pictures) };
    assert_eq!(image_size(&upright.bytes), Some(("image/jpeg", 20, 40)));
    for picture in [upright, anywhere] {
        assert!(!picture.bytes.windows(4).any(|word| word == b"Exif"), "{}", picture.name);
    }
    assert_eq!(drawn.bytes, chart);
}

#[test]
fn unusable_pictures_are_left_out_and_named() {
    let emf = [&[1, 0, 0, 0][..], &[0; 36], b" EMF", &[0; 40]].concat();
    let chart = include_bytes!("../looks/chart.png");
    let file = docx(&[
        ("a.emf", "Our logo", &emf),
        ("b.png", "", &chart[..chart.len() / 2]),
        ("c.bin", "", b"words"),
        ("d.png", "A chart", chart),
    ]);
    let document = read_document(&file, fit_image).unwrap();
    assert_eq!(document.markdown, "Picture 0\n\nPicture 1\n\nPicture 2\n\nPicture 3\n\n![A chart](image1.png)\n");
    let said: Vec<&str> = document.changes.iter().map(|change| change.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "the picture “Our logo” was left out: it is a drawing (EMF), which many mail programs cannot show: save it as PNG or JPEG",
            "a picture was left out: its file is damaged or incomplete",
            "a picture was left out: `c.bin` is not a PNG, JPEG or GIF picture",
        ]
    );
    assert!(document.changes.iter().all(|change| change.kind == ChangeKind::PictureLeftOut && change.paragraph > 0));
}
