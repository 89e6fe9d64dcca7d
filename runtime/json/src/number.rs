//! The numbers of JSON (RFC 8259, section 6) as protobuf takes them: integers also with a
//! fraction of zeros or an exponent, floats within their range.

use crate::ErrorKind;

/// Why a text spells no number of the kind that is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    NoNumber,
    NotWhole,
    OutOfRange,
}

impl Wrong {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Wrong::NoNumber => "is no number",
            Wrong::NotWhole => "is no whole number",
            Wrong::OutOfRange => "is out of range",
        }
    }

    pub(crate) fn kind(self) -> ErrorKind {
        match self {
            Wrong::NoNumber | Wrong::NotWhole => ErrorKind::InvalidValue,
            Wrong::OutOfRange => ErrorKind::OutOfRange,
        }
    }
}

/// The parts of a number's text.
struct Decimal<'t> {
    negative: bool,
    whole: &'t [u8],
    fraction: &'t [u8],
    exponent: i64,
}

/// How many bytes at the start of `text` are a JSON number; `None` when they are not.
pub(crate) fn length(text: &[u8]) -> Option<usize> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = digits(&text[sign..]);
    if whole == 0 || (whole > 1 && text[sign] == b'0') {
        return None;
    }
    let mut at = sign + whole;
    if text.get(at) == Some(&b'.') {
        let fraction = digits(&text[at + 1..]);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(&text[at + 1 + sign..]);
        if exponent == 0 {
            return None;
        }
        at += 1 + sign + exponent;
    }
    Some(at)
}

fn digits(text: &[u8]) -> usize {
    let other = text.iter().position(|byte| !byte.is_ascii_digit());
    other.unwrap_or(text.len())
}

/// The integer that `text` spells, which must be whole a number; the error says why it doesn't.
#[inline]
pub(crate) fn integer(text: &[u8]) -> Result<i128, Wrong> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let plain = !rest.is_empty() && rest.len() < 19 && (rest[0] != b'0' || rest.len() == 1);
    if plain && digits(rest) == rest.len() {
        let value = rest
            .iter()
            .fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
        return Ok(i128::from(if negative { -value } else { value }));
    }
    split(text).ok_or(Wrong::NoNumber)?.integer()
}

fn split(text: &[u8]) -> Option<Decimal<'_>> {
    if length(text) != Some(text.len()) {
        return None;
    }
    let negative = text[0] == b'-';
    let text = &text[usize::from(negative)..];
    let (whole, rest) = text.split_at(digits(text));
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    let (fraction, exponent) = rest.split_at(digits(rest));
    let exponent = match exponent {
        [] => 0,
        [_, b'-', exponent @ ..] => -clamped(exponent),
        [_, b'+', exponent @ ..] | [_, exponent @ ..] => clamped(exponent),
    };
    Some(Decimal {
        negative,
        whole,
        fraction,
        exponent,
    })
}

/// The value of digits, or one that is beyond every use.
fn clamped(digits: &[u8]) -> i64 {
    digits.iter().fold(0_i64, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
            .min(1 << 40)
    })
}

impl Decimal<'_> {
    fn integer(&self) -> Result<i128, Wrong> {
        let digits = || self.whole.iter().chain(self.fraction).copied();
        let count = self.whole.len() + self.fraction.len();
        let Some(after_last) = digits().rev().position(|digit| digit != b'0') else {
            return Ok(0);
        };
        let zeros = self.exponent - self.fraction.len() as i64 + after_last as i64;
        if zeros < 0 {
            return Err(Wrong::NotWhole);
        }
        let mut value = 0_i128;
        let zeros = usize::try_from(zeros).unwrap_or(usize::MAX).min(64);
        for digit in digits()
            .take(count - after_last)
            .chain(std::iter::repeat_n(b'0', zeros))
        {
            value = value * 10 + i128::from(digit - b'0');
            if value > i128::from(u64::MAX) {
                return Err(Wrong::OutOfRange);
            }
        }
        Ok(if self.negative { -value } else { value })
    }
}

/// The `double` that `text` spells.
pub(crate) fn double(text: &[u8]) -> Result<f64, Wrong> {
    match text {
        b"NaN" => Ok(f64::NAN),
        b"Infinity" => Ok(f64::INFINITY),
        b"-Infinity" => Ok(f64::NEG_INFINITY),
        _ => finite::<f64>(text).and_then(|value| in_range(value, value.is_finite())),
    }
}

/// The `float` that `text` spells.
pub(crate) fn float(text: &[u8]) -> Result<f32, Wrong> {
    match text {
        b"NaN" => Ok(f32::NAN),
        b"Infinity" => Ok(f32::INFINITY),
        b"-Infinity" => Ok(f32::NEG_INFINITY),
        _ => finite::<f32>(text).and_then(|value| in_range(value, value.is_finite())),
    }
}

fn in_range<T>(value: T, finite: bool) -> Result<T, Wrong> {
    if finite {
        Ok(value)
    } else {
        Err(Wrong::OutOfRange)
    }
}

fn finite<T: std::str::FromStr>(text: &[u8]) -> Result<T, Wrong> {
    if length(text) != Some(text.len()) {
        return Err(Wrong::NoNumber);
    }
    let text = std::str::from_utf8(text).map_err(|_| Wrong::NoNumber)?;
    text.parse().map_err(|_| Wrong::NoNumber)
}
