//! Reads, fits and cleans image files. It alone knows the formats of pictures and their codecs.

mod exif_data;
mod fitted_image;
mod gif_blocks;
mod image_metadata;
mod image_size;
mod jpeg_pixels;
mod logo_pixels;
mod other_formats;
mod pixels;
mod png_pixels;

pub use exif_data::has_position;
pub use fitted_image::fit_image;
pub use image_metadata::{CleanImage, is_turned, remove_metadata};
pub use image_size::image_size;
pub use logo_pixels::{LogoImage, make_logo};

/// The most memory that the dots of a picture may need while it is decoded, in octets: a photograph of 50 megapixels.
const MAX_DECODED_OCTETS: u64 = 160_000_000;
