#!/usr/bin/env bash
# Markdown shows its stars to Chinese and Japanese readers where a bold passage ends with a punctuation mark.
#
# Versions   comrak 0.59.0, pulldown-cmark 0.13.6 (crates), markdown-it 14.1.0 (npm)
# Date       2026-11-29
# Expected   `**「春の集い」**です` is bold, as `**spring**` is.
# Seen       CommonMark 0.31.2 §6.2 lets a run of stars close only if a blank or a punctuation mark follows where a
#            punctuation mark stands before it. Chinese and Japanese have no blanks between words, so the stars stay as
#            stars. All three parsers agree, and none reports it. Without the quotation marks it is bold.
# Why        The preview of a letter for one language tells nothing about another; the writer of a newsletter in Chinese or
#            Japanese meets it with every quoted title. A check finds stars that took no effect.
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
comrak = { version = "=0.59.0", default-features = false }
pulldown-cmark = { version = "=0.13.6", default-features = false, features = ["html"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
fn main() {
    for text in std::env::args().skip(1) {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&text));
        println!("pulldown-cmark {}", html.trim());
        println!("comrak         {}", comrak::markdown_to_html(&text, &comrak::Options::default()).trim());
    }
}
RUST
cat >"$folder/try.js" <<'JS'
const markdown = require('markdown-it')();
for (const text of process.argv.slice(2)) console.log('markdown-it   ', markdown.render(text).trim());
JS
(cd "$folder" && npm install --silent --no-audit --no-fund markdown-it@14.1.0)
texts=('**「春の集い」**です' '**春の集い**です' '**“Spring”** is')
{
    cargo run --quiet --manifest-path "$folder/Cargo.toml" -- "${texts[@]}"
    (cd "$folder" && node try.js "${texts[@]}")
} | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
pulldown-cmark <p>**「春の集い」**です</p>
comrak         <p>**「春の集い」**です</p>
pulldown-cmark <p><strong>春の集い</strong>です</p>
comrak         <p><strong>春の集い</strong>です</p>
pulldown-cmark <p><strong>“Spring”</strong> is</p>
comrak         <p><strong>“Spring”</strong> is</p>
markdown-it    <p>**「春の集い」**です</p>
markdown-it    <p><strong>春の集い</strong>です</p>
markdown-it    <p><strong>“Spring”</strong> is</p>
SEEN
echo 'as described'
