//! Why an entry in a line of addresses is rejected.

/// Why an entry in a line of addresses is rejected; the text completes a sentence about the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressLineProblem {
    /// It has words without an address.
    #[error("has no address next to `{0}`")]
    NoAddress(String),
    /// It spells the `@` out.
    #[error("has `{0}`: write the address with an @")]
    SpelledOut(String),
    /// A name contains an `@` or an angle bracket.
    #[error("has `{0}` before an address: a name cannot contain an @ or <")]
    InName(String),
    /// Two names precede one address.
    #[error("has two names before one address, `{0}`: put a name with a comma into quotation marks")]
    TwoNames(String),
    /// It is a sentence that contains an address.
    #[error("has other words around an address, `{0}`: write `Name <address>`")]
    Prose(String),
    /// It is a header field without addresses.
    #[error("is the line `{0}:` of a mail, not an address")]
    HeaderLine(String),
    /// A label before it says that the person opted out.
    #[error("is marked `{0}:`, so these people opted out: take the mark away if they have agreed again")]
    OptedOut(String),
}
