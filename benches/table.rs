//! Prints figures in columns.

/// Prints a heading with the conditions of the measurement.
pub(crate) fn heading(words: &str) {
    println!("\n{words}");
}

/// Prints one line: a name, a figure, its unit.
pub(crate) fn line(name: &str, figure: f64, unit: &str) {
    let places = if figure < 10.0 { 2 } else { usize::from(figure < 100.0) };
    println!("  {name:<44} {figure:>11.places$} {unit}");
}
