#!/usr/bin/env bash
# zune-jpeg 0.5.15 decodes a red JPEG as green if its Huffman tables are optimised (ITU-T T.81, annex K.2), so that they
# have few codes. Pillow, Chromium and zune-jpeg 0.5.16-rc3 show it red.
# Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
jpeg-encoder = "=0.7.1"
zune-jpeg = { version = "=0.5.15", default-features = false, features = ["std"] }
[workspace]
TOML
cat >"$work/src/main.rs" <<'RUST'
use jpeg_encoder::{ColorType, Encoder};
use zune_jpeg::{JpegDecoder, zune_core::bytestream::ZCursor};

fn main() {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 85);
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(&[200, 0, 0].repeat(64 * 64), 64, 64, ColorType::Rgb).unwrap();
    let dots = JpegDecoder::new(ZCursor::new(&file)).decode().unwrap();
    println!("written: [200, 0, 0]; read: {:?}", &dots[..3]);
    assert!(dots[0] < 50 && dots[1] > 100, "the colours are right now");
}
RUST
cargo run --quiet --manifest-path "$work/Cargo.toml"
