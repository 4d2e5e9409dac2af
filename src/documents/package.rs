//! Office documents as packages: ZIP archives with XML parts and relationships, read with limits.

mod archive;
mod package_error;
mod relations;
mod xml;

pub(crate) use archive::{Archive, Part};
pub(crate) use package_error::PackageError;
pub(crate) use relations::{Relation, relations, targets};
pub(crate) use xml::{Node, XmlReader, attribute, flag, number, prefixed};
