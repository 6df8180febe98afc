//! Formats numbers for display: rounded, without trailing zeros, with a real minus sign.

/// Numbers from here on have an exponent.
const LARGEST_PLAIN: f64 = 1e7;
/// More decimals than the precision of any f64 between 1 and [`LARGEST_PLAIN`].
const MAX_DIGITS: usize = 20;

/// Formats a number with at most `digits` decimals, for sentences and equations: `1`, `0.5774`, `−3`, `−∞`.
///
/// Huge numbers, and nonzero ones that would round to 0, have an exponent: `5.6e−17`, `1.2346e9`. The exact binary value is
/// rounded, half to even.
pub fn number(value: f64, digits: usize) -> String {
    let digits = digits.min(MAX_DIGITS);
    let plain = format!("{:.digits$}", value.abs());
    if value.abs() >= LARGEST_PLAIN || (is_zero(&plain) && value != 0.0) {
        scientific(value, digits)
    } else {
        signed(value, trimmed(&plain))
    }
}

/// Formats a number with exactly `digits` decimals, for columns: `1.00`, `−0.58`. Huge numbers have an exponent; a number
/// that rounds to 0 is `0.00`, without a sign.
pub fn fixed(value: f64, digits: usize) -> String {
    let digits = digits.min(MAX_DIGITS);
    if value.abs() >= LARGEST_PLAIN {
        scientific(value, digits)
    } else {
        signed(value, &format!("{:.digits$}", value.abs()))
    }
}

/// Formats a change like [`fixed`], with its sign: `+0.13`, `−0.05`. One that rounds to 0 keeps its sign; only 0 itself has none.
pub fn fixed_change(value: f64, digits: usize) -> String {
    with_sign(value, fixed(value.abs(), digits))
}

/// Formats a change like [`number`], with its sign: `+0.1313`, `0`.
pub fn number_change(value: f64, digits: usize) -> String {
    with_sign(value, number(value.abs(), digits))
}

fn with_sign(value: f64, magnitude: String) -> String {
    match value {
        _ if value > 0.0 => format!("+{magnitude}"),
        _ if value < 0.0 => format!("−{magnitude}"),
        _ => magnitude,
    }
}

/// The most characters that [`fixed`] writes for a number from −`magnitude` to `magnitude`.
///
/// The widest number need not be the largest: `9e8` is shorter than `1.23e8` and than `9999999.00`.
pub(crate) fn fixed_width(magnitude: f64, digits: usize) -> usize {
    let digits = digits.min(MAX_DIGITS);
    let magnitude = magnitude.abs();
    let plain = format!("{:.digits$}", magnitude.min(LARGEST_PLAIN)).len();
    let unsigned = if magnitude < LARGEST_PLAIN {
        plain
    } else {
        // One digit, point, decimals, and an exponent as long as the magnitude's.
        let exponent = format!("{magnitude:e}");
        let exponent = exponent.len() - exponent.find('e').unwrap_or(exponent.len());
        let decimals = if digits > 0 { digits + 1 } else { 0 };
        plain.max(1 + decimals + exponent)
    };
    unsigned + 1
}

fn scientific(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$e}", value.abs());
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let exponent = exponent.replace('-', "−");
            signed(value, &format!("{}e{exponent}", trimmed(mantissa)))
        }
        None if value.is_infinite() => signed(value, "∞"),
        None => text,
    }
}

/// Drops trailing zeros of a fraction.
fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn signed(value: f64, text: &str) -> String {
    if value < 0.0 && !is_zero(text) {
        format!("−{text}")
    } else {
        text.to_owned()
    }
}

fn is_zero(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'0' || byte == b'.')
}

/// `1 column`, `2 columns`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::{fixed, fixed_change, fixed_width, number, number_change};

    #[test]
    fn no_number_between_two_is_wider_than_their_width() {
        for digits in [0, 2, 10] {
            for most in [0.0, 0.4, 99.999, 9_999_999.4, 1e7, 9e8, 3.3e12, f64::MAX] {
                let width = fixed_width(most, digits);
                let mut value = most;
                while value > 1e-3 {
                    // Divisors that are no power of ten reach every length of a number.
                    for sign in [1.0, -1.0] {
                        let text = fixed(sign * value, digits);
                        assert!(text.chars().count() <= width, "{text} in {most}: {width}");
                    }
                    value /= 1.37;
                }
            }
        }
        assert_eq!(fixed_width(1.0, 2), "-1.00".len());
        assert_eq!(fixed_width(9e8, 2), "-10000000.00".len());
    }

    #[test]
    fn a_number_is_rounded_and_has_no_needless_zeros() {
        for (value, digits, text) in [
            (1.0, 4, "1"),
            (3f64.sqrt().recip(), 4, "0.5774"),
            (-2.5, 4, "−2.5"),
            (100.0, 2, "100"),
            (0.99999, 4, "1"),
            (1234.5678, 0, "1235"),
            (-0.0, 4, "0"),
            (0.0, 0, "0"),
        ] {
            assert_eq!(number(value, digits), text);
        }
    }

    #[test]
    fn what_is_not_zero_never_reads_as_zero() {
        assert_eq!(number(5.55e-17, 4), "5.55e−17");
        assert_eq!(number(-0.00004, 4), "−4e−5");
        assert_eq!(number(0.00006, 4), "0.0001");
        assert_eq!(number(f64::from_bits(1), 2), "4.94e−324");
    }

    #[test]
    fn huge_and_infinite_numbers_stay_short() {
        assert_eq!(number(3_356_543.25, 2), "3356543.25");
        assert_eq!(number(1.0e7, 2), "1e7");
        assert_eq!(number(-1.23456e9, 2), "−1.23e9");
        assert_eq!(number(f64::MAX, usize::MAX), "1.79769313486231570815e308");
        assert_eq!(number(f64::NEG_INFINITY, 4), "−∞");
        assert_eq!(fixed(f64::NEG_INFINITY, 4), "−∞");
        assert_eq!(fixed(1.23456e9, 2), "1.23e9");
    }

    #[test]
    fn a_change_has_its_sign_even_where_it_rounds_to_nothing() {
        for (value, text) in [
            (0.126, "+0.13"),
            (-0.05, "−0.05"),
            (1e-9, "+0.00"),
            (-1e-9, "−0.00"),
            (0.0, "0.00"),
            (-0.0, "0.00"),
            (f64::NEG_INFINITY, "−∞"),
            (f64::INFINITY, "+∞"),
        ] {
            assert_eq!(fixed_change(value, 2), text);
        }
        assert_eq!(number_change(-0.5, 4), "−0.5");
        assert_eq!(number_change(1e-9, 4), "+1e−9");
    }

    #[test]
    fn a_fixed_number_keeps_its_zeros_and_has_no_negative_zero() {
        assert_eq!(fixed(1.0, 2), "1.00");
        assert_eq!(fixed(-0.577, 2), "−0.58");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(1e-9, 2), "0.00");
        assert_eq!(fixed(-0.4, 0), "0");
    }
}
