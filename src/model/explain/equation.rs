//! Writes an explanation as one line: name = formula = numbers = result.
//!
//! After the first rounded number, `=` becomes `≈`.

use super::super::exp::exp;
use super::super::inputs::Activation;
use super::super::number::number;
use super::super::rule::Operation;
use super::{Explanation, Term};

/// A part of a line that panes can style. The concatenated texts are the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// A name: `scores[I, cats]`, `Q[I] · K[cats]`, or a word.
    Name,
    Number,
    /// An operator with the spaces around it: ` = `, `×`, ` + `, `exp(`.
    Operator,
    /// A placeholder for omitted terms: `… 59 more`.
    Note,
    /// A remark, which can be dropped if there is no room.
    Aside,
}

impl Explanation {
    /// The arithmetic on one line, every number with at most `digits` decimals:
    /// `scores[I, cats] = Q[I] · K[cats] = 1×1 + 0×1 + 1×0 = 1`.
    ///
    /// A sum of more than `most_terms` terms shows those of the largest absolute values, and how many are omitted.
    pub fn equation(&self, digits: usize, most_terms: usize) -> Vec<Piece> {
        let mut line = Line::new(digits, most_terms);
        line.push(PieceKind::Name, &self.name);
        if !self.formula.is_empty() {
            line.push(PieceKind::Operator, " = ");
            line.push(PieceKind::Name, &self.formula);
        }
        let values = || -> Vec<f64> { self.terms.iter().map(Term::value).collect() };
        match self.operation {
            Operation::Given | Operation::Copy | Operation::Forbidden => {}
            Operation::Difference => line.part(|line| line.difference(&values())),
            Operation::Sum if self.terms.is_empty() => {}
            Operation::Sum => line.part(|line| line.sum(&self.terms)),
            Operation::Divide => line.part(|line| line.quotient(&values())),
            Operation::Product => line.part(|line| line.factors(&values())),
            Operation::Angle => line.part(|line| self.written_angle(line)),
            Operation::Sine => self.wave("sin(", &mut line),
            Operation::Cosine => self.wave("cos(", &mut line),
            Operation::Rotate { is_second } => self.rotation(is_second, &mut line),
            Operation::Normalize {
                column,
                is_centered,
            } => self.normalization(column, is_centered, &mut line),
            Operation::Cap => self.cap(&values(), &mut line),
            Operation::Activate(activation) => self.activation(activation, &values(), &mut line),
            Operation::Softmax { column } => self.softmax(&values(), column, &mut line),
        }
        if let Some(result) = self.result {
            line.part(|line| line.number(result));
        }
        if let Operation::Softmax { column } = self.operation {
            let largest = self.largest();
            if largest == f64::NEG_INFINITY {
                line.push(PieceKind::Aside, "  (the whole row is −∞)");
            } else if self.terms.get(column).map(Term::value) != Some(f64::NEG_INFINITY) {
                let largest = number(largest, digits);
                let why = format!(
                    "  ({largest}, the row's largest score, is taken off each: no share changes, and no exp is too large)"
                );
                line.push(PieceKind::Aside, &why);
            }
        }
        line.pieces
    }

    /// `2 / 10000^(0/3)`, or `2×0.5` where a frequency is given.
    fn written_angle(&self, line: &mut Line) {
        let values: Vec<f64> = self.angle_terms().iter().map(Term::value).collect();
        match *values.as_slice() {
            [position, base, even, width] => {
                line.number(position);
                line.operator(" / ");
                line.operand(base);
                line.operator("^(");
                line.number(even);
                line.operator("/");
                line.number(width);
                line.operator(")");
            }
            [position, frequency] => {
                line.number(position);
                line.operator("×");
                line.operand(frequency);
            }
            _ => {}
        }
    }

    /// `1.2×cos(5) − 0.3×sin(5), θ = 5 / 10000^(0/4) = 1.2×0.2837 − 0.3×(−0.9589)`
    fn rotation(&self, is_second: bool, line: &mut Line) {
        let (Some(angle), [own, other, ..]) = (self.angle(), self.terms.as_slice()) else {
            return;
        };
        let (own, other) = (own.value(), other.value());
        let sign = if is_second { " + " } else { " − " };
        line.operator(", θ");
        line.part(|line| self.written_angle(line));
        line.part(|line| line.number(angle));
        line.operator(": ");
        let (sine, cosine) = angle.sin_cos();
        line.number(own);
        line.operator("×");
        line.operand(cosine);
        line.operator(sign);
        line.operand(other);
        line.operator("×");
        line.operand(sine);
    }

    /// `(1.2 − 0.3) / √(0.5 + 0.00001) · 1.1 + 0.2`
    fn normalization(&self, column: usize, is_centered: bool, line: &mut Line) {
        let (Some(norm), Some(own)) = (self.norm(is_centered), self.terms.get(column)) else {
            return;
        };
        line.part(|line| {
            if is_centered {
                line.operator("(");
                line.number(own.value());
                line.operator(" − ");
                line.operand(norm.mean);
                line.operator(")");
            } else {
                line.number(own.value());
            }
            line.operator(" / √(");
            line.significant(norm.variance);
            line.operator(" + ");
            line.significant(norm.epsilon);
            line.operator(") × ");
            line.operand(norm.gain);
            if let Some(shift) = norm.shift {
                line.signed(shift);
            }
        });
    }

    /// `5×tanh(7.2 / 5) = 5×0.8937`
    fn cap(&self, values: &[f64], line: &mut Line) {
        let &[score, cap] = values else { return };
        line.part(|line| {
            line.number(cap);
            line.operator("×tanh(");
            line.number(score);
            line.operator(" / ");
            line.number(cap);
            line.operator(")");
        });
        line.part(|line| {
            line.number(cap);
            line.operator("×");
            line.operand((score / cap).tanh());
        });
    }

    /// `max(0, −0.5)`, `0.5 / (1 + exp(−0.5)) × 1.2`
    fn activation(&self, activation: Activation, values: &[f64], line: &mut Line) {
        let Some(&x) = values.first() else { return };
        line.part(|line| {
            match activation {
                Activation::Relu => {
                    line.operator("max(0, ");
                    line.number(x);
                    line.operator(")");
                }
                Activation::Gelu => {
                    line.number(x);
                    line.operator(" × Φ(");
                    line.number(x);
                    line.operator(")");
                }
                Activation::GeluTanh => {
                    line.number(x);
                    line.operator("/2 × (1 + tanh(√(2/π) × (");
                    line.number(x);
                    line.operator(" + 0.044715×");
                    line.operand(x);
                    line.operator("³)))");
                }
                Activation::Silu => {
                    line.number(x);
                    line.operator(" / (1 + exp(");
                    line.number(-x);
                    line.operator("))");
                }
            }
            if let Some(&up) = values.get(1) {
                line.operator(" × ");
                line.operand(up);
            }
        });
        // However the number was rounded, the result is exactly 0.
        line.exact |= activation == Activation::Relu && x <= 0.0;
        if let Some(&up) = values.get(1) {
            line.part(|line| {
                line.number(activation.apply(x));
                line.operator(" × ");
                line.operand(up);
            });
        }
    }

    /// `sin(2 / 10000^(0/3)) = sin(2)`
    fn wave(&self, function: &str, line: &mut Line) {
        let Some(angle) = self.angle() else {
            return;
        };
        line.part(|line| {
            line.operator(function);
            self.written_angle(line);
            line.operator(")");
        });
        line.part(|line| {
            line.operator(function);
            line.number(angle);
            line.operator(")");
        });
    }

    /// `exp(0.5774 − 1.1547) / Σ ≈ 0.5614 / (1 + 0.3152 + 0.5614)`
    fn softmax(&self, values: &[f64], column: usize, line: &mut Line) {
        let largest = self.largest();
        let Some(&own) = values.get(column) else {
            return;
        };
        if largest == f64::NEG_INFINITY {
            return;
        }
        let exponential = |x: f64| exp(x - largest);
        line.part(|line| {
            line.operator("exp(");
            line.number(own);
            if own != f64::NEG_INFINITY {
                line.operator(" − ");
                line.operand(largest);
            }
            line.operator(") / Σ");
        });
        if own == f64::NEG_INFINITY {
            return;
        }
        // exp is irrational at every rational number but 0. If all scores are equal, the terms are exactly 1, even if the
        // scores were rounded.
        line.exact = values
            .iter()
            .all(|&x| x == largest || x == f64::NEG_INFINITY);
        line.part(|line| {
            line.number(exponential(own));
            line.operator(" / (");
            let visible = values.iter().filter(|x| **x != f64::NEG_INFINITY);
            let terms = visible.map(|&x| Term::named("", exponential(x)));
            let terms: Vec<_> = terms.collect();
            line.sum(&terms);
            if terms.len() < values.len() {
                let masked = values.len() - terms.len();
                line.note(&format!(" + 0 for {masked} masked"));
            }
            line.operator(")");
        });
    }
}

/// A line being written. It tracks whether all its numbers are exact.
struct Line {
    pieces: Vec<Piece>,
    exact: bool,
    digits: usize,
    most_terms: usize,
}

impl Line {
    fn new(digits: usize, most_terms: usize) -> Self {
        Self {
            pieces: Vec::new(),
            exact: true,
            digits,
            most_terms,
        }
    }

    fn push(&mut self, kind: PieceKind, text: &str) {
        self.pieces.push(Piece {
            kind,
            text: text.to_owned(),
        });
    }

    fn operator(&mut self, text: &str) {
        self.push(PieceKind::Operator, text);
    }

    fn note(&mut self, text: &str) {
        self.push(PieceKind::Note, text);
    }

    /// Writes ` = `, or ` ≈ ` if any number so far is rounded, and then the part.
    fn part(&mut self, write: impl FnOnce(&mut Self)) {
        let sign = self.pieces.len();
        self.operator(" = ");
        write(self);
        if !self.exact {
            self.pieces[sign].text = " ≈ ".to_owned();
        }
    }

    fn number(&mut self, value: f64) {
        let text = self.rounded(value);
        self.push(PieceKind::Number, &text);
    }

    /// Writes a number after an operator: in parentheses if it is negative.
    fn operand(&mut self, value: f64) {
        let text = self.rounded(value);
        if text.starts_with('−') {
            self.operator("(");
            self.push(PieceKind::Number, &text);
            self.operator(")");
        } else {
            self.push(PieceKind::Number, &text);
        }
    }

    /// Writes a number divided by each of the others in turn.
    fn quotient(&mut self, values: &[f64]) {
        let exact = self.exact;
        for (i, &value) in values.iter().enumerate() {
            if i == 0 {
                self.number(value);
            } else {
                self.operator(" / ");
                self.operand(value);
            }
        }
        // 0 divided by a rounded number is still exactly 0.
        if values.first() == Some(&0.0) {
            self.exact = exact;
        }
    }

    /// Writes a number now less the one before.
    fn difference(&mut self, values: &[f64]) {
        let &[now, before] = values else { return };
        self.number(now);
        self.operator(" now − ");
        self.operand(before);
        self.operator(" before");
        // However both were rounded, nothing changed.
        self.exact |= now == before;
    }

    /// Writes a product.
    fn factors(&mut self, values: &[f64]) {
        for (i, &value) in values.iter().enumerate() {
            if i > 0 {
                self.operator("×");
            }
            self.operand(value);
        }
    }

    /// Writes a number that may be small, and whose digits count, with four significant ones at least.
    fn significant(&mut self, value: f64) {
        let digits = self.digits;
        if value > 0.0 && value < 1.0 {
            self.digits = digits.max(3 + (-value.log10()).ceil() as usize);
        }
        self.number(value);
        self.digits = digits;
    }

    /// Writes a number that is added, with its sign as the operator before it.
    fn signed(&mut self, value: f64) {
        let text = self.rounded(value);
        match text.strip_prefix('−') {
            Some(size) => {
                self.operator(" − ");
                self.push(PieceKind::Number, size);
            }
            None => {
                self.operator(" + ");
                self.push(PieceKind::Number, &text);
            }
        }
    }

    /// Formats a number, and records whether that is exact up to the last bits of f64 arithmetic.
    fn rounded(&mut self, value: f64) -> String {
        let text = number(value, self.digits);
        if value.is_finite() {
            let printed: Option<f64> = text.replace('−', "-").parse().ok();
            self.exact &= printed.is_some_and(|x| (x - value).abs() <= 1e-14 * value.abs());
        }
        text
    }

    /// Writes a sum, `1×0.5 − 2×3 + 0.5×(−1)`, with only the largest terms if there are too many.
    fn sum(&mut self, terms: &[Term]) {
        let mut shown: Vec<&Term> = terms.iter().collect();
        if terms.len() > self.most_terms {
            let mut sizes: Vec<(f64, usize)> = terms
                .iter()
                .enumerate()
                .map(|(i, term)| (term.value().abs(), i))
                .collect();
            // Ties keep their order, which makes selecting a few terms without sorting all deterministic.
            let order =
                |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            sizes.select_nth_unstable_by(self.most_terms, order);
            sizes.truncate(self.most_terms);
            sizes.sort_unstable_by(order);
            shown = sizes.iter().map(|(_, i)| &terms[*i]).collect();
        }
        for (i, term) in shown.iter().enumerate() {
            self.product(term, i == 0);
        }
        if shown.len() < terms.len() {
            if !shown.is_empty() {
                self.operator(" + ");
            }
            self.note(&format!("… {} more", terms.len() - shown.len()));
        }
    }

    /// Writes a term of a sum; the sign of its first factor becomes the operator before it.
    fn product(&mut self, term: &Term, first_term: bool) {
        for (i, factor) in term.factors().enumerate() {
            if i > 0 {
                self.operator("×");
                self.operand(factor.value);
            } else if first_term {
                self.number(factor.value);
            } else {
                self.signed(factor.value);
            }
        }
    }
}
