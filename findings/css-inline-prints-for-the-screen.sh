#!/usr/bin/env bash
# The crate css-inline writes the rules of `<style media="print">` into the elements, for every screen.
#
# Versions   css-inline 0.23.1 (crate)
# Date       2026-11-29
# Expected   A style sheet for one medium cannot be inlined, since a `style` attribute has no medium: it is left alone, as
#            the inliner leaves an `@media print { … }` within a sheet.
# Seen       `<style media="print">p { color: red }</style>` becomes `<p style="color: red">`. The same for
#            `media="(max-width: 600px)"` and `media="(prefers-color-scheme: dark)"`: the telephone's and the dark
#            sheet's rules apply everywhere, and without `keep_style_tags` the sheet itself is gone as well.
# Why        Designers write the dark sheet of a letter in this form. Readers of light mail programs get white words on
#            white paper. Write `@media` within the sheet, and keep sheets with a `media` attribute from the inliner.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
css-inline = { version = "=0.23.1", default-features = false }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use css_inline::CSSInliner;

fn main() {
    let inliner = CSSInliner::options().load_remote_stylesheets(false).keep_at_rules(true).build();
    for (sheet, inlined) in [
        ("<style media=\"print\">p { color: red }</style>", true),
        ("<style media=\"(max-width: 600px)\">p { color: red }</style>", true),
        ("<style media=\"(prefers-color-scheme: dark)\">p { color: red }</style>", true),
        ("<style>@media print { p { color: red } }</style>", false),
    ] {
        let html = format!("<html><head>{sheet}</head><body><p>Spring</p></body></html>");
        let result = inliner.inline(&html).expect("a letter");
        println!("{sheet}\n    {result}");
        assert_eq!(result.contains("<p style=\"color: red;\">"), inlined);
        assert_eq!(result.contains("media"), !inlined);
    }
    println!("as described");
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
