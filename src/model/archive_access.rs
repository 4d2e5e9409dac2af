//! Who can read letters on the web.

use strum::{Display, EnumString, IntoStaticStr};

/// Who can read the letters of a list, or one letter, on the web. A greater value means more people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ArchiveAccess {
    /// Nobody.
    #[default]
    Off,
    /// People who have the sealed link that is in the letter.
    Link,
    /// Everybody; search engines may list it.
    Public,
}

#[cfg(test)]
mod tests {
    use super::ArchiveAccess::{Link, Off, Public};

    #[test]
    fn the_smaller_access_wins() {
        assert_eq!([Public.min(Link), Link.min(Off), Public.min(Public)], [Link, Off, Public]);
    }
}
