//! The QR of a paper, its short code, and of a notice the token of its party's page.

use crate::{
    error::{Error, Result},
    links,
};
use domain::papers::{CODE_LENGTH, PaperKind, code_of};
use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};
use rand::{TryRngCore, rngs::OsRng};
use secrecy::SecretString;
use std::io::Cursor;

/// Points of a picture for each module.
const SCALE: u32 = 8;

/// Modules of quiet around a QR (ISO/IEC 18004, 6.3.8).
const QUIET: u32 = 4;

/// What a paper is found by.
pub(super) struct Opening {
    /// Of a notice: what opens its party's page without an account. It stands in the QR and nowhere else.
    pub token: Option<SecretString>,
    /// To be typed where no QR can be read.
    pub short_code: String,
}

impl Opening {
    /// A new one, from the system's randomness. Without an address that a phone could open nobody would learn the token, so
    /// there is none.
    pub fn draw(kind: PaperKind, has_address: bool) -> Result<Self> {
        let token = (kind == PaperKind::Notice && has_address).then(links::draw).transpose()?;
        Ok(Self { token, short_code: random(CODE_LENGTH)? })
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
    use secrecy::ExposeSecret;

    #[test]
    fn a_qr_has_its_quiet_zone_and_its_corners() {
        let file = qr("https://example.cn/p/ABC").expect("a picture");
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
        let draw = |kind, has_address| Opening::draw(kind, has_address).expect("random");
        let (a, b) = (draw(PaperKind::Notice, true), draw(PaperKind::Notice, true));
        assert_ne!(a.short_code, b.short_code);
        assert_eq!(a.short_code.len(), CODE_LENGTH);
        let tokens = [a.token, b.token].map(|token| token.expect("a token").expose_secret().to_owned());
        assert_ne!(tokens[0], tokens[1]);
        for (kind, has_address) in [(PaperKind::Notice, false), (PaperKind::Review, true)] {
            assert!(draw(kind, has_address).token.is_none(), "{kind}");
        }
    }
}
