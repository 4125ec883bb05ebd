//! The three kinds of problem 三类问题 that the office reports apart.

use super::Category;

/// The subcategory of flying-wire charging, as the library of standard hazards writes it.
pub const FLYING_WIRES: &str = "飞线充电";

/// Whether it is one of the three: chess rooms 棋牌室, group rental 群租, flying-wire charging 飞线充电.
pub fn is_three_kinds(category: Category, subcategory: Option<&str>) -> bool {
    match category {
        Category::ChessRoom | Category::GroupRental => true,
        Category::Ebike => subcategory == Some(FLYING_WIRES),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flying_wires_are_one_kind_of_what_is_wrong_with_e_bikes() {
        assert!(is_three_kinds(Category::ChessRoom, None));
        assert!(is_three_kinds(Category::GroupRental, Some("隔断")));
        assert!(is_three_kinds(Category::Ebike, Some(FLYING_WIRES)));
        assert!(!is_three_kinds(Category::Ebike, None));
        assert!(!is_three_kinds(Category::Electricity, Some(FLYING_WIRES)));
    }
}
