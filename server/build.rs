//! How the program is linked.

use std::{env, process::Command};

/// The oldest glibc that reads packed relocations (`DT_RELR`).
const SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    pack_relocations();
    fold_what_is_the_same();
}

/// Addresses that are to be adjusted when the program is loaded take a fiftieth of the space when they are packed: 6 MB less to
/// read at each start, and less memory from then on.
fn pack_relocations() {
    let is_native = said("HOST") == said("TARGET");
    let is_gnu = said("CARGO_CFG_TARGET_OS") == "linux" && said("CARGO_CFG_TARGET_ENV") == "gnu";
    if is_native && is_gnu && glibc().is_some_and(|version| version >= SINCE) {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Pages and queries are made of the same few generic functions for hundreds of types, many of which come out as the same
/// instructions: each is kept once. Nothing here asks whether two functions are at the same address, and Rust does not
/// promise that they are not. Told to the linker that Rust brings for this target; one that somebody chose may not know it.
fn fold_what_is_the_same() {
    let is_rusts_own = !said("CARGO_ENCODED_RUSTFLAGS").contains("link") && env::var("RUSTC_LINKER").is_err();
    if said("PROFILE") == "release" && said("TARGET") == "x86_64-unknown-linux-gnu" && is_rusts_own {
        println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
    }
}

/// What cargo says in the environment; empty when it says nothing.
fn said(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// The version of the C library here, on which the program runs.
fn glibc() -> Option<(u32, u32)> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}
