//! Grades a number that somebody typed, at the precision that it is typed with.

/// A typed number, and half a unit of its last digit: the true value rounds to it if it is no further away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    pub value: f64,
    pub half_unit: f64,
}

/// What a guess is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    Right,
    /// The true value rounds to it, but so do many others: more digits are needed.
    Coarse,
    Wrong,
}

/// Two numbers whose difference is this small, relative to what they are computed from, are equal: f64 rounds every step of a
/// computation.
pub(super) const NOISE: f64 = 1e-13;

/// More digits than any f64 has.
const MAX_DIGITS: i32 = 400;

impl Guess {
    /// Parses `0.53`, `-2`, `−.5`, `0,53`, `53%`, `5e-3`, `-inf` or `−∞`; `None` if the text is not a number.
    ///
    /// Half a unit of `0.53` is 0.005, that of `53%` also, and that of an infinity 0.
    pub fn parse(typed: &str) -> Option<Self> {
        let text = typed.trim().replace(['−', '–'], "-").replace(',', ".");
        let (text, shift) = match text.strip_suffix('%') {
            Some(percent) => (percent.trim_end(), -2),
            None => (text.as_str(), 0),
        };
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
        if matches!(unsigned, "∞" | "inf") {
            let value = sign * f64::INFINITY;
            return (shift == 0).then_some(Self {
                value,
                half_unit: 0.0,
            });
        }
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = whole.len() + fraction.len();
        let is_number = (whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit());
        let exponent = exponent.checked_add(shift)?;
        if digits == 0 || !is_number || exponent.abs() > MAX_DIGITS {
            return None;
        }
        let last_digit = exponent - i32::try_from(fraction.len()).ok()?;
        // Parsing moves the point exactly, where a division by 100 would round.
        let value: f64 = format!("{mantissa}e{exponent}").parse().ok()?;
        let half_unit: f64 = format!("5e{}", last_digit - 1).parse().ok()?;
        value.is_finite().then_some(Self {
            value: sign * value,
            half_unit,
        })
    }

    /// Grades the guess. It is coarse if it is rounded by more than a quarter and not near: `0` says nothing about 0.3, but
    /// `0.01` all about 0.0099998.
    pub fn grade(self, truth: f64) -> Grade {
        let is_near = self.value == truth || (truth - self.value).abs() <= 0.05 * truth.abs();
        match self.is_right(truth) {
            false => Grade::Wrong,
            true if !is_near && self.half_unit > 0.25 * truth.abs() => Grade::Coarse,
            true => Grade::Right,
        }
    }

    /// Whether the true value rounds to the guess. A tie may be rounded either way.
    pub fn is_right(self, truth: f64) -> bool {
        self.meets(truth, truth, 0.0)
    }

    /// Whether a value between these bounds rounds to it. Where terms cancel, the value is less exact than its size says; `noise` is
    /// how much.
    pub(super) fn meets(self, low: f64, high: f64, noise: f64) -> bool {
        let noise = |bound: f64| noise.max(NOISE * bound.abs().max(self.value.abs()));
        self.value == low
            || self.value == high
            || self.value.is_finite()
                && self.value - self.half_unit <= high + noise(high)
                && self.value + self.half_unit >= low - noise(low)
    }
}

/// Whether a typed number is right at the precision that it is typed with: for 0.534, `0.5`, `0.53` and `53%` are, `0.54` is not.
/// `None` if the text is not a number.
pub fn matches(typed: &str, truth: f64) -> Option<bool> {
    Guess::parse(typed).map(|guess| guess.is_right(truth))
}

#[cfg(test)]
mod tests {
    use super::{Grade, Guess, matches};

    #[test]
    fn a_guess_is_graded_at_the_precision_that_it_is_typed_with() {
        for (typed, truth, right) in [
            ("0.5", 0.534, true),
            ("0.53", 0.534, true),
            ("0.534", 0.534, true),
            ("0.54", 0.534, false),
            ("0.530", 0.534, false),
            (".5", 0.534, true),
            ("0,53", 0.534, true),
            ("53%", 0.534, true),
            ("53.4 %", 0.534, true),
            ("54%", 0.534, false),
            ("1", 0.534, true),
            ("0", 0.534, false),
            ("2", 2.0, true),
            ("2.0000000000", 2.0, true),
            ("-0.58", -0.577_350_269, true),
            ("−0.58", -0.577_350_269, true),
            ("0.58", -0.577_350_269, false),
            ("+3", 3.0, true),
            ("3.", 3.2, true),
            ("5e-3", 0.0054, true),
            ("5.0e-3", 0.0054, false),
            ("1.2E3", 1234.0, true),
            // Ties are right either way, also where the binary numbers are not exactly half way.
            ("0.1", 0.15, true),
            ("0.2", 0.15, true),
            ("0.28", 0.285, true),
            ("0.29", 0.285, true),
            ("0.3", 0.1 + 0.2, true),
            ("0.30000000000000004", 0.3, true),
            ("-inf", f64::NEG_INFINITY, true),
            ("−∞", f64::NEG_INFINITY, true),
            ("inf", f64::NEG_INFINITY, false),
            ("-1e300", f64::NEG_INFINITY, false),
            ("-inf", -1e300, false),
        ] {
            assert_eq!(matches(typed, truth), Some(right), "{typed} for {truth}");
        }
    }

    #[test]
    fn a_guess_of_too_few_digits_is_coarse() {
        for (typed, truth, grade) in [
            ("0", 0.39, Grade::Coarse),
            ("1", 0.534, Grade::Coarse),
            ("0.0", 0.03, Grade::Coarse),
            ("0.5", 0.534, Grade::Right),
            ("0.01", 0.012, Grade::Coarse),
            ("0.012", 0.0123, Grade::Right),
            ("0.01", 0.009_999_83, Grade::Right),
            ("1", 1.0, Grade::Right),
            ("0", 0.0, Grade::Right),
            ("3", 0.1 + 0.2 + 2.7, Grade::Right),
            ("12", 12.3, Grade::Right),
            ("-1", -1.2, Grade::Coarse),
            ("2", 0.39, Grade::Wrong),
            ("-inf", f64::NEG_INFINITY, Grade::Right),
        ] {
            let guess = Guess::parse(typed).unwrap();
            assert_eq!(guess.grade(truth), grade, "{typed} for {truth}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_graded() {
        for typed in [
            "",
            " ",
            "-",
            ".",
            "%",
            "e5",
            "1e",
            "1.2.3",
            "--1",
            "1x",
            "nan",
            "inf%",
            "½",
            "1e999",
            "1e99999999999",
            "1 2",
            "+-1",
        ] {
            assert_eq!(matches(typed, 1.0), None, "{typed:?}");
        }
    }

    #[test]
    fn half_a_unit_of_the_last_digit_is_exact() {
        let half = |typed| Guess::parse(typed).map(|guess| guess.half_unit);
        assert_eq!(half("0.53"), Some(0.005));
        assert_eq!(half("53%"), Some(0.005));
        assert_eq!(half("53.4%"), Some(0.0005));
        assert_eq!(half("2"), Some(0.5));
        assert_eq!(half("5e-3"), Some(0.0005));
    }

    #[test]
    fn a_number_of_many_digits_does_not_overflow() {
        let long = format!("0.{}", "3".repeat(100_000));
        assert_eq!(matches(&long, 1.0 / 3.0), Some(true));
    }
}
