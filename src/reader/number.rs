//! One number as people write it: `−0.5`, `1e-3`, `50%`, `1/2`, `√2`, `\frac{1}{2}`, `np.float64(1.0)`.

/// How the numbers of a text are written.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    /// Whether `1,5` is 1.5.
    pub comma: bool,
    /// The power of ten that every number is multiplied by, as in `1.0e+03 *` above a matrix.
    pub shift: i32,
}

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub value: f64,
    /// Half a unit of its last digit: 0.005 for `0.46` and `27%`. A fraction or a root is exact: 0.
    pub half_unit: f64,
}

impl Number {
    /// A number that is left open.
    pub const UNKNOWN: Self = Self {
        value: f64::NAN,
        half_unit: 0.0,
    };
}

/// The number that a text begins with, which may be infinite or NaN, and its length in bytes.
pub(super) fn scan(text: &str, style: Style) -> Option<(Number, usize)> {
    let signed = |style| {
        let mut rest = Rest {
            text,
            last_place: None,
        };
        let value = rest.signed(|rest| rest.not_finite().or_else(|| rest.quotient(style)))?;
        let half_unit = rest.last_place.map_or(0.0, half_unit);
        Some((Number { value, half_unit }, rest))
    };
    let (value, mut rest) = signed(style)?;
    let end = rest;
    rest.blanks();
    if rest.eat_one(&["%", "\\%"]).is_some() && rest.is_end(style) {
        // Moving the point is exact where dividing by 100 would round.
        let shift = style.shift - 2;
        let (value, _) = signed(Style { shift, ..style })?;
        return Some((value, text.len() - rest.text.len()));
    }
    end.is_end(style)
        .then_some((value, text.len() - end.text.len()))
}

/// The number that is all of a text.
pub(super) fn whole(text: &str, style: Style) -> Option<Number> {
    let (number, length) = scan(text, style)?;
    (length == text.len()).then_some(number)
}

/// Half of 10^place.
fn half_unit(place: i64) -> f64 {
    // Places beyond i32 are beyond f64, too.
    let place = place.clamp(i32::MIN.into(), i32::MAX.into());
    10_f64.powi(place as i32) / 2.0
}

/// What is not read yet.
#[derive(Clone, Copy)]
struct Rest<'t> {
    text: &'t str,
    /// The power of ten of the last digit that was read; none if the number is computed from others, and so exact.
    last_place: Option<i64>,
}

impl<'t> Rest<'t> {
    fn eat(&mut self, part: &str) -> bool {
        let rest = self.text.strip_prefix(part);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    /// Which of some parts comes next.
    fn eat_one(&mut self, parts: &[&'static str]) -> Option<&'static str> {
        parts.iter().copied().find(|part| self.eat(part))
    }

    fn eat_while(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let rest = self.text.trim_start_matches(is_part);
        let eaten = &self.text[..self.text.len() - rest.len()];
        self.text = rest;
        eaten
    }

    fn digits(&mut self) -> &'t str {
        self.eat_while(|c| c.is_ascii_digit())
    }

    fn blanks(&mut self) {
        self.eat_while(|c| c == ' ' || c == '\u{a0}' || c == '\u{202f}');
    }

    /// All or nothing: what a part has eaten before it failed is put back.
    fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = *self;
        let found = part(self);
        if found.is_none() {
            *self = before;
        }
        found
    }

    /// Whether a number may end here.
    fn is_end(&self, style: Style) -> bool {
        let mut chars = self.text.chars();
        match chars.next() {
            None => true,
            Some(',') => !style.comma,
            Some('*') => chars
                .next()
                .is_none_or(|c| c == '*' || c == '[' || c.is_whitespace()),
            Some(c) => c.is_whitespace() || ";|&)]}$`\"'>\\│┃║⎤⎥⎦⎞⎟⎠".contains(c),
        }
    }

    fn signed(&mut self, number: impl FnOnce(&mut Self) -> Option<f64>) -> Option<f64> {
        self.attempt(|rest| {
            let sign = rest.eat_one(&["+", "-", "−", "–"]);
            let value = number(rest)?;
            Some(if matches!(sign, None | Some("+")) {
                value
            } else {
                -value
            })
        })
    }

    fn not_finite(&mut self) -> Option<f64> {
        if self.eat_one(&["∞", "\\infty"]).is_some() {
            return Some(f64::INFINITY);
        }
        self.attempt(|rest| {
            let name = rest.eat_while(|c| c.is_ascii_alphabetic());
            let is = |other: &&str| name.eq_ignore_ascii_case(other);
            if ["inf", "infinity"].iter().any(is) {
                return Some(f64::INFINITY);
            }
            is(&"nan").then_some(f64::NAN)
        })
    }

    /// `a` or `a/b`; Julia writes `a//b`.
    fn quotient(&mut self, style: Style) -> Option<f64> {
        let value = self.factor(style)?;
        let divisor = self.attempt(|rest| {
            rest.eat_one(&["//", "/"])?;
            rest.factor(Style { shift: 0, ..style })
        });
        let Some(divisor) = divisor else {
            return Some(value);
        };
        self.last_place = None;
        Some(value / divisor)
    }

    fn factor(&mut self, style: Style) -> Option<f64> {
        let plain = Style { shift: 0, ..style };
        let scale = 10_f64.powi(style.shift);
        self.decimal(style)
            .or_else(|| Some(self.root(plain)? * scale))
            .or_else(|| Some(self.fraction(plain)? * scale))
            .or_else(|| self.wrapped(style))
    }

    fn root(&mut self, style: Style) -> Option<f64> {
        self.attempt(|rest| {
            let names = [
                "√",
                "\\sqrt",
                "sqrt",
                "Sqrt",
                "np.sqrt",
                "math.sqrt",
                "torch.sqrt",
            ];
            let name = rest.eat_one(&names)?;
            let close = match rest.eat_one(&["(", "[", "{"]) {
                Some("(") => ")",
                Some("[") => "]",
                Some(_) => "}",
                None if matches!(name, "√" | "\\sqrt") => "",
                None => return None,
            };
            rest.eat_while(|c| c == ' ');
            let value = rest.decimal(style)?;
            rest.last_place = None;
            rest.eat(close).then_some(value.sqrt())
        })
    }

    /// `\frac{1}{\sqrt{2}}`.
    fn fraction(&mut self, style: Style) -> Option<f64> {
        self.attempt(|rest| {
            rest.eat_one(&["\\frac", "\\dfrac", "\\tfrac"])?;
            let mut part = || {
                let value = rest
                    .eat("{")
                    .then(|| rest.signed(|rest| rest.root(style).or_else(|| rest.decimal(style))));
                rest.eat("}").then_some(value??)
            };
            let value = part()? / part()?;
            rest.last_place = None;
            Some(value)
        })
    }

    /// `np.float64(1.0)`, `\mathbf{1}`.
    fn wrapped(&mut self, style: Style) -> Option<f64> {
        self.attempt(|rest| {
            let is_latex = rest.eat("\\");
            let name = rest.eat_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            let (open, close) = match is_latex {
                true if is_font(name) => ("{", "}"),
                false if name.starts_with(|c: char| c.is_ascii_alphabetic()) => ("(", ")"),
                _ => return None,
            };
            if !rest.eat(open) {
                return None;
            }
            let value = rest.signed(|rest| rest.decimal(style))?;
            rest.eat(close).then_some(value)
        })
    }

    fn decimal(&mut self, style: Style) -> Option<f64> {
        self.attempt(|rest| {
            let start = rest.text;
            let whole = rest.digits();
            let fraction = rest.attempt(|rest| {
                if rest.eat(".") {
                    return Some(rest.digits());
                }
                let digits = (style.comma && rest.eat(",")).then(|| rest.digits())?;
                (!digits.is_empty()).then_some(digits)
            });
            if whole.is_empty() && fraction.is_none_or(str::is_empty) {
                return None;
            }
            let mantissa = &start[..start.len() - rest.text.len()];
            let exponent = rest.exponent().unwrap_or(0);
            let exponent = exponent.saturating_add(i64::from(style.shift));
            let decimals = fraction.map_or(0, str::len) as i64;
            rest.last_place = Some(exponent.saturating_sub(decimals));
            match exponent {
                0 if !style.comma => mantissa.parse().ok(),
                exponent => {
                    let mantissa = mantissa.replace(',', ".");
                    format!("{mantissa}e{exponent}").parse().ok()
                }
            }
        })
    }

    /// `e-3`, Mathematica's `` `20.*^-3 ``, `×10^-3`, `\times 10^{-3}`.
    fn exponent(&mut self) -> Option<i64> {
        if self.eat("`") {
            self.digits();
            self.eat(".");
            self.digits();
        }
        self.attempt(|rest| {
            if rest.eat_one(&["e", "E", "*^"]).is_none() {
                rest.blanks();
                rest.eat_one(&["×", "\\times", "\\cdot", "*"])?;
                rest.blanks();
                rest.eat_one(&["10^"])?;
            }
            let is_braced = rest.eat("{");
            let sign = rest.eat_one(&["+", "-", "−"]);
            let digits = rest.digits();
            if digits.is_empty() || is_braced && !rest.eat("}") {
                return None;
            }
            // Far beyond f64, but without an overflow when more is added.
            let exponent = digits.parse().unwrap_or(i64::from(i32::MAX));
            let exponent = exponent.min(i64::from(i32::MAX));
            Some(if matches!(sign, None | Some("+")) {
                exponent
            } else {
                -exponent
            })
        })
    }
}

/// Whether a LaTeX command only changes how its argument looks.
pub(super) fn is_font(command: &str) -> bool {
    ["text", "math", "num", "bold"]
        .iter()
        .any(|start| command.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::{Style, scan, whole};

    fn value(text: &str, style: Style) -> Option<f64> {
        whole(text, style).map(|number| number.value)
    }

    #[test]
    fn a_number_is_as_precise_as_it_is_written() {
        for (text, half_unit) in [
            ("0.46", 0.005),
            ("-0.460", 0.0005),
            ("27%", 0.005),
            ("26.5 %", 0.0005),
            ("2", 0.5),
            ("2.", 0.5),
            ("1e-3", 0.0005),
            ("1.50e2", 0.5),
            ("1.5×10^-3", 0.00005),
            ("np.float64(0.25)", 0.005),
            ("1/2", 0.0),
            ("-3/4", 0.0),
            ("√2", 0.0),
            ("1/√2", 0.0),
            ("\\frac{1}{2}", 0.0),
            ("-inf", 0.0),
            ("1e-99999999999999999999", 0.0),
        ] {
            let found = whole(text, Style::default()).unwrap().half_unit;
            let error = (found - half_unit).abs();
            assert!(error <= 1e-15 * half_unit, "{text}: {found}");
        }
        let comma = Style {
            comma: true,
            shift: 3,
        };
        assert_eq!(whole("1,25", comma).unwrap().half_unit, 5.0);
    }

    #[test]
    fn numbers_are_read_in_every_notation() {
        for (text, number) in [
            ("1", 1.0),
            ("+.5", 0.5),
            ("−1.", -1.0),
            ("1e-3", 0.001),
            ("2.5E+02", 250.0),
            ("29.9%", 0.299),
            ("27 %", 0.27),
            ("27\\%", 0.27),
            ("1/2", 0.5),
            ("-1//4", -0.25),
            ("√2", 2f64.sqrt()),
            ("√(2)", 2f64.sqrt()),
            ("1/√2", 1.0 / 2f64.sqrt()),
            ("-sqrt(2)/2", -(2f64.sqrt()) / 2.0),
            ("np.sqrt(2)", 2f64.sqrt()),
            ("Sqrt[2]", 2f64.sqrt()),
            ("\\sqrt{2}", 2f64.sqrt()),
            ("\\frac{1}{2}", 0.5),
            ("-\\dfrac{1}{\\sqrt{2}}", -1.0 / 2f64.sqrt()),
            ("np.float64(-2.5)", -2.5),
            ("\\mathbf{1}", 1.0),
            ("0.5`", 0.5),
            ("0.5`20.3", 0.5),
            ("1.5*^-3", 0.0015),
            ("1.5`*^6", 1.5e6),
            ("1.5×10^-3", 0.0015),
            ("1.5 \\times 10^{-3}", 0.0015),
            ("-inf", f64::NEG_INFINITY),
            ("−∞", f64::NEG_INFINITY),
            ("Infinity", f64::INFINITY),
            ("1e999", f64::INFINITY),
            ("1e-99999999999999999999", 0.0),
        ] {
            assert_eq!(value(text, Style::default()), Some(number), "{text}");
        }
        assert!(value("NaN", Style::default()).is_some_and(f64::is_nan));
    }

    #[test]
    fn other_text_is_no_number() {
        for text in [
            "",
            "-",
            ".",
            "e5",
            "1x",
            "3×3",
            "1_000",
            "0x10",
            "1e",
            "--1",
            "1:",
            "sqrt2",
            "sqrt(2",
            "√",
            "1/",
            "info",
            "\\frac{1}",
            "%",
            "1,5",
            "f(x)",
            "½",
        ] {
            assert_eq!(value(text, Style::default()), None, "{text}");
        }
    }

    #[test]
    fn a_number_ends_at_a_separator() {
        let length = |text| scan(text, Style::default()).map(|(_, length)| length);
        assert_eq!(length("1,5"), Some(1));
        assert_eq!(length("12]]"), Some(2));
        assert_eq!(length("1 2"), Some(1));
        assert_eq!(length("1\\\\"), Some(1));
        assert_eq!(length("1 %|"), Some(3));
    }

    #[test]
    fn a_style_says_what_a_comma_is_and_where_the_point_moves() {
        let comma = Style {
            comma: true,
            shift: 0,
        };
        assert_eq!(value("-1,5", comma), Some(-1.5));
        assert_eq!(value("27,5 %", comma), Some(0.275));
        let thousand = Style {
            comma: false,
            shift: 3,
        };
        assert_eq!(value("0.0123", thousand), Some(12.3));
        assert_eq!(value("1/4", thousand), Some(250.0));
    }
}
