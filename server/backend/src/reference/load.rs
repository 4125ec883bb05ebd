//! Loads the reference data that comes with the program.
