//! Writes a style sheet into the elements, for mail programs that drop `<style>`.

use css_inline::CSSInliner;

use super::Error;

/// Inlines the CSS of an HTML document; `<style data-css-inline="keep">` stays as it is, other `<style>` goes.
///
/// Nothing is fetched, neither from the network nor from files.
///
/// # Errors
/// A selector or a declaration cannot be read.
pub fn inline(html: &str) -> Result<String, Error> {
    let inliner = CSSInliner::options()
        .load_remote_stylesheets(false)
        .inline_style_tags(true)
        .keep_style_tags(false)
        .keep_at_rules(false)
        .apply_width_attributes(true)
        .apply_height_attributes(true)
        .minify_css(true)
        .build();
    let html = inliner.inline(html).map_err(Error::Css)?;
    Ok(html.replace(" data-css-inline=\"keep\"", ""))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::inline;

    #[test]
    fn rules_go_into_elements_and_kept_blocks_stay() {
        let html = r#"<!DOCTYPE html><html><head><style>p{color:#111111}</style>
            <style data-css-inline="keep">@media (prefers-color-scheme:dark){p{color:#eeeeee}}[data-ogsc] p{color:#eeeeee}</style>
            <link rel="stylesheet" href="https://example.org/x.css"></head>
            <body><!--[if mso]><table><tr><td><![endif]--><p>a</p></body></html>"#;
        let inlined = inline(html).unwrap();
        assert!(inlined.contains(r#"<p style="color:#111111">a</p>"#), "{inlined}");
        assert!(inlined.contains("<style>@media (prefers-color-scheme:dark){"), "{inlined}");
        assert!(inlined.contains("[data-ogsc] p{"), "{inlined}");
        assert!(inlined.contains("<!--[if mso]><table><tr><td><![endif]-->"), "{inlined}");
        assert!(!inlined.contains("p{color:#111111}"), "{inlined}");
    }
}
