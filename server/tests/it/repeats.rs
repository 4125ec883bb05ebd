//! Being written by B (08:23); A writes photos and texts. See requests/http-tests.md among the notes.
