//! Reading cells in the ways that several imports share.

use crate::import_text::{Row, RowFault, RowFaultCode, RowFaults};
use domain::{
    privacy::{mask_name, mask_phone},
    text::{LINE, PARAGRAPH},
};

/// One row and what is wrong with it so far.
pub(in crate::transfer) struct Fields<'a> {
    pub row: &'a Row,
    pub faults: &'a mut RowFaults,
}

impl Fields<'_> {
    /// A line of text.
    pub fn line(&mut self, field: &str) -> Option<String> {
        self.faults.keep(self.row.text(field, LINE)).flatten().map(str::to_owned)
    }

    /// A line that must be there; empty after noting the fault.
    pub fn required_line(&mut self, field: &str) -> String {
        self.faults
            .keep(self.row.need(field, self.row.text(field, LINE)))
            .map(str::to_owned)
            .unwrap_or_default()
    }

    /// A paragraph that must be there; empty after noting the fault.
    pub fn required_paragraph(&mut self, field: &str) -> String {
        self.faults
            .keep(self.row.need(field, self.row.text(field, PARAGRAPH)))
            .map(str::to_owned)
            .unwrap_or_default()
    }

    /// A paragraph.
    pub fn paragraph(&mut self, field: &str) -> Option<String> {
        self.faults.keep(self.row.text(field, PARAGRAPH)).flatten().map(str::to_owned)
    }

    /// Somebody's name: a report shows no more than its first character.
    pub fn person(&mut self, field: &str) -> Option<String> {
        let read = self.row.text(field, LINE).map_err(|f| RowFault { value: mask_name(&f.value), ..f });
        self.faults.keep(read).flatten().map(str::to_owned)
    }

    /// A phone number: a report does not show it in full.
    pub fn phone(&mut self, field: &str) -> Option<String> {
        let read = self.row.phone(field).map_err(|f| RowFault { value: mask_phone(&f.value), ..f });
        self.faults.keep(read).flatten()
    }

    /// One of the words, or `None` when the cell is empty.
    pub fn choice<T: Copy>(&mut self, field: &str, choices: &[(&[&str], T)]) -> Option<T> {
        self.faults.keep(self.row.choice(field, choices)).flatten()
    }

    /// One of the words, which must be there.
    pub fn required_choice<T: Copy>(&mut self, field: &str, choices: &[(&[&str], T)]) -> Option<T> {
        self.faults.keep(self.row.need(field, self.row.choice(field, choices)))
    }

    /// Notes a fault of a cell.
    pub fn fault(&mut self, field: &str, code: RowFaultCode, expects: impl Into<String>) {
        let fault = self.row.fault(field, code).expecting(expects);
        self.faults.add(fault);
    }
}
