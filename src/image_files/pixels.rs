//! The dots of a picture: made smaller, turned, laid on white.

/// A picture in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    /// The octets of a dot: 1 grey, 2 grey and alpha, 3 colours, 4 colours and alpha.
    pub(super) channels: usize,
    pub(super) octets: Vec<u8>,
}

/// The share of one dot of the source in one dot of the result.
struct Share {
    from: usize,
    to: usize,
    weight: f32,
}

/// Returns how the dots of one side are spread over fewer dots: by the length that they overlap.
#[expect(clippy::cast_precision_loss, reason = "sides have at most 24 bits")]
fn shares(from: usize, to: usize) -> Vec<Share> {
    let mut shares = Vec::with_capacity(from + to);
    // In units of 1/from of a result's dot, so that all ends are whole numbers.
    for at in 0..to {
        let (start, end) = (at * from, (at + 1) * from);
        for source in start / to..end.div_ceil(to) {
            let overlap = end.min((source + 1) * to) - start.max(source * to);
            shares.push(Share { from: source, to: at, weight: overlap as f32 / from as f32 });
        }
    }
    shares
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is within 0 and 255")]
fn octet(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

impl Pixels {
    fn has_alpha(&self) -> bool {
        self.channels.is_multiple_of(2)
    }

    /// Returns the size that a picture gets within a width; never larger than it is.
    pub(super) fn size_within(width: usize, height: usize, most_width: usize) -> (usize, usize) {
        if width <= most_width {
            return (width, height);
        }
        (most_width, ((height * most_width + width / 2) / width).max(1))
    }

    /// Makes it smaller: each dot is the mean of the area that it covers, weighted by alpha.
    pub(super) fn scaled_down(&self, width: usize, height: usize) -> Self {
        let channels = self.channels;
        let (columns, rows) = (shares(self.width, width), shares(self.height, height));
        let mut octets = Vec::with_capacity(width * height * channels);
        let mut line: Vec<f32> = vec![0.0; width * channels];
        let mut sums: Vec<f32> = vec![0.0; width * channels];
        let mut narrowed = None;
        let mut current = 0;
        for row in rows {
            if row.to != current {
                self.finish_row(&mut sums, &mut octets);
                current = row.to;
            }
            if narrowed != Some(row.from) {
                self.narrow_row(row.from, &columns, &mut line);
                narrowed = Some(row.from);
            }
            for (sum, value) in sums.iter_mut().zip(&line) {
                *sum += value * row.weight;
            }
        }
        self.finish_row(&mut sums, &mut octets);
        Self { width, height, channels, octets }
    }

    /// Adds up a row of the source into fewer dots; colours are multiplied by their alpha.
    fn narrow_row(&self, row: usize, columns: &[Share], line: &mut [f32]) {
        line.fill(0.0);
        let channels = self.channels;
        let source = self.octets.get(row * self.width * channels..).unwrap_or_default();
        for share in columns {
            let Some(dot) = source.get(share.from * channels..(share.from + 1) * channels) else { return };
            let Some(sum) = line.get_mut(share.to * channels..(share.to + 1) * channels) else { return };
            let alpha = if self.has_alpha() { f32::from(dot.last().copied().unwrap_or(u8::MAX)) / 255.0 } else { 1.0 };
            let last = if self.has_alpha() { channels - 1 } else { channels };
            for (at, (sum, part)) in sum.iter_mut().zip(dot).enumerate() {
                *sum += f32::from(*part) * share.weight * if at < last { alpha } else { 1.0 };
            }
        }
    }

    fn finish_row(&self, sums: &mut [f32], octets: &mut Vec<u8>) {
        for dot in sums.chunks_exact(self.channels) {
            match dot {
                [colours @ .., alpha] if self.has_alpha() => {
                    let share = if *alpha > 0.0 { 255.0 / alpha } else { 0.0 };
                    octets.extend(colours.iter().map(|part| octet(part * share)));
                    octets.push(octet(*alpha));
                }
                colours => octets.extend(colours.iter().map(|part| octet(*part))),
            }
        }
        sums.fill(0.0);
    }

    /// Turns or mirrors it as Exif says (CIPA DC-008, tag 0x0112).
    pub(super) fn upright(self, orientation: u16) -> Self {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let (right, bottom) = (self.width.saturating_sub(1), self.height.saturating_sub(1));
        let (width, height) = if orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) };
        let mut octets = Vec::with_capacity(self.octets.len());
        for y in 0..height {
            for x in 0..width {
                let (column, row) = match orientation {
                    2 => (right - x, y),
                    3 => (right - x, bottom - y),
                    4 => (x, bottom - y),
                    5 => (y, x),
                    6 => (y, bottom - x),
                    7 => (right - y, bottom - x),
                    _ => (right - y, x),
                };
                let start = (row * self.width + column) * self.channels;
                octets.extend_from_slice(self.octets.get(start..start + self.channels).unwrap_or_default());
            }
        }
        Self { width, height, channels: self.channels, octets }
    }

    /// Removes alpha if no dot needs it.
    pub(super) fn without_idle_alpha(mut self) -> Self {
        let channels = self.channels;
        let is_opaque = |dot: &[u8]| dot.last() == Some(&u8::MAX);
        if self.has_alpha() && self.octets.chunks_exact(channels).all(is_opaque) {
            self.octets = self.octets.chunks_exact(channels).flat_map(|dot| &dot[..channels - 1]).copied().collect();
            self.channels -= 1;
        }
        self
    }

    /// Returns whether each dot hides what is behind it.
    pub(super) fn is_opaque(&self) -> bool {
        !self.has_alpha()
    }

    /// Lays it on white; the result has three colours.
    pub(super) fn on_white(&self) -> Self {
        let mix = |part: u8, alpha: u8| {
            let mixed = (u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        let mut octets = Vec::with_capacity(self.width * self.height * 3);
        for dot in self.octets.chunks_exact(self.channels) {
            match *dot {
                [grey] => octets.extend([grey; 3]),
                [grey, alpha] => octets.extend([mix(grey, alpha); 3]),
                [red, green, blue, alpha] => octets.extend([red, green, blue].map(|part| mix(part, alpha))),
                _ => octets.extend_from_slice(dot),
            }
        }
        Self { width: self.width, height: self.height, channels: 3, octets }
    }

    /// Adds a white margin to a picture without alpha.
    pub(super) fn with_margin(&self, margin: usize) -> Self {
        let (width, height) = (self.width + 2 * margin, self.height + 2 * margin);
        let mut octets = vec![u8::MAX; width * height * self.channels];
        for (row, line) in self.octets.chunks_exact(self.width * self.channels).enumerate() {
            let start = ((row + margin) * width + margin) * self.channels;
            if let Some(place) = octets.get_mut(start..start + line.len()) {
                place.copy_from_slice(line);
            }
        }
        Self { width, height, channels: self.channels, octets }
    }
}

#[cfg(test)]
mod tests {
    use super::Pixels;

    fn grey(width: usize, octets: &[u8]) -> Pixels {
        Pixels { width, height: octets.len() / width, channels: 1, octets: octets.to_vec() }
    }

    #[test]
    fn each_orientation_becomes_upright() {
        // What a camera stores for the upright picture `1 2 3 / 4 5 6`.
        for (orientation, width, stored) in [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [3, 6, 2, 5, 1, 4]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [4, 1, 5, 2, 6, 3]),
        ] {
            assert_eq!(grey(width, &stored).upright(orientation), grey(3, &[1, 2, 3, 4, 5, 6]), "{orientation}");
        }
    }

    #[test]
    fn dots_are_means_of_their_areas() {
        assert_eq!(grey(4, &[0, 100, 200, 200, 0, 100, 200, 200]).scaled_down(2, 1), grey(2, &[50, 200]));
        // A dot and a half each.
        assert_eq!(grey(3, &[0, 90, 180]).scaled_down(2, 1), grey(2, &[30, 150]));
        let black = grey(50, &[7; 5_000]).scaled_down(33, 61);
        assert!(black.octets.iter().all(|part| *part == 7) && black.octets.len() == 33 * 61);
    }

    #[test]
    fn colours_of_transparent_dots_do_not_show() {
        let dots = Pixels { width: 2, height: 1, channels: 4, octets: vec![200, 0, 0, 255, 0, 255, 0, 0] };
        assert_eq!(dots.scaled_down(1, 1).octets, [200, 0, 0, 128]);
        assert_eq!(dots.on_white().octets, [200, 0, 0, 255, 255, 255]);
        assert!(!dots.without_idle_alpha().is_opaque());
        let dots = Pixels { width: 1, height: 1, channels: 2, octets: vec![9, 255] }.without_idle_alpha();
        assert_eq!(dots, grey(1, &[9]));
    }
}
