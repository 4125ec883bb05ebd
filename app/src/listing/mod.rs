//! A list tied to a map: what the lists of hazards, visits and sites have in common.
//!
//! There is one filter, and it lives in the address. The form, the removable chips, the paging, the rows and the
//! points on the map all read it from there and change it by going to another address, so every state of the page
//! can be sent to a colleague, the browser's back button works, and without any script the same things happen
//! through links and a plain form.

mod api;
mod browser;
mod chips;
mod counts;
mod filter_form;
mod map_pane;
mod named;
mod page;
mod quick_periods;
mod remember;
mod results;
mod rows;
mod state;
mod table;
mod take;

pub(crate) mod controls;
pub(crate) mod selection;
pub(crate) mod whose;

pub(crate) use chips::{Chip, area_name, days_text};
pub(crate) use counts::total_text;
pub(crate) use named::Record;
pub(crate) use page::{list_and_map, list_page};
pub(crate) use rows::{Line, RowLink};
pub(crate) use state::{List, ListPlace};
pub(crate) use table::{masked_table_of, table_of, tables_of};
pub(crate) use take::{Take, take_along};
pub(crate) use whose::Whose;

pub(crate) use domain::csv::Csv;

use crate::error::AppError;
use domain::{
    geo::{Point, Wgs84},
    ids::UserId,
    listing::{Filter, Page, Sort},
    period::Month,
};
use leptos::prelude::AnyView;
use uuid::Uuid;

/// One kind of record as its list page needs to know it: the filter names everything else.
pub(crate) trait Listing: Filter + Send + Sync + 'static {
    /// A row.
    type Row: Row;
    /// The address of the list.
    const PATH: &'static str;
    /// Where the map gets its points.
    const POINTS: &'static str;
    /// There are vector tiles below that address: where there can be so many that a map is counted rather than looked at.
    const TILES: bool = false;
    /// The page of a record that was tapped on the map.
    fn record(id: Uuid) -> String {
        format!("{}/{id}", Self::PATH)
    }
    /// Its period can be walked through month by month.
    const BY_MONTH: bool = false;
    /// The orders it offers; the first is the usual one.
    const SORTS: &'static [Sort];
    /// Rows can be ticked, to do something with many at once.
    const TICKS: bool = false;

    /// The words that differ.
    fn words() -> Words;

    /// One page of rows.
    fn load(query: String) -> impl Future<Output = Result<Page<Self::Row>, AppError>> + Send + 'static;

    /// The controls of the filter that only this list has.
    fn controls(list: List<Self>) -> AnyView;

    /// What the person is whose records it can be narrowed to, where it can.
    fn whose() -> Option<Whose> {
        None
    }

    /// The person it is narrowed to.
    fn person(&self) -> Option<UserId> {
        None
    }

    /// What of this filter is set and no control shows: kept in hidden fields.
    fn kept(&self) -> Vec<(&'static str, String)>;

    /// The conditions that only this list has, each with the address that drops it.
    fn own_chips(&self, out: &mut Vec<Chip>);

    /// The month that the rows are narrowed down to, of lists that can be.
    fn month(&self) -> Option<Month> {
        None
    }

    /// Narrows the rows down to a month, or takes that back.
    fn set_month(&mut self, _month: Option<Month>) {}

    /// What the signs on the map mean: the status word of a point and its name.
    fn signs() -> Vec<(&'static str, &'static str)>;

    /// The headings of the table.
    fn columns() -> Vec<&'static str>;

    /// Above the rows: what kind of set this is, when it is not an ordinary list.
    fn banner(_list: List<Self>) -> Option<AnyView> {
        None
    }

    /// What can be done with the ticked rows.
    fn actions(_list: List<Self>) -> Option<AnyView> {
        None
    }

    /// Beside the heading: what can be done here.
    fn head() -> Option<AnyView> {
        None
    }
}

/// A row of a list.
pub(crate) trait Row:
    Clone + PartialEq + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static
{
    /// Which record.
    fn id(&self) -> Uuid;
    /// Where it is on the map.
    fn point(&self) -> Option<Point<Wgs84>>;
    /// What it is called when it has to be named in a word.
    fn name(&self) -> String;
    /// Its cells, one for each of [`Listing::columns`].
    fn cells(self) -> AnyView;
}

/// The words in which the lists differ.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// Heading.
    pub title: &'static str,
    /// What the search looks into.
    pub search: &'static str,
    /// What `from` and `to` are days of.
    pub period: &'static str,
    /// There is nothing.
    pub empty: &'static str,
}

/// The id of a row's element.
pub(crate) fn row_id(id: Uuid) -> String {
    format!("row-{id}")
}
