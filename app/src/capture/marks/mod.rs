//! Arrows and words over a photo, drawn with a finger or with keys. The picture itself stays as it was taken.

pub mod board;
mod editor;
mod picture;
mod pointer;

pub use editor::MarksEditor;
pub use picture::MarkedPicture;
