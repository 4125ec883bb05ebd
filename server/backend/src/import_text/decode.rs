//! Bytes to text.

use domain::table::FileFaultCode;
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

/// How a file's text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, which includes GBK and GB 2312: what Chinese Excel writes as "CSV".
    Gb18030,
    /// UTF-16 with a byte order mark: what Excel writes as "Unicode text".
    Utf16,
}

impl TextEncoding {
    /// The name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16 => "UTF-16",
        }
    }
}

/// Text and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// How it was encoded.
    pub encoding: TextEncoding,
}

/// Why a file is not a text that can be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than allowed.
    #[error("the file has {bytes} bytes, {max} are allowed")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// Limit.
        max: u64,
    },
    /// An office file, where a text was expected.
    #[error("the file is no text")]
    Spreadsheet,
    /// A spreadsheet that cannot be read.
    #[error("the spreadsheet cannot be read: {0}")]
    Office(FileFaultCode),
    /// A byte 0, which no text has; often UTF-16 without its mark.
    #[error("line {line} has a NUL byte: not a text file, or UTF-16 without a byte order mark")]
    NulByte {
        /// Line of the first one.
        line: u64,
    },
    /// A byte that cannot be in this encoding.
    #[error("line {line} is not {}", encoding.name())]
    Undecodable {
        /// Line of the first one.
        line: u64,
        /// The encoding that all before it has.
        encoding: TextEncoding,
    },
}

impl TextFault {
    /// What kind of fault it is.
    pub const fn kind(&self) -> FileFaultCode {
        match self {
            Self::Empty => FileFaultCode::Empty,
            Self::TooLarge { .. } => FileFaultCode::TooLarge,
            Self::Spreadsheet => FileFaultCode::Spreadsheet,
            Self::Office(kind) => *kind,
            Self::NulByte { .. } => FileFaultCode::NulByte,
            Self::Undecodable { .. } => FileFaultCode::Undecodable,
        }
    }

    /// Stable code, the key of the text on the screen.
    pub const fn code(&self) -> &'static str {
        self.kind().as_str()
    }

    /// The line where it shows.
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::NulByte { line } | Self::Undecodable { line, .. } => Some(*line),
            _ => None,
        }
    }
}

impl From<FileFaultCode> for TextFault {
    fn from(kind: FileFaultCode) -> Self {
        Self::Office(kind)
    }
}

/// Chinese characters that must have come out well before a wrong byte counts as an error in
/// UTF-8 rather than as a sign of GB18030.
const ENOUGH_CHINESE: usize = 4;

/// Turns the bytes of a file into text; `max_bytes` is the largest file accepted.
///
/// Without a byte order mark the text is UTF-8 if all of it is valid UTF-8, else GB18030 if all of it
/// is valid GB18030. A file that starts as good Chinese UTF-8 and then breaks is reported where it
/// breaks: read as GB18030 it would come out as nonsense.
pub fn decode(bytes: Vec<u8>, max_bytes: u64) -> Result<Decoded, TextFault> {
    let size = bytes.len() as u64;
    if size > max_bytes {
        return Err(TextFault::TooLarge { bytes: size, max: max_bytes });
    }
    // ZIP (xlsx, ods) and the older compound format (xls, et)
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(TextFault::Spreadsheet);
    }
    let decoded = if let Some(body) = bytes.strip_prefix(b"\xFF\xFE") {
        strict(UTF_16LE, body, TextEncoding::Utf16)?
    } else if let Some(body) = bytes.strip_prefix(b"\xFE\xFF") {
        strict(UTF_16BE, body, TextEncoding::Utf16)?
    } else {
        eight_bit(bytes)?
    };
    if let Some(at) = decoded.text.find('\0') {
        let line = line_of(&decoded.text.as_bytes()[..at]);
        return Err(TextFault::NulByte { line });
    }
    if decoded.text.trim().is_empty() {
        return Err(TextFault::Empty);
    }
    Ok(decoded)
}

fn eight_bit(mut bytes: Vec<u8>) -> Result<Decoded, TextFault> {
    // before guessing, because a NUL is valid in both encodings and in neither kind of text
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let line = line_of(&bytes[..at]);
        return Err(TextFault::NulByte { line });
    }
    let marked = bytes.starts_with(b"\xEF\xBB\xBF");
    if marked {
        bytes.drain(..3);
    }
    let encoding = TextEncoding::Utf8;
    let broken = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, encoding }),
        Err(broken) => broken,
    };
    let good = &broken.as_bytes()[..broken.utf8_error().valid_up_to()];
    if marked || has_enough_chinese(good) {
        let line = line_of(good);
        return Err(TextFault::Undecodable { line, encoding });
    }
    strict(GB18030, broken.as_bytes(), TextEncoding::Gb18030)
}

/// Chinese takes three bytes in UTF-8; that pairs of GB18030 bytes look so by chance, and do so
/// several times before the first impossible byte, does not happen in real text.
fn has_enough_chinese(valid_utf8: &[u8]) -> bool {
    let text = std::str::from_utf8(valid_utf8).unwrap_or_default();
    let chinese = text
        .chars()
        .filter(|c| matches!(c, '\u{3001}'..='\u{301F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}'));
    chinese.take(ENOUGH_CHINESE).count() == ENOUGH_CHINESE
}

fn strict(decoder: &'static Encoding, bytes: &[u8], encoding: TextEncoding) -> Result<Decoded, TextFault> {
    let mut decoder = decoder.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => {
            text.shrink_to_fit();
            Ok(Decoded { text, encoding })
        }
        _ => Err(TextFault::Undecodable { line: line_of(text.as_bytes()), encoding }),
    }
}

/// The line that comes after these bytes.
fn line_of(before: &[u8]) -> u64 {
    before.split(|byte| *byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "名称,地址\n便利店,仙霞路475号\n";

    fn read(bytes: impl Into<Vec<u8>>) -> Result<(String, TextEncoding), TextFault> {
        decode(bytes.into(), 1000).map(|d| (d.text, d.encoding))
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        let expected = Ok((TABLE.to_owned(), TextEncoding::Utf8));
        assert_eq!(read(TABLE), expected);
        assert_eq!(read([b"\xEF\xBB\xBF", TABLE.as_bytes()].concat()), expected);
        assert_eq!(read("name\nx\n").unwrap().1, TextEncoding::Utf8);
        assert_eq!(read("㐂𠮷🔥").unwrap().0, "㐂𠮷🔥");
    }

    #[test]
    fn gb18030() {
        // 名称,地址 便利店,仙霞路475号 in the bytes that Chinese Excel writes
        let bytes = b"\xC3\xFB\xB3\xC6,\xB5\xD8\xD6\xB7\n\xB1\xE3\xC0\xFB\xB5\xEA,\xCF\xC9\xCF\xBC\xC2\xB7475\xBA\xC5\n";
        assert_eq!(read(bytes), Ok((TABLE.to_owned(), TextEncoding::Gb18030)));
        let (bytes, _, _) = GB18030.encode("姓名\n𠮷野㐂\n");
        let expected = ("姓名\n𠮷野㐂\n".to_owned(), TextEncoding::Gb18030);
        assert_eq!(read(bytes), Ok(expected));
    }

    #[test]
    fn utf16_needs_its_mark() {
        let units: Vec<u16> = TABLE.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        let expected = Ok((TABLE.to_owned(), TextEncoding::Utf16));
        assert_eq!(read([b"\xFF\xFE".as_slice(), &little].concat()), expected);
        assert_eq!(read([b"\xFE\xFF".as_slice(), &big].concat()), expected);
        assert_eq!(read(little), Err(TextFault::NulByte { line: 1 }));
        let half = [b"\xFF\xFEa\0\n\0".as_slice(), b"\0\xD8b\0"].concat();
        let encoding = TextEncoding::Utf16;
        assert_eq!(read(half), Err(TextFault::Undecodable { line: 2, encoding }));
    }

    #[test]
    fn broken_text_is_reported_where_it_breaks() {
        let mut utf8 = format!("{TABLE}理发店,").into_bytes();
        utf8.extend(b"\xE4\xBB");
        let encoding = TextEncoding::Utf8;
        assert_eq!(read(utf8), Err(TextFault::Undecodable { line: 3, encoding }));

        let marked = b"\xEF\xBB\xBFname\n\xC3\xFB\n".to_vec();
        assert_eq!(read(marked), Err(TextFault::Undecodable { line: 2, encoding }));

        let neither = b"name\nx\nab\xC3\xFF\n".to_vec();
        let encoding = TextEncoding::Gb18030;
        assert_eq!(read(neither), Err(TextFault::Undecodable { line: 3, encoding }));
    }

    #[test]
    fn what_is_not_a_text() {
        assert_eq!(read(""), Err(TextFault::Empty));
        assert_eq!(read("\u{FEFF} \r\n\n"), Err(TextFault::Empty));
        assert_eq!(read("a\nb\0c"), Err(TextFault::NulByte { line: 2 }));
        assert_eq!(read(b"PK\x03\x04\x14\0"), Err(TextFault::Spreadsheet));
        assert_eq!(read(b"\xD0\xCF\x11\xE0\xA1"), Err(TextFault::Spreadsheet));
        let (bytes, max) = (1001, 1000);
        assert_eq!(read("x".repeat(1001)), Err(TextFault::TooLarge { bytes, max }));
    }
}
