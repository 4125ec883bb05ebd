//! The office's desk 工作台: what waits, saved views, and many hazards at once.

mod acts;
pub mod api;
mod bulk_page;
mod live;
mod notices_page;
mod page;
mod print_page;
mod result_page;
mod tiles;
mod views;

pub use bulk_page::BulkPage;
pub(crate) use live::watch;
pub use notices_page::NoticesPage;
pub use page::DeskPage;
pub use print_page::PrintPage;
pub use result_page::ResultPage;
pub(crate) use tiles::queue_tiles;

/// What the desk shows to whoever comes to work: all that is open, what is due first on top.
pub const OPEN: &str = "?status=registered,assigned,rectified,transferred&sort=due";

/// The address of the desk.
pub const PATH: &str = "/desk";
/// The page before something is done to many.
const BULK_PATH: &str = "/desk/bulk";
/// The page before notices are issued for many.
const NOTICES_PATH: &str = "/desk/notices";
/// The page that says what came of it.
pub const RESULT_PATH: &str = "/desk/result";
/// The chosen hazards as a list to print.
const PRINT_PATH: &str = "/desk/print";

/// The name under which the form that does something to many comes back.
pub const BULK_FORM: &str = "desk-bulk";
/// The name under which the form that issues notices for many comes back.
pub const NOTICES_FORM: &str = "desk-notices";
/// The name under which the form of a saved view comes back.
pub const VIEW_FORM: &str = "view-save";

#[cfg(test)]
mod tests {
    use super::OPEN;
    use domain::{
        hazards::Status,
        listing::{HazardFilter, Sort},
    };

    #[test]
    fn the_desk_begins_with_all_that_is_open() {
        let mut all = HazardFilter { status: Status::open().collect(), ..HazardFilter::default() };
        all.common.sort = Some(Sort::Due);
        assert_eq!(crate::query::parse::<HazardFilter>(OPEN), all);
    }
}
