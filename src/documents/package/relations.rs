//! Reads the relationships between the parts of an Office document (ECMA-376 part 2, 9.3).

use std::collections::HashMap;

use super::archive::Archive;
use super::package_error::PackageError;
use super::xml::{Node, XmlReader, attribute};

/// The maximum number of relationships of a part: more than there are links in any list.
const MAX_RELATIONS: usize = 500_000;

/// The target of a relationship.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// The last word of its type, such as `worksheet`.
    pub(crate) kind: String,
    /// The name of a part, or an address outside of the file.
    pub(crate) target: String,
}

/// Reads the relationships of a part by their ids.
pub(crate) fn relations(archive: &Archive<'_>, part: &str) -> Result<HashMap<String, Relation>, PackageError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut relations = HashMap::new();
    let Some(part) = archive.part(&format!("{folder}{slash}_rels/{file}.rels"))? else { return Ok(relations) };
    let mut xml = XmlReader::new(part);
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                if relations.len() >= MAX_RELATIONS {
                    return Err(PackageError::TooLarge);
                }
                let text = |name| Ok::<_, PackageError>(attribute(&tag, name)?.unwrap_or_default().into_owned());
                let external = text("TargetMode")?.eq_ignore_ascii_case("external");
                let target = text("Target")?;
                let target = if external { target } else { resolved(folder, &target) };
                let kind = text("Type")?.rsplit('/').next().unwrap_or_default().to_lowercase();
                relations.insert(text("Id")?, Relation { kind, target });
            }
            Node::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// Returns the targets of one type.
pub(crate) fn targets<'a>(relations: &'a HashMap<String, Relation>, kind: &'a str) -> impl Iterator<Item = &'a str> {
    relations.values().filter(move |relation| relation.kind == kind).map(|relation| relation.target.as_str())
}

/// Resolves a target relative to a folder to the name of a part.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}
