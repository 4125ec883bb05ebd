//! Pages and their plain forms, without any script.
