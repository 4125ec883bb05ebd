//! How many there are, in words.

use domain::listing::Total;

/// `10,000+`: digits in groups, and a plus where counting stopped.
pub(crate) fn total_text(total: Total) -> String {
    let digits = total.n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if total.more {
        text.push('+');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three() {
        for (n, more, text) in
            [(0, false, "0"), (563, false, "563"), (1_312, false, "1,312"), (10_000, true, "10,000+")]
        {
            assert_eq!(total_text(Total { n, more }), text);
        }
        assert_eq!(total_text(Total { n: 1_234_567, more: false }), "1,234,567");
    }
}
