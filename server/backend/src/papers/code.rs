//! The QR of a paper, its token and its short code.

use crate::{
    content::sha256_of,
    error::{Error, Result},
};
use domain::papers::{CODE_LENGTH, code_of};
use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};
use rand::{TryRngCore, rngs::OsRng};
use std::io::Cursor;

/// Characters of a token: 30²⁶ ≈ 2¹²⁷ of them.
const TOKEN_LENGTH: usize = 26;

/// Points of a picture for each module.
const SCALE: u32 = 8;

/// Modules of quiet around a QR (ISO/IEC 18004, 6.3.8).
const QUIET: u32 = 4;

/// What a paper is opened by, without an account. The token stands in the QR and nowhere else.
pub(super) struct Opening {
    pub token: String,
    pub short_code: String,
}

impl Opening {
    /// A new one, from the system's randomness.
    pub fn draw() -> Result<Self> {
        Ok(Self { token: random(TOKEN_LENGTH)?, short_code: random(CODE_LENGTH)? })
    }

    /// What is kept of the token.
    pub fn token_sha256(&self) -> String {
        sha256_of(self.token.as_bytes())
    }
}

fn random(length: usize) -> Result<String> {
    let mut bytes = vec![0; length];
    OsRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(code_of(&bytes))
}

/// A QR as a PNG file. A quarter of it may be torn or dirty.
pub(super) fn qr(text: &str) -> Result<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::Q).map_err(Error::internal)?;
    let modules = u32::try_from(code.width()).map_err(Error::internal)?;
    let colors = code.to_colors();
    let side = (modules + 2 * QUIET) * SCALE;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let at = |n: u32| (n / SCALE).checked_sub(QUIET).filter(|n| *n < modules);
        let dark = at(x).zip(at(y)).and_then(|(x, y)| colors.get((y * modules + x) as usize));
        Luma([if dark == Some(&Color::Dark) { 0 } else { 255 }])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).map_err(Error::internal)?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_has_its_quiet_zone_and_its_corners() {
        let file = qr("https://example.cn/n/ABC").expect("a picture");
        let picture = image::load_from_memory(&file).expect("PNG").to_luma8();
        let at = |module: u32| picture.get_pixel(module * SCALE, module * SCALE).0[0];
        assert_eq!((at(0), at(QUIET - 1)), (255, 255));
        assert_eq!(
            (at(QUIET), at(QUIET + 1), at(QUIET + 2)),
            (0, 255, 0),
            "the corner that scanners look for"
        );
        assert_eq!(picture.width(), picture.height());
    }

    #[test]
    fn codes_differ() {
        let (a, b) = (Opening::draw().expect("random"), Opening::draw().expect("random"));
        assert_ne!(a.token, b.token);
        assert_eq!((a.token.len(), a.short_code.len()), (26, 10));
        assert_ne!(a.token_sha256(), b.token_sha256());
    }
}
