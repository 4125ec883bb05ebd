//! Which records are the same door: the key of an address, the key of a name, and how alike two records are.
//!
//! Addresses come from spreadsheets, from other systems and from thumbs in a stairwell. Those that mean the same door give
//! the same key, whatever widths, numerals, separators and units they are written with:
//! `茅台路500弄12号302室` = `茅台路５００弄１２号３０２` = `茅台路500-12-302` = `上海市长宁区茅台路五百弄十二号三〇二室`.
//!
//! A key only ever proposes a merge; a person decides.

use super::SiteKind;
use crate::{text::narrow, text_enum};

/// What a number of an address counts, as far as it is written. A house number and a building are one thing in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Lane,
    Number,
    Entrance,
    Floor,
    Room,
}

/// The words behind a number, longer ones first. 楼 alone is a building to some and a floor to others.
const UNITS: [(&str, Option<Unit>); 15] = [
    ("号楼", Some(Unit::Number)),
    ("支弄", Some(Unit::Lane)),
    ("单元", Some(Unit::Entrance)),
    ("弄", Some(Unit::Lane)),
    ("巷", Some(Unit::Lane)),
    ("号", Some(Unit::Number)),
    ("幢", Some(Unit::Number)),
    ("栋", Some(Unit::Number)),
    ("座", Some(Unit::Number)),
    ("层", Some(Unit::Floor)),
    ("楼", None),
    ("门", Some(Unit::Entrance)),
    ("室", Some(Unit::Room)),
    ("房", Some(Unit::Room)),
    ("户", Some(Unit::Room)),
];

/// Words behind a number that make it a part of a name: 天山五村, 二期, 三区.
const NAMED: [char; 4] = ['村', '期', '区', '排'];

/// 12号甲, 12甲号.
const MARKS: [char; 6] = ['甲', '乙', '丙', '丁', '戊', '己'];

/// Shanghai's districts, as they stand before 区.
const DISTRICTS: [&str; 16] = [
    "黄浦",
    "徐汇",
    "长宁",
    "静安",
    "普陀",
    "虹口",
    "杨浦",
    "闵行",
    "宝山",
    "嘉定",
    "浦东新",
    "金山",
    "松江",
    "青浦",
    "奉贤",
    "崇明",
];

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    number: String,
    unit: Option<Unit>,
}

/// An address taken apart: the road or estate it begins with, and its numbers in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    road: String,
    parts: Vec<Part>,
}

impl Address {
    /// Reads any text. What stands between or behind the numbers (an estate's name, "东侧") is left out; so is what stands
    /// in brackets, unless it begins with a number, and the city, district and subdistrict in front.
    pub fn read(text: &str) -> Self {
        let folded: String = text.chars().map(narrow).map(plain).collect();
        let bare = without_brackets(&folded.to_lowercase());
        let chars = arabic(&without_city(&bare).chars().collect::<Vec<char>>());
        let mut address = Self::default();
        let mut at = 0;
        while let Some(c) = chars.get(at).copied() {
            if c.is_ascii_alphanumeric() {
                at = address.read_number(&chars, at);
                continue;
            }
            if address.parts.is_empty() && !is_separator(c) {
                address.road.push(c);
            }
            at += 1;
        }
        address
    }

    /// Reads the number (or Latin word) that begins at `at`; answers where reading goes on.
    fn read_number(&mut self, chars: &[char], at: usize) -> usize {
        let length = chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
        let word: String = chars[at..at + length].iter().collect();
        let end = at + length;
        let mut number = match word.trim_start_matches('0') {
            "" => "0".to_owned(),
            rest => rest.to_owned(),
        };
        let blanks = chars[end..].iter().take_while(|c| c.is_whitespace()).count();
        let mut next = end + blanks;
        let mut marked = false;
        if let Some(mark) = chars.get(next).filter(|c| MARKS.contains(c)) {
            number.push(*mark);
            next += 1;
            marked = true;
        }
        if let Some((length, unit)) = unit_at(&chars[next..]) {
            next += length;
            if let Some(mark) = chars.get(next).filter(|c| !marked && MARKS.contains(c)) {
                number.push(*mark);
                next += 1;
            }
            self.parts.push(Part { number, unit });
            return next;
        }
        let follows = chars.get(end).copied();
        let stands_alone = marked || follows.is_none_or(is_separator);
        let inside = !self.parts.is_empty() && follows.is_none_or(|c| !NAMED.contains(&c));
        if word.bytes().any(|b| b.is_ascii_digit()) && (stands_alone || inside) {
            self.parts.push(Part { number, unit: None });
            return if marked { next } else { end };
        }
        if self.parts.is_empty() {
            self.road.push_str(&word);
        }
        end
    }

    /// The key for duplicates: the road and the numbers, `茅台路|500-12-302`. Empty when there is nothing to compare.
    pub fn key(&self) -> String {
        let numbers: Vec<&str> = self.parts.iter().map(|part| part.number.as_str()).collect();
        if numbers.is_empty() { self.road.clone() } else { format!("{}|{}", self.road, numbers.join("-")) }
    }

    /// Whether it says a number at all: a road alone is no door.
    pub fn has_number(&self) -> bool {
        !self.parts.is_empty()
    }

    /// The same numbers, and no number that is said to count one thing here and another there (`500弄302号`, `500号302室`).
    fn agrees(&self, other: &Self) -> bool {
        let clash = |(a, b): (&Part, &Part)| a.unit.zip(b.unit).is_some_and(|(a, b)| a != b);
        self.key() == other.key() && !self.parts.iter().zip(&other.parts).any(clash)
    }

    /// One says less than the other: the same road, and its numbers begin the other's.
    fn leads(&self, other: &Self) -> bool {
        let numbers = |parts: &[Part]| parts.iter().map(|p| p.number.clone()).collect::<Vec<_>>();
        self.road == other.road
            && self.has_number()
            && self.parts.len() < other.parts.len()
            && numbers(&other.parts[..self.parts.len()]) == numbers(&self.parts)
    }
}

impl Unit {
    /// The character that a number of it is written with, for the search.
    const fn sign(self) -> char {
        match self {
            Self::Lane => '弄',
            Self::Number => '号',
            Self::Entrance => '门',
            Self::Floor => '层',
            Self::Room => '室',
        }
    }
}

/// The numbers of a door as an address of this city says them, whatever they are written with: 500弄, 12号, 302室 for
/// `茅台路500-12-302` and `茅台路五百弄十二幢三〇二`. They are search words of the record besides the words of the text.
///
/// A number without a unit is what stands there in an address: the last of three a home, the first of three a lane.
pub fn door_words(address: &str) -> Vec<String> {
    const PLACES: [&[Unit]; 3] =
        [&[Unit::Number], &[Unit::Number, Unit::Room], &[Unit::Lane, Unit::Number, Unit::Room]];
    let parts = Address::read(address).parts;
    // 楼 is a unit that says two things, and a number before it is none without
    let told = !address.contains(['楼', '樓']);
    let places = PLACES.into_iter().find(|places| told && places.len() == parts.len()).unwrap_or_default();
    let unit = |at: usize, part: &Part| part.unit.or_else(|| places.get(at).copied());
    parts
        .iter()
        .enumerate()
        // 12甲: a number and the character behind it are a word of the text already
        .filter(|(_, part)| part.number.is_ascii())
        .filter_map(|(at, part)| Some(format!("{}{}", part.number, unit(at, part)?.sign())))
        .collect()
}

/// The key of an address; see [`Address::key`].
pub fn address_key(text: &str) -> String {
    Address::read(text).key()
}

/// The key of a name: without blanks, brackets and signs, in half width and lower case, without the city in front and the
/// legal form behind. 上海老王餐饮有限公司（茅台路店） keeps its branch: 老王餐饮有限公司茅台路店.
pub fn name_key(name: &str) -> String {
    let narrowed: String = name.chars().map(narrow).filter(|c| c.is_alphanumeric()).collect();
    let whole = narrowed.to_lowercase();
    let mut key = whole.as_str();
    for city in ["上海市", "上海"] {
        key = key.strip_prefix(city).filter(|rest| !rest.is_empty()).unwrap_or(key);
    }
    for form in ["股份有限公司", "有限责任公司", "有限公司", "公司", "个体工商户"] {
        let Some(rest) = key.strip_suffix(form) else { continue };
        // a branch is another place, and a form alone is a name
        if !rest.is_empty() && !rest.ends_with('分') {
            // the place of registration in brackets before the form: 老王餐饮（上海）有限公司
            key = rest.strip_suffix("上海").filter(|rest| !rest.is_empty()).unwrap_or(rest);
        }
        break;
    }
    key.to_owned()
}

text_enum! {
    /// How alike two records of the register are.
    Likeness {
        /// The same door: proposed for merging.
        Same = "same",
        /// Perhaps the same: shown to be looked at.
        Likely = "likely",
        /// Not the same.
        Different = "different",
    }
}

/// What is compared of a record of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door<'a> {
    /// Kind.
    pub kind: SiteKind,
    /// Name.
    pub name: &'a str,
    /// Address as one line.
    pub address: &'a str,
}

/// How alike two records are. The same answer whichever comes first.
///
/// | addresses | homes | others |
/// |---|---|---|
/// | the same | same | same with one name; likely when one name holds the other; else different (many shops, one number) |
/// | the same numbers, said to count other things | likely | likely with one name |
/// | one says less (no room) | different: other rooms | likely when one name holds the other |
/// | none in either | different | likely with one name |
/// | other | different | different: a chain has one name at many places |
pub fn likeness(a: Door<'_>, b: Door<'_>) -> Likeness {
    Likened::of(a).to(&Likened::of(b))
}

/// A record taken apart once, to be compared with many.
#[derive(Clone, Debug)]
pub struct Likened {
    kind: SiteKind,
    name: String,
    address: Address,
}

impl Likened {
    /// Takes a record apart.
    pub fn of(door: Door<'_>) -> Self {
        Self { kind: door.kind, name: name_key(door.name), address: Address::read(door.address) }
    }

    /// The key of its address.
    pub fn address_key(&self) -> String {
        self.address.key()
    }

    /// The keys of addresses that say less than its own: without the room, without the building.
    pub fn shorter_keys(&self) -> Vec<String> {
        let shorter =
            |n| Address { road: self.address.road.clone(), parts: self.address.parts[..n].to_vec() };
        (1..self.address.parts.len()).map(|n| shorter(n).key()).collect()
    }

    /// The key of its name.
    pub fn name_key(&self) -> &str {
        &self.name
    }

    /// Whether it is a home, which no other home of the house is like.
    pub fn is_home(&self) -> bool {
        self.kind == SiteKind::Household
    }

    /// How alike the two are; see [`likeness`].
    pub fn to(&self, other: &Self) -> Likeness {
        let (here, there) = (&self.address, &other.address);
        let named = !self.name.is_empty() && self.name == other.name;
        let holds = |long: &str, short: &str| short.chars().count() >= 2 && long.contains(short);
        let close = named || holds(&self.name, &other.name) || holds(&other.name, &self.name);
        let homes = self.is_home() && other.is_home();
        if here.has_number() && here.key() == there.key() {
            return match (here.agrees(there), homes) {
                (true, true) => Likeness::Same,
                (false, true) => Likeness::Likely,
                (true, false) if named && self.kind == other.kind => Likeness::Same,
                (true, false) if close => Likeness::Likely,
                (false, false) if named => Likeness::Likely,
                _ => Likeness::Different,
            };
        }
        let one_says_less = here.leads(there) || there.leads(here);
        let no_address = here.key().is_empty() && there.key().is_empty();
        if !homes && ((one_says_less && close) || (no_address && named)) {
            Likeness::Likely
        } else {
            Likeness::Different
        }
    }
}

fn unit_at(chars: &[char]) -> Option<(usize, Option<Unit>)> {
    UNITS.iter().find_map(|(word, unit)| {
        let length = word.chars().count();
        chars.iter().copied().take(length).eq(word.chars()).then_some((length, *unit))
    })
}

/// Other forms of the same sign.
fn plain(c: char) -> char {
    match c {
        '—' | '–' | '−' | '‐' | '‑' => '-',
        '號' => '号',
        '樓' => '楼',
        '棟' => '栋',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => c,
    }
}

/// Between numbers. Everything that is no letter and no digit separates.
fn is_separator(c: char) -> bool {
    !c.is_alphanumeric()
}

fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let Some(length) = rest[open + 1..].find([')', ']']) else { break };
        let inner = &rest[open + 1..open + 1 + length];
        out.push_str(&rest[..open]);
        if inner.starts_with(|c: char| c.is_ascii_digit()) {
            out.push(' ');
            out.push_str(inner);
        }
        rest = &rest[open + 1 + length + 1..];
    }
    out.push_str(rest);
    out
}

/// Without 上海市, the district and the subdistrict in front.
fn without_city(text: &str) -> &str {
    let mut text = text.trim_start();
    text = text.strip_prefix("上海市").unwrap_or(text).trim_start();
    let district = |text: &str| {
        let rest = DISTRICTS.iter().find_map(|name| text.strip_prefix(*name)?.strip_prefix('区'));
        rest.map(|rest| text.len() - rest.len())
    };
    // 上海 alone may begin a road's or an estate's name
    if let Some(rest) = text.strip_prefix("上海").map(str::trim_start).filter(|rest| district(rest).is_some())
    {
        text = rest;
    }
    text = text[district(text).unwrap_or(0)..].trim_start();
    match text.split_once("街道") {
        Some((name, rest))
            if !rest.is_empty() && name.chars().count() <= 8 && name.chars().all(char::is_alphabetic) =>
        {
            rest.trim_start()
        }
        _ => text,
    }
}

/// Chinese numerals that stand where an address has its numbers, in Arabic digits: before a unit, a separator, the end, and
/// in names like 天山五村. 百色路 and 三林路 stay as they are.
fn arabic(chars: &[char]) -> Vec<char> {
    let is_numeral = |c: char| "〇零一二三四五六七八九十百千".contains(c);
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|c| is_numeral(**c)).count();
        if length == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let (run, rest) = (&chars[at..at + length], &chars[at + length..]);
        let counts = rest.first().is_none_or(|c| is_separator(*c) || NAMED.contains(c) || MARKS.contains(c))
            || unit_at(rest).is_some();
        match numeral(run).filter(|_| counts) {
            Some(digits) => out.extend(digits.chars()),
            None => out.extend_from_slice(run),
        }
        at += length;
    }
    out
}

/// 三〇二 → 302, 十二 → 12, 一百零五 → 105. `None` when it counts nothing (百).
fn numeral(run: &[char]) -> Option<String> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).or((c == '〇').then_some(0));
    if run.iter().all(|c| digit(*c).is_some()) {
        return Some(run.iter().filter_map(|c| digit(*c)).map(|d| d.to_string()).collect());
    }
    let mut total: usize = 0;
    let mut ones: Option<usize> = None;
    for c in run {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                ones = digit(*c);
                continue;
            }
        };
        let count = match ones.take().filter(|n| *n > 0) {
            Some(count) => count,
            None if unit == 10 => 1,
            None => return None,
        };
        total = total.saturating_add(count * unit);
    }
    Some(total.saturating_add(ones.unwrap_or(0)).to_string())
}

/// An address with the building and the room that a register keeps in columns of their own: `茅台路500弄`, `12号`, `302` →
/// `茅台路500弄12号302`. What the address says already is not said again.
///
/// Without this all homes of a lane would be one door.
pub fn whole_address(address: &str, building: Option<&str>, room: Option<&str>) -> String {
    let mut whole = address.trim().to_owned();
    let said = |whole: &str, part: &str, rooms: bool| {
        let (have, wanted) = (Address::read(whole).parts, Address::read(part).parts);
        match wanted.last() {
            // a word without a number (东楼): by its letters
            None => whole.contains(part),
            // of a room only the end of the address can speak, and not where it counts something else there
            Some(last) if rooms => have.len() > 1 && have.last().is_some_and(|p| p.is_room(last)),
            Some(last) => {
                // an address that ends in a room has named its building
                have.last().is_some_and(|p| p.unit == Some(Unit::Room))
                    || have.iter().any(|p| p.number == last.number && p.may_be_building())
            }
        }
    };
    for (part, rooms) in [(building, false), (room, true)] {
        let Some(part) = part.map(str::trim).filter(|part| !part.is_empty()) else { continue };
        if said(&whole, part, rooms) {
            continue;
        }
        // two bare numbers would run into one
        let runs_on =
            whole.ends_with(|c: char| c.is_ascii_digit()) && part.starts_with(|c: char| c.is_ascii_digit());
        if runs_on {
            whole.push('-');
        }
        whole.push_str(part);
    }
    whole
}

impl Part {
    fn is_room(&self, wanted: &Self) -> bool {
        self.number == wanted.number && matches!(self.unit, None | Some(Unit::Room))
    }

    fn may_be_building(&self) -> bool {
        !matches!(self.unit, Some(Unit::Lane | Unit::Floor | Unit::Room))
    }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
