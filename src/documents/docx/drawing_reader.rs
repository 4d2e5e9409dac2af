//! Reads pictures and text boxes, in both of Word's forms (`DrawingML` and VML).

use super::body_reader::BodyReader;
use super::element::Element;
use crate::documents::blocks::{Inline, InlineKind, SourcePicture, TextFormat};
use crate::documents::document_error::DocumentError;
use crate::documents::pictures::read_picture_part;
use crate::documents::{ChangeKind, DocumentChange};

/// What a drawing says about its picture.
#[derive(Clone, Copy, Default)]
struct PictureWords<'e> {
    description: Option<&'e str>,
    is_decorative: bool,
}

impl BodyReader<'_> {
    /// Reads a drawing, a VML picture or an embedded object.
    pub(super) fn read_drawing(
        &mut self,
        drawing: &Element,
        format: &TextFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        let properties = drawing.find("docPr");
        if properties.is_some_and(|properties| properties.attribute("hidden") == Some("1")) {
            let message = "a hidden picture or text box was left out";
            self.document.changes.push(DocumentChange::new(ChangeKind::HiddenText, self.place, message));
            return Ok(());
        }
        let words = PictureWords {
            description: properties.and_then(|properties| properties.attribute("descr")),
            is_decorative: drawing.find("decorative").is_some_and(|mark| mark.attribute("val") == Some("1")),
        };
        let (pictures, boxes) = (out.len(), self.boxes.len());
        self.read_shapes(drawing, words, format, out)?;
        if out.len() == pictures && self.boxes.len() == boxes && &*drawing.name != "pict" {
            let message = match () {
                () if drawing.find("chart").is_some() => "a chart was left out: save it as a picture and add that",
                () if drawing.find("relIds").is_some() => "a diagram was left out: save it as a picture and add that",
                () if &*drawing.name == "object" => "an embedded object was left out",
                () => "a drawing was left out",
            };
            self.document.changes.push(DocumentChange::new(ChangeKind::PictureLeftOut, self.place, message));
        }
        Ok(())
    }

    fn read_shapes(
        &mut self,
        parent: &Element,
        words: PictureWords<'_>,
        format: &TextFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match &*element.name {
                "txbxContent" => self.read_box(element)?,
                "blip" | "imagedata" => {
                    let id = ["embed", "link", "id"].iter().find_map(|name| element.attribute(name));
                    self.add_picture(id, words, format, out)?;
                }
                "shape" if element.attribute("alt").is_some() => {
                    let words = PictureWords { description: element.attribute("alt"), ..words };
                    self.read_shapes(element, words, format, out)?;
                }
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.read_shapes(choice, words, format, out)?;
                    }
                }
                _ => self.read_shapes(element, words, format, out)?,
            }
        }
        Ok(())
    }

    fn add_picture(
        &mut self,
        id: Option<&str>,
        words: PictureWords<'_>,
        format: &TextFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        let Some(link) = id.and_then(|id| self.links.get(id)).cloned() else { return Ok(()) };
        let Some(bytes) = read_picture_part(self.archive, &link.target)? else {
            let message = "a picture was left out: it is not in the document, only a link to it";
            self.document.changes.push(DocumentChange::new(ChangeKind::PictureLeftOut, self.place, message));
            return Ok(());
        };
        let index = self.document.pictures.len();
        self.document.pictures.push(SourcePicture {
            name: link.target.rsplit('/').next().unwrap_or_default().to_owned(),
            description: words.description.unwrap_or_default().to_owned(),
            is_decorative: words.is_decorative,
            bytes,
        });
        let kind = InlineKind::Picture(index);
        self.push(Inline { kind, format: TextFormat { link: format.link.clone(), ..TextFormat::default() } }, out);
        Ok(())
    }
}
