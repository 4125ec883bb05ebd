//! Masking of personal data in lists (domain description, "Personal data").

/// 张伟 → 张*, 欧阳小明 → 欧***, Wang Min → W*******.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    let Some(first) = chars.next() else { return String::new() };
    std::iter::once(first).chain(chars.map(|_| '*')).collect()
}

/// 13812345678 → 138****5678; other numbers keep their last two digits.
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.trim().chars().collect();
    match chars.len() {
        0 => String::new(),
        11.. => chars
            .iter()
            .enumerate()
            .map(|(i, c)| if (3..chars.len() - 4).contains(&i) { '*' } else { *c })
            .collect(),
        n => chars.iter().enumerate().map(|(i, c)| if i + 2 < n { '*' } else { *c }).collect(),
    }
}

/// A household's address down to the building: the room is left out.
pub fn mask_address(address: &str, room: Option<&str>) -> String {
    match room.map(str::trim).filter(|r| !r.is_empty()) {
        Some(room) => address
            .trim()
            .trim_end_matches('室')
            .trim_end_matches(room.trim_end_matches('室'))
            .trim_end()
            .to_owned(),
        None => address.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, masked) in
            [("张伟", "张*"), ("欧阳小明", "欧***"), ("", ""), ("𠮷田", "𠮷*"), ("李", "李")]
        {
            assert_eq!(mask_name(name), masked);
        }
    }

    #[test]
    fn phones() {
        for (phone, masked) in
            [("13812345678", "138****5678"), ("62345678", "******78"), ("", ""), ("1", "1")]
        {
            assert_eq!(mask_phone(phone), masked);
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(mask_address("仙霞路700弄43号502室", Some("502")), "仙霞路700弄43号");
        assert_eq!(mask_address("仙霞路700弄43号502室", Some("502室")), "仙霞路700弄43号");
        assert_eq!(mask_address("仙霞路475号", None), "仙霞路475号");
    }
}
