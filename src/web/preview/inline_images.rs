//! The images of a letter, put into its HTML: a frame of the desk fetches nothing.

use encodify::base64::STANDARD;

use crate::model::Attachment;

/// The images that are shown: what else a mail may carry stays shut.
const INLINE_TYPES: &[&str] = &["image/png", "image/jpeg", "image/gif"];

/// Writes each image that a letter names by `cid:` in the place of its name (RFC 2397).
pub(super) fn inline_images(html: &str, files: &[Attachment]) -> String {
    let mut html = html.to_owned();
    for file in files.iter().filter(|file| INLINE_TYPES.contains(&file.media_type.as_str())) {
        let Some(cid) = &file.cid else { continue };
        let named = format!("\"cid:{cid}\"");
        if html.contains(&named) {
            let image = format!("\"data:{};base64,{}\"", file.media_type, STANDARD.encode(&file.bytes));
            html = html.replace(&named, &image);
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn referenced_image_becomes_data_url() {
        let file = |media_type: &str, cid: Option<&str>| Attachment {
            name: String::new(),
            media_type: media_type.to_owned(),
            bytes: vec![1, 2, 3],
            cid: cid.map(str::to_owned),
        };
        let files = [file("image/png", Some("a@b")), file("image/svg+xml", Some("c@d")), file("image/png", None)];
        let html = "<img src=\"cid:a@b\"> cid:a@b <img src=\"cid:c@d\">";
        assert_eq!(
            inline_images(html, &files),
            "<img src=\"data:image/png;base64,AQID\"> cid:a@b <img src=\"cid:c@d\">"
        );
    }
}
