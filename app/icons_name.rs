//! The name under which the drawings are handed out. Part of the build script, which puts it into the program, and of
//! the build tool, which puts the file there.

/// Their content stands in the name, so that a browser keeps them for ever: it asks for the file, and reads it anew, each
/// time one of them is drawn, unless it knows that it cannot have changed.
pub fn icons_name(drawings: &[u8]) -> String {
    // FNV-1a: what is told apart are versions of one file of ours
    let digest = drawings.iter().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("icons.{digest:016x}.svg")
}
