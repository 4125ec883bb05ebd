//! What only tools read in a wasm file. The linker writes down where everything lies, for splitting the program;
//! wasm-bindgen and wasm-opt carry that along, and in a small program it is more than the program itself.

use super::stamp::files;
use anyhow::{Context, Result, bail, ensure};
use std::{fs, path::Path};

/// `\0asm` and the version.
const HEADER: usize = 8;
/// The number of sections that no browser needs.
const CUSTOM: u8 = 0;
/// Most bytes of a number of 32 bits.
const LONGEST: usize = 5;

/// Leaves out of every wasm file of a folder what browsers do not need.
///
/// # Errors
/// When a file cannot be read or written, or is no wasm.
pub fn keep_only_the_program(dir: &Path) -> Result<()> {
    for file in files(dir)? {
        if file.extension().is_some_and(|extension| extension == "wasm") {
            let program = without_custom(&fs::read(&file)?)
                .with_context(|| format!("{} is not understood", file.display()))?;
            fs::write(&file, program)?;
        }
    }
    Ok(())
}

fn without_custom(wasm: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(HEADER).context("too short for wasm")?;
    ensure!(header.starts_with(b"\0asm"), "no wasm");
    let mut kept = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (bytes, digits) = number(after)?;
        let (section, behind) = rest.split_at_checked(1 + digits + bytes).context("cut off")?;
        if *id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = behind;
    }
    Ok(kept)
}

/// The number that begins here, and its bytes: of each the lower seven bits count, the lowest first.
fn number(bytes: &[u8]) -> Result<(usize, usize)> {
    let mut value = 0;
    for (i, byte) in bytes.iter().take(LONGEST).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Ok((value, i + 1));
        }
    }
    bail!("a section does not say how long it is")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wasm(sections: &[(u8, &[u8])]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in sections {
            // lengths of two bytes, as linkers write them
            let length = [(content.len() & 0x7f) as u8 | 0x80, (content.len() >> 7) as u8];
            wasm.push(*id);
            wasm.extend_from_slice(&length);
            wasm.extend_from_slice(content);
        }
        wasm
    }

    #[test]
    fn only_the_program_is_kept() {
        let code = [7; 300];
        let whole = wasm(&[(1, b"types"), (0, b"\x04name"), (10, &code), (0, b"\x07linking"), (11, b"data")]);
        let program = wasm(&[(1, b"types"), (10, &code), (11, b"data")]);
        assert_eq!(without_custom(&whole).unwrap(), program);
        assert_eq!(without_custom(&program).unwrap(), program);
    }

    #[test]
    fn what_is_no_wasm_or_only_half_of_it_is_refused() {
        let whole = wasm(&[(1, b"types"), (10, b"code")]);
        for broken in [
            &whole[..4],
            &whole[..whole.len() - 1],
            &whole[..9],
            &b"GIF89a.."[..],
            &b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff"[..],
        ] {
            assert!(without_custom(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn only_wasm_files_are_touched() {
        let dir = tempfile::tempdir().unwrap();
        let whole = wasm(&[(10, b"code"), (0, b"\x04name")]);
        for name in ["a.wasm", "a.js"] {
            fs::write(dir.path().join(name), &whole).unwrap();
        }
        keep_only_the_program(dir.path()).unwrap();
        assert_eq!(fs::read(dir.path().join("a.wasm")).unwrap(), wasm(&[(10, b"code")]));
        assert_eq!(fs::read(dir.path().join("a.js")).unwrap(), whole);
    }
}
