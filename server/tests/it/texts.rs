//! Texts of all kinds on their way through the server.
