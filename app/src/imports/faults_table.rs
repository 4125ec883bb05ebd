//! What is wrong with a table, as a table.

use super::faults::{column, expected, headings};
use crate::{labels::Label, text::Locale};
use domain::{csv::Csv, import::ImportKind, table::RowFault};
use leptos::{prelude::provide_context, reactive::owner::Owner};

/// The faults as the page says them, in that language.
pub fn faults_table(locale: Locale, what: ImportKind, faults: &[RowFault]) -> String {
    // no page is around it that would say the language
    let owner = Owner::new_root(None);
    owner.with(|| {
        provide_context(locale);
        let mut csv = Csv::new(headings());
        for fault in faults {
            csv.row([
                fault.line.to_string().as_str(),
                &column(what, fault),
                fault.code.label(),
                &fault.value,
                &expected(fault),
            ]);
        }
        csv.into_text()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::table::RowFaultCode;

    #[test]
    fn faults_stand_in_the_language_that_was_asked_for() {
        let faults = [
            RowFault::of_row(3, RowFaultCode::NotADate).in_column(1, "处罚日期").with_value("=昨天"),
            RowFault::of_row(4, RowFaultCode::WrongDatum).in_column(0, "area").expecting("gcj02"),
        ];
        let table = |locale| faults_table(locale, ImportKind::Penalties, &faults);
        let zh = table(Locale::zh);
        assert!(zh.starts_with("\u{feff}行号,列,原因,表中内容,应为\r\n3,第 1 列（处罚日期）,"), "{zh}");
        assert!(zh.contains("\"'=昨天\""), "no cell is a formula: {zh}");
        let en = table(Locale::en);
        assert!(en.starts_with("\u{feff}Row,Column,Reason,Found,Expected\r\n3,1 (处罚日期),"), "{en}");
        assert!(!en.contains("gcj02"), "the datum by its name: {en}");
    }
}
