//! Timestamps and durations as ProtoJSON spells them, and the ranges of both.
//! Knows no clock and no time zone but UTC.

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z in seconds since 1970.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
/// About 10,000 years.
const SPAN: std::ops::RangeInclusive<i64> = -315_576_000_000..=315_576_000_000;
const NANOS: i32 = 1_000_000_000;
const DAY: i64 = 86_400;

/// Appends `1972-01-01T10:00:20.021Z`, or says why this is no timestamp.
pub(crate) fn write_timestamp(
    out: &mut Vec<u8>,
    seconds: i64,
    nanos: i32,
) -> Result<(), &'static str> {
    if !SECONDS.contains(&seconds) {
        return Err("holds a timestamp outside of the years 0001 to 9999");
    }
    if !(0..NANOS).contains(&nanos) {
        return Err("holds a timestamp whose nanos are not from 0 to 999,999,999");
    }
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY) as u32;
    let mut text = *b"\"0000-00-00T00:00:00";
    two_digits(&mut text, 1, year / 100);
    two_digits(&mut text, 3, year % 100);
    two_digits(&mut text, 6, month);
    two_digits(&mut text, 9, day);
    two_digits(&mut text, 12, second / 3600);
    two_digits(&mut text, 15, second / 60 % 60);
    two_digits(&mut text, 18, second % 60);
    out.extend_from_slice(&text);
    write_fraction(out, nanos.unsigned_abs());
    out.extend_from_slice(b"Z\"");
    Ok(())
}

#[inline]
fn two_digits(text: &mut [u8; 20], at: usize, value: u32) {
    text[at] = b'0' + (value / 10) as u8;
    text[at + 1] = b'0' + (value % 10) as u8;
}

/// Appends `1.000340012s`, or says why this is no duration.
pub(crate) fn write_duration(
    out: &mut Vec<u8>,
    seconds: i64,
    nanos: i32,
) -> Result<(), &'static str> {
    if !SPAN.contains(&seconds) {
        return Err("holds a duration of more than 315,576,000,000 seconds");
    }
    if nanos <= -NANOS || nanos >= NANOS {
        return Err("holds a duration whose nanos are more than 999,999,999");
    }
    if (seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0) {
        return Err("holds a duration whose seconds and nanos differ in sign");
    }
    out.push(b'"');
    if seconds < 0 || nanos < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(
        itoa::Buffer::new()
            .format(seconds.unsigned_abs())
            .as_bytes(),
    );
    write_fraction(out, nanos.unsigned_abs());
    out.extend_from_slice(b"s\"");
    Ok(())
}

/// Appends no digits, three, six or nine.
fn write_fraction(out: &mut Vec<u8>, nanos: u32) {
    if nanos == 0 {
        return;
    }
    let (millis, micros, rest) = (nanos / 1_000_000, nanos / 1_000 % 1_000, nanos % 1_000);
    out.push(b'.');
    out.extend_from_slice(&three_digits(millis));
    if micros != 0 || rest != 0 {
        out.extend_from_slice(&three_digits(micros));
    }
    if rest != 0 {
        out.extend_from_slice(&three_digits(rest));
    }
}

fn three_digits(value: u32) -> [u8; 3] {
    [value / 100, value / 10 % 10, value % 10].map(|digit| b'0' + digit as u8)
}

/// Seconds and nanos of an RFC 3339 time with `Z` or an offset.
pub(crate) fn read_timestamp(text: &[u8]) -> Result<(i64, i32), &'static str> {
    const FORM: &str = "is no time such as 2026-01-31T08:15:00.5Z";
    let (head, rest) = text.split_first_chunk::<19>().ok_or(FORM)?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| head[at] != mark) {
        return Err(FORM);
    }
    let part = |at: usize, len: usize| unsigned(&head[at..at + len]).ok_or(FORM);
    let (year, month, day) = (part(0, 4)?, part(5, 2)?, part(8, 2)?);
    let (hour, minute, second) = (part(11, 2)?, part(14, 2)?, part(17, 2)?);
    let days = days(year, month, day).ok_or("is on a day that doesn't exist")?;
    if hour > 23 || minute > 59 || second > 59 {
        return Err("is at an hour, minute or second that doesn't exist");
    }
    let (nanos, rest) = fraction(rest).ok_or(FORM)?;
    let offset = offset(rest).ok_or(FORM)?;
    let seconds = days * DAY + hour * 3600 + minute * 60 + second - offset;
    if !SECONDS.contains(&seconds) {
        return Err("is outside of the years 0001 to 9999");
    }
    Ok((seconds, nanos))
}

/// Seconds and nanos of seconds with an `s` after them.
pub(crate) fn read_duration(text: &[u8]) -> Result<(i64, i32), &'static str> {
    const FORM: &str = "is no duration such as 1.5s";
    let number = text.strip_suffix(b"s").ok_or(FORM)?;
    let (negative, number) = match number {
        [b'-', number @ ..] => (true, number),
        _ => (false, number),
    };
    let len = number
        .iter()
        .position(|&byte| byte == b'.')
        .unwrap_or(number.len());
    let (whole, rest) = number.split_at(len);
    let (nanos, rest) = fraction(rest).ok_or(FORM)?;
    let seconds = unsigned(whole).filter(|_| rest.is_empty()).ok_or(FORM)?;
    if !SPAN.contains(&seconds) {
        return Err("is more than 315,576,000,000 seconds");
    }
    Ok(if negative {
        (-seconds, -nanos)
    } else {
        (seconds, nanos)
    })
}

/// The value of one to eighteen digits.
fn unsigned(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + i64::from(digit - b'0')),
    )
}

/// The nanos of a point and one to nine digits, if they are there, and what comes after them.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let [b'.', text @ ..] = text else {
        return Some((0, text));
    };
    let len = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    if len == 0 || len > 9 {
        return None;
    }
    let (digits, rest) = text.split_at(len);
    let scaled = digits.iter().chain(std::iter::repeat_n(&b'0', 9 - len));
    Some((
        scaled.fold(0, |nanos, digit| nanos * 10 + i32::from(digit - b'0')),
        rest,
    ))
}

/// The seconds of `Z`, `+01:30` or `-01:30`.
fn offset(text: &[u8]) -> Option<i64> {
    let &[sign, h1, h2, b':', m1, m2] = text else {
        return (text == b"Z").then_some(0);
    };
    let (hours, minutes) = (unsigned(&[h1, h2])?, unsigned(&[m1, m2])?);
    let seconds = hours * 3600 + minutes * 60;
    match sign {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

// The calendar repeats every 400 years, 146,097 days. A year is counted from March, so that the
// leap day is its last; month 0 is March, and the months before month m have (153 m + 2) / 5 days.
const CYCLE: i64 = 146_097;
/// The days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// The year, month and day, this many days after 1970-01-01; the year is in the range of SECONDS.
fn date(days: i64) -> (u32, u32, u32) {
    // From the year 1 on this is positive, and small.
    let days = (days + EPOCH) as u32;
    let (cycle, in_cycle) = (days / CYCLE as u32, days % CYCLE as u32);
    let year = (in_cycle - in_cycle / 1460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
    let day_of_year = in_cycle - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (cycle * 400 + year + next, month, day)
}

/// The days from 1970-01-01 to this one, if there is such a day.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=12).contains(&month) || !(1..=last).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(365 * year + leaps + (153 * month + 2) / 5 + day - 1 - EPOCH)
}
