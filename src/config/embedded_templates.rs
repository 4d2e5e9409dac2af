//! The templates and archetypes that come with the program.

/// The templates embedded in the binary; a file of the same name under `templates/` overrides them.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../templates/", $name)))),*] };
}
pub(super) const EMBEDDED_TEMPLATES: &[(&str, &str)] = embedded![
    "language/ar.ftl",
    "language/de.ftl",
    "language/en.ftl",
    "language/es.ftl",
    "language/fr.ftl",
    "language/it.ftl",
    "language/nl.ftl",
    "language/pl.ftl",
    "language/uk.ftl",
    "letter/layout.css",
    "letter/dark.css",
    "letter/web.css",
    "letter/layout.html.hbs",
    "letter/layout.txt.hbs",
    "mail/confirmation.subject.hbs",
    "mail/confirmation.txt.hbs",
    "mail/confirmation.html.hbs",
    "letter/letter.html.hbs",
    "letter/letter.txt.hbs",
    "letter/notice.html.hbs",
    "letter/notice.txt.hbs",
    "letter/report.html.hbs",
    "letter/report.txt.hbs",
    "partials/answers.html.hbs",
    "partials/answers.txt.hbs",
    "partials/button.html.hbs",
    "partials/button-row.html.hbs",
    "partials/call-out.html.hbs",
    "partials/contents.html.hbs",
    "partials/contents.txt.hbs",
    "partials/event.html.hbs",
    "partials/event.txt.hbs",
    "partials/figures.html.hbs",
    "partials/footer.html.hbs",
    "partials/footer.txt.hbs",
    "partials/logo.html.hbs",
    "partials/masthead.html.hbs",
    "partials/quiet-button.html.hbs",
    "pages/archive.css",
    "pages/archive.html.hbs",
    "pages/frame.css",
    "pages/letter.html.hbs",
    "pages/page.css",
    "pages/page.html.hbs",
    "pages/unsubscribe.html.hbs",
    "pages/unsubscribed.html.hbs",
    "pages/not-subscribed.html.hbs",
    "pages/test-letter.html.hbs",
    "pages/answer.html.hbs",
    "pages/no-question.html.hbs",
    "pages/resubscribed.html.hbs",
    "pages/reason-received.html.hbs",
    "pages/preferences.html.hbs",
    "pages/suppression-notice.html.hbs",
    "pages/consent.txt.hbs",
    "pages/subscribe.html.hbs",
    "pages/check-your-mail.html.hbs",
    "pages/message.html.hbs",
    "pages/confirm.html.hbs",
    "pages/subscribed.html.hbs",
    "pages/still-wanted.html.hbs",
    "pages/still-wanted-done.html.hbs",
    "pages/declined.html.hbs",
    "pages/link-expired.html.hbs",
    "pages/not-found.html.hbs",
    "pages/error.html.hbs",
    "report/report.css",
    "report/page.html.hbs",
    "report/issue.html.hbs",
    "report/list.html.hbs",
    "report/year.html.hbs",
];

/// The archetypes for new drafts, by kind.
const ARCHETYPES: &[(&str, &str)] = &[
    ("letter", include_str!("../../templates/archetypes/letter.md")),
    ("notice", include_str!("../../templates/archetypes/notice.md")),
    ("report", include_str!("../../templates/archetypes/report.md")),
];

/// Returns the name under `templates/` and the text of each embedded template.
#[must_use]
pub fn embedded_templates() -> &'static [(&'static str, &'static str)] {
    EMBEDDED_TEMPLATES
}

/// Returns the kind and the text of each archetype for new drafts.
#[must_use]
pub fn archetypes() -> &'static [(&'static str, &'static str)] {
    ARCHETYPES
}
