//! Inlines a style sheet into the elements, for mail programs that drop `<style>`.

use css_inline::CSSInliner;

use super::{Error, nesting_limit, style_sheets};

/// Inlines the CSS of an HTML document; `<style data-css-inline="keep">` stays unchanged, every other `<style>` is
/// removed. A sheet with `media` stays as an `@media` rule.
///
/// Nothing is loaded from the network or from files.
///
/// # Errors
/// Returns an error if a selector or a declaration cannot be parsed, or elements nest too deeply.
pub fn inline_css(html: &str) -> Result<String, Error> {
    nesting_limit::check_nesting(html)?;
    let inliner = CSSInliner::options()
        .load_remote_stylesheets(false)
        .inline_style_tags(true)
        .keep_style_tags(false)
        .keep_at_rules(false)
        .apply_width_attributes(true)
        .apply_height_attributes(true)
        .minify_css(true)
        .build();
    let html = inliner.inline(&style_sheets::prepare_sheets(html)).map_err(Error::InlineCss)?;
    Ok(html.replace(" data-css-inline=\"keep\"", ""))
}

/// Closes the elements that an HTML fragment leaves open, so that following content is not swallowed; its style
/// sheets stay.
///
/// # Errors
/// Returns an error if it cannot be serialized, or its elements nest too deeply.
pub fn close_elements(html: &str) -> Result<String, Error> {
    nesting_limit::check_nesting(html)?;
    let writer = CSSInliner::options()
        .load_remote_stylesheets(false)
        .inline_style_tags(false)
        .keep_style_tags(true)
        .keep_link_tags(true)
        .build();
    writer.inline_fragment(html, "").map_err(Error::InlineCss)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::{close_elements, inline_css};

    #[test]
    fn rules_are_inlined_and_kept_blocks_stay() {
        let html = r#"<!DOCTYPE html><html><head><style>p{color:#111111}</style>
            <style data-css-inline="keep">@media (prefers-color-scheme:dark){p{color:#eeeeee}}[data-ogsc] p{color:#eeeeee}</style>
            <link rel="stylesheet" href="https://example.org/x.css"></head>
            <body><!--[if mso]><table><tr><td><![endif]--><p>a</p></body></html>"#;
        let inlined = inline_css(html).unwrap();
        assert!(inlined.contains(r#"<p style="color:#111111">a</p>"#), "{inlined}");
        assert!(inlined.contains("<style>@media (prefers-color-scheme:dark){"), "{inlined}");
        assert!(inlined.contains("[data-ogsc] p{"), "{inlined}");
        assert!(inlined.contains("<!--[if mso]><table><tr><td><![endif]-->"), "{inlined}");
        assert!(!inlined.contains("p{color:#111111}"), "{inlined}");
    }

    #[test]
    fn sheet_for_some_media_is_not_inlined_and_a_fallback_colour_is() {
        let html = "<html><head><style media=\"print\">p{color:red}</style><style media=\"screen\">i{color:red}</style>\
            <style>b{background:#7a1f3d;background:linear-gradient(#7a1f3d,#111111)}</style></head>\
            <body><p>a</p><i>b</i><b>c</b></body></html>";
        let inlined = inline_css(html).unwrap();
        assert!(inlined.contains("<style>@media print {\np{color:red !important}\n}</style>"), "{inlined}");
        assert!(inlined.contains("<p>a</p><i style=\"color:red\">"), "{inlined}");
        let button = "<b style=\"background-color:#7a1f3d;background:linear-gradient(#7a1f3d,#111111)\">";
        assert!(inlined.contains(button), "{inlined}");
    }

    #[test]
    fn open_elements_are_closed() {
        for (given, balanced) in [
            ("<p>a</p><!-- b", "<p>a</p><!-- b-->"),
            ("a</td></tr></table></div>", "a"),
            ("<noscript><div>a", "<noscript><div>a</noscript>"),
            ("<div><b>a", "<div><b>a</b></div>"),
            ("<table><tr><td title=\"x", "<table><tbody><tr></tr></tbody></table>"),
            ("<style data-css-inline=\"keep\">p{color:red}", "<style data-css-inline=\"keep\">p{color:red}</style>"),
            (
                "<table><!--a--><tr><td><br>&lt;</td></tr><!--b--></table>",
                "<table><!--a--><tbody><tr><td><br>&lt;</td></tr><!--b--></tbody></table>",
            ),
        ] {
            assert_eq!(close_elements(given).unwrap(), balanced, "{given}");
        }
    }
}
