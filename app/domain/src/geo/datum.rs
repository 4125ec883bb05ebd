//! The three datums that positions in Shanghai come in.

use crate::text_enum;

text_enum! {
    /// The datum a pair of coordinates is given in, as it is stated at run time (an import, a stored raw pair).
    Datum {
        /// GPS and everything stored here. Tianditu's CGCS2000 agrees with it within centimetres and is
        /// imported as this.
        Wgs84 = "wgs84",
        /// Amap, Tencent and most phone maps in mainland China.
        Gcj02 = "gcj02",
        /// Baidu maps.
        Bd09 = "bd09",
    }
}

/// A datum known at compile time: the type argument of [`super::Point`].
pub trait Frame: sealed::Sealed + Copy + std::fmt::Debug + PartialEq {
    /// The same datum as a value.
    const DATUM: Datum;
}

/// Marks a point in WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wgs84;

/// Marks a point in GCJ-02.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gcj02;

/// Marks a point in BD-09.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bd09;

impl Frame for Wgs84 {
    const DATUM: Datum = Datum::Wgs84;
}

impl Frame for Gcj02 {
    const DATUM: Datum = Datum::Gcj02;
}

impl Frame for Bd09 {
    const DATUM: Datum = Datum::Bd09;
}

/// Keeps [`Frame`] closed: a new datum needs its conversions here.
mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Wgs84 {}
    impl Sealed for super::Gcj02 {}
    impl Sealed for super::Bd09 {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_store() {
        let words: Vec<_> = Datum::ALL.iter().map(|d| d.as_str()).collect();
        assert_eq!(words, ["wgs84", "gcj02", "bd09"]);
        assert_eq!("bd09".parse(), Ok(Datum::Bd09));
        assert!("EPSG:4326".parse::<Datum>().is_err());
    }

    #[test]
    fn markers_name_their_datum() {
        assert_eq!(Wgs84::DATUM, Datum::Wgs84);
        assert_eq!(Gcj02::DATUM, Datum::Gcj02);
        assert_eq!(Bd09::DATUM, Datum::Bd09);
    }
}
