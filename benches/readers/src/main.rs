//! Writes a .docx as Markdown, as the crate `undoc` does it.
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the name of a document")?;
    let document = undoc::parse_file(path)?;
    let options = undoc::render::RenderOptions::default();
    println!("{}", undoc::render::to_markdown(&document, &options)?);
    Ok(())
}
