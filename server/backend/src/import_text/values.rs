//! Values as people write them: dates, times, numbers, phones. Full-width forms are welcome.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, Utc};

use super::{half_width, trim};

/// Seconds by which local time (Asia/Shanghai, no summer time) is ahead of UTC.
const LOCAL_OFFSET_SECONDS: i32 = 8 * 3600;

/// 2023-01-02, 2023/1/2, 2023.1.2, 2023年1月2日 or 20230102; midnight may follow, as Excel adds it.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = half_width(trim(text));
    let (date, time) = split_moment(&text)?;
    let midnight = NaiveTime::MIN;
    (time.is_empty() || clock(time)? == midnight).then_some(date)
}

/// A date followed by 8:05, 08:05:30 or 8时5分, in local time; a date alone means its start.
/// RFC 3339 with an offset is taken as it says. Milliseconds are kept, finer parts dropped.
pub fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    let text = half_width(trim(text));
    if let Ok(stated) = DateTime::parse_from_rfc3339(&text) {
        return Some(stated.to_utc().trunc_subsecs(3));
    }
    let (date, time) = split_moment(&text)?;
    let time = if time.is_empty() { NaiveTime::MIN } else { clock(time)? };
    let local = FixedOffset::east_opt(LOCAL_OFFSET_SECONDS)?;
    let moment = NaiveDateTime::new(date, time).and_local_timezone(local);
    Some(moment.single()?.to_utc())
}

/// The date at the beginning and what follows it.
fn split_moment(text: &str) -> Option<(NaiveDate, &str)> {
    let end = text.find(['日', '号', ' ', 'T']).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let rest = rest.trim_start_matches(['日', '号', ' ', 'T']);
    let (year, month, day) = if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        (&date[..4], &date[4..6], &date[6..])
    } else {
        let mut parts = date.split(['-', '/', '.', '年', '月']);
        let found = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        found
    };
    if year.len() != 4 {
        return None;
    }
    let date =
        NaiveDate::from_ymd_opt(i32::try_from(digits(year, 4)?).ok()?, digits(month, 2)?, digits(day, 2)?)?;
    Some((date, rest))
}

/// 8:05, 08:05:30, 08:05:30.250, 8时5分, 8时5分30秒, 8时 or 8点.
fn clock(text: &str) -> Option<NaiveTime> {
    let plain = text.replace(['时', '点', '分'], ":").replace('秒', "");
    let mut parts = plain.trim_end_matches(':').split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = match parts.next() {
        Some(minute) => digits(minute, 2)?,
        // a bare number is no time, "8时" is one
        None if plain.ends_with(':') => 0,
        None => return None,
    };
    let (second, fraction) = match parts.next() {
        Some(second) => second.split_once('.').unwrap_or((second, "")),
        None => ("0", ""),
    };
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    let millisecond = match fraction {
        "" => 0,
        fraction => digits(&format!("{fraction:0<3}")[..3], 3)?,
    };
    NaiveTime::from_hms_milli_opt(hour, minute, digits(second, 2)?, millisecond)
}

/// One to `most` digits and nothing else.
fn digits(text: &str, most: usize) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// A number such as 12, -3.5 or 1,234.5; no powers of ten, no "inf".
pub fn parse_real(text: &str) -> Option<f64> {
    let text = half_width(trim(text));
    let plain = without_thousands(&text)?;
    let known = plain.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    let number: f64 = known.then(|| plain.parse().ok())??;
    number.is_finite().then_some(number)
}

/// A whole number such as 12, -3 or 1,234; 12.0 counts, as spreadsheets write it.
pub fn parse_integer(text: &str) -> Option<i64> {
    let text = half_width(trim(text));
    let plain = without_thousands(&text)?;
    let whole = match plain.split_once('.') {
        Some((whole, zeros)) if !whole.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => &plain,
    };
    whole.parse().ok()
}

/// The number without the commas between groups of three; other commas make it no number.
fn without_thousands(text: &str) -> Option<String> {
    let whole = text.split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups.next()?.trim_start_matches(['+', '-']);
    let grouped = whole.contains(',');
    let well_formed = (!grouped || (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3)
        && text.matches(',').count() == whole.matches(',').count();
    well_formed.then(|| text.replace(',', ""))
}

/// A Chinese phone number in its normal form: 13800000000, 021-60000000, 021-60000000-801 or
/// 4008000000.
///
/// Mobile numbers are 1, 3 to 9 and nine more digits; landlines need their area code (three digits for
/// 010 and 02x, else four) before seven or eight digits. +86 or 0086 in front, blanks, hyphens and
/// brackets are allowed; an extension follows 转, x, # or a further hyphen.
pub fn parse_phone(text: &str) -> Option<String> {
    let text = half_width(trim(text)).to_lowercase();
    let text = text.replace([' ', '(', ')'], "-").replace("ext", "x");
    let (number, extension) = match text.split_once(['转', 'x', '#']) {
        Some((number, extension)) => (number, Some(extension.trim_matches(['-', '.', ':']))),
        None => (text.as_str(), None),
    };
    let international = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086"));
    let mut groups: Vec<&str> =
        international.unwrap_or(number).split('-').filter(|group| !group.is_empty()).collect();
    let mut extension = extension;
    if extension.is_none() && groups.len() > 2 && groups[0].starts_with('0') {
        extension = groups.pop();
    }
    let mut number = groups.concat();
    // abroad one leaves out the 0 of the area code
    if international.is_some() && !number.starts_with(['0', '1']) {
        number.insert(0, '0');
    }
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(&number) || extension.is_some_and(|e| !all_digits(e) || !(1..=6).contains(&e.len())) {
        return None;
    }
    if is_mobile(&number) || is_service(&number) {
        return extension.is_none().then_some(number);
    }
    let (area, local) = landline(&number)?;
    Some(match extension {
        Some(extension) => format!("{area}-{local}-{extension}"),
        None => format!("{area}-{local}"),
    })
}

fn is_mobile(number: &str) -> bool {
    number.len() == 11 && number.starts_with('1') && matches!(number.as_bytes()[1], b'3'..=b'9')
}

/// 400 and 800 numbers, which businesses give as their phone.
fn is_service(number: &str) -> bool {
    number.len() == 10 && (number.starts_with("400") || number.starts_with("800"))
}

fn landline(number: &str) -> Option<(&str, &str)> {
    let area = match number.as_bytes() {
        [b'0', b'1' | b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, local) = number.split_at_checked(area)?;
    let plausible = matches!(local.len(), 7 | 8) && !local.starts_with(['0', '1']);
    plausible.then_some((area, local))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn dates() {
        for text in [
            "2023-01-02",
            "2023/1/2",
            "2023.01.2",
            "2023年1月2日",
            "2023年01月02号",
            "20230102",
            "２０２３－０１－０２",
            "　2023-01-02 ",
            "2023/1/2 0:00:00",
            "2023-01-02T00:00",
        ] {
            assert_eq!(parse_date(text), day(2023, 1, 2), "{text}");
        }
        assert_eq!(parse_date("2024-02-29"), day(2024, 2, 29));
        for text in [
            "",
            "2023-02-29",
            "2023-13-01",
            "23-01-02",
            "02/01/2023",
            "2023-1",
            "2023-1-2-3",
            "2023-001-02",
            "2023-01-02 08:00",
            "202301020",
            "2023年",
            "昨天",
            "44928",
            "+023-01-02",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_beijing_time_unless_they_say_otherwise() {
        let utc = |text: &str| {
            let moment = DateTime::parse_from_rfc3339(text).unwrap();
            Some(moment.to_utc())
        };
        for (text, expected) in [
            ("2023-01-02 08:05", "2023-01-02T00:05:00Z"),
            ("2023/1/2 8:05:09", "2023-01-02T00:05:09Z"),
            ("2023-01-02T07:59:59.9", "2023-01-01T23:59:59.9Z"),
            ("2023年1月2日8时5分", "2023-01-02T00:05:00Z"),
            ("2023年1月2日 23点", "2023-01-02T15:00:00Z"),
            ("2023年1月2日8时5分7秒", "2023-01-02T00:05:07Z"),
            ("20230102 00:00", "2023-01-01T16:00:00Z"),
            ("2023-01-02", "2023-01-01T16:00:00Z"),
            ("2023-01-02T08:05:00Z", "2023-01-02T08:05:00Z"),
            ("2023-01-02T08:05:00.123456+08:00", "2023-01-02T00:05:00.123Z"),
        ] {
            assert_eq!(parse_moment(text), utc(expected), "{text}");
        }
        for text in [
            "",
            "8:05",
            "2023-01-02 24:00",
            "2023-01-02 8",
            "2023-01-02 8:60",
            "2023-01-02 8:05:00:00",
            "2023-01-02 8:5x",
        ] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }

    #[test]
    fn numbers() {
        for (text, expected) in [
            ("12", 12.0),
            ("-3.5", -3.5),
            ("１２１．３８", 121.38),
            ("1,234,567.25", 1_234_567.25),
            ("+.5", 0.5),
        ] {
            assert_eq!(parse_real(text), Some(expected), "{text}");
        }
        for text in [
            "", "1e5", "inf", "NaN", "12米", "1,23", "12,34.5", "1.2.3", "1234,567", ",123", "1.234,5", "--1",
        ] {
            assert_eq!(parse_real(text), None, "{text}");
        }
        assert_eq!(parse_integer("1,234"), Some(1234));
        assert_eq!(parse_integer("12.00"), Some(12));
        assert_eq!(parse_integer("－７"), Some(-7));
        for text in ["", "12.5", ".0", "1 2", "99999999999999999999", "0x10"] {
            assert_eq!(parse_integer(text), None, "{text}");
        }
    }

    #[test]
    fn phones() {
        for (text, expected) in [
            ("13800001234", "13800001234"),
            ("+86 138 0000 1234", "13800001234"),
            ("0086-138-0000-1234", "13800001234"),
            ("１９９００００１２３４", "19900001234"),
            ("021-62345678", "021-62345678"),
            ("(021)62345678", "021-62345678"),
            ("02162345678转801", "021-62345678-801"),
            ("021-62345678-801", "021-62345678-801"),
            ("010 82345678 ext. 12", "010-82345678-12"),
            ("+86 21 6234 5678", "021-62345678"),
            ("07557654321", "0755-7654321"),
            ("0209999999", "020-9999999"),
            ("400-860-8608", "4008608608"),
        ] {
            assert_eq!(parse_phone(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "12345",
            "62345678",
            "12838389438",
            "136123456781",
            "92138389438",
            "+008613811211114",
            "0755-7654.321",
            "021-1234567",
            "13800001234转1",
            "021-62345678转",
            "021-62345678-1234567",
            "同上",
            "138****1234",
        ] {
            assert_eq!(parse_phone(text), None, "{text}");
        }
    }
}
