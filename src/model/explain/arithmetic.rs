//! The arithmetic of each stage's cells: the operation, the formula in names, and the terms.

use super::super::inputs::{Encoding, Inputs, Scale};
use super::super::stage::{Parameter, Place, Stage};
use super::super::trace::Trace;
use super::names::Names;
use super::sources::heads_of;
use super::{Cell, Factor, Operation, Quantity, Term, value};

type Arithmetic = (Operation, String, Vec<Term>);

/// `None` if the cell does not exist.
pub(super) fn arithmetic(
    inputs: &Inputs,
    trace: &Trace,
    names: &Names<'_>,
    cell: Cell,
) -> Option<Arithmetic> {
    Builder {
        inputs,
        trace,
        names,
    }
    .cell(cell)
}

struct Builder<'a> {
    inputs: &'a Inputs,
    trace: &'a Trace,
    names: &'a Names<'a>,
}

impl Builder<'_> {
    fn cell(&self, cell: Cell) -> Option<Arithmetic> {
        let Cell {
            head, row, column, ..
        } = cell;
        let Place::Stage(stage) = cell.place else {
            return self.given(cell);
        };
        match stage {
            Stage::Words => Some((Operation::Given, self.names.word(row), Vec::new())),
            Stage::Embedding => self.given(cell),
            Stage::Position => Some(self.position(row, column)),
            Stage::Input => self.input(row, column),
            Stage::Q => self.projection(Stage::Input, Parameter::Q, cell),
            Stage::K => self.projection(Stage::Input, Parameter::K, cell),
            Stage::V => self.projection(Stage::Input, Parameter::V, cell),
            Stage::Scores => self.score(head, row, column),
            Stage::Scaled => self.scaled(head, row, column),
            Stage::Masked if !self.inputs.attention.mask.allows(row, column) => {
                Some((Operation::Forbidden, String::new(), Vec::new()))
            }
            Stage::Masked => self.copy(Cell::of(Stage::Scaled, head, row, column)),
            Stage::Weights => self.weight(head, row, column),
            Stage::Head => self.mix(head, row, column),
            Stage::Concat => {
                let (head, columns) = heads_of(self.inputs, column..column + 1).next()?;
                self.copy(Cell::of(Stage::Head, head, row, columns.start))
            }
            Stage::Output => self.projection(Stage::Concat, Parameter::Output, cell),
        }
    }

    fn factor(&self, cell: Cell) -> Option<Factor> {
        Some(Factor {
            quantity: Quantity::Cell(cell),
            value: value(self.inputs, self.trace, cell)?,
        })
    }

    fn term(&self, cell: Cell) -> Option<Term> {
        Some(Term {
            first: self.factor(cell)?,
            second: None,
        })
    }

    fn product(&self, [first, second]: [Cell; 2]) -> Option<Term> {
        Some(Term {
            first: self.factor(first)?,
            second: Some(self.factor(second)?),
        })
    }

    fn given(&self, cell: Cell) -> Option<Arithmetic> {
        Some((Operation::Given, String::new(), vec![self.term(cell)?]))
    }

    fn copy(&self, from: Cell) -> Option<Arithmetic> {
        let name = self.names.cell(from);
        Some((Operation::Copy, name, vec![self.term(from)?]))
    }

    fn position(&self, row: usize, column: usize) -> Arithmetic {
        let position = &self.inputs.position;
        if position.encoding == Encoding::None {
            return (Operation::Sum, String::new(), Vec::new());
        }
        let operation = match column % 2 {
            0 => Operation::Sine,
            _ => Operation::Cosine,
        };
        let terms = vec![
            Term::named("pos", row as f64),
            Term::named("base", position.base),
            Term::named("2i", (column - column % 2) as f64),
            Term::named("d_model", self.inputs.d_model() as f64),
        ];
        (operation, String::new(), terms)
    }

    fn input(&self, row: usize, column: usize) -> Option<Arithmetic> {
        let embedding = Cell::of(Stage::Embedding, 0, row, column);
        if !self.inputs.position.added {
            return self.copy(embedding);
        }
        let position = Cell::of(Stage::Position, 0, row, column);
        let formula = format!(
            "{} + {}",
            self.names.cell(embedding),
            self.names.cell(position)
        );
        let terms = vec![self.term(embedding)?, self.term(position)?];
        Some((Operation::Sum, formula, terms))
    }

    /// x·W + b, where x is a row of an earlier stage.
    fn projection(&self, x: Stage, parameter: Parameter, cell: Cell) -> Option<Arithmetic> {
        let Cell {
            head, row, column, ..
        } = cell;
        let linear = self.inputs.linear(parameter, head);
        let d_in = self.inputs.d_in(parameter);
        let block = Place::Parameter(parameter);
        let same = Cell::of(x, head, row, column);
        let (mut formula, mut terms) = if linear.weight.is_some() {
            let factors = |i| [Cell::of(x, head, row, i), Cell::new(block, head, i, column)];
            let formula = format!(
                "{} · {}",
                self.names.row(x, head, row),
                self.names.column(block, head, column)
            );
            let terms = (0..d_in).map(|i| self.product(factors(i)));
            (formula, terms.collect::<Option<Vec<_>>>()?)
        } else if linear.bias.is_some() {
            (self.names.cell(same), vec![self.term(same)?])
        } else {
            return self.copy(same);
        };
        if linear.bias.is_some() {
            let bias = Cell::new(block, head, d_in, column);
            formula = format!("{formula} + {}", self.names.cell(bias));
            terms.push(self.term(bias)?);
        }
        Some((Operation::Sum, formula, terms))
    }

    fn score(&self, head: usize, row: usize, column: usize) -> Option<Arithmetic> {
        let d_k = self.trace.heads.get(head)?.q.ncols();
        let formula = format!(
            "{} · {}",
            self.names.row(Stage::Q, head, row),
            self.names.row(Stage::K, head, column)
        );
        let terms = (0..d_k).map(|i| {
            self.product([
                Cell::of(Stage::Q, head, row, i),
                Cell::of(Stage::K, head, column, i),
            ])
        });
        Some((Operation::Sum, formula, terms.collect::<Option<_>>()?))
    }

    /// The score divided by scale and temperature; each is omitted if it is not used.
    fn scaled(&self, head: usize, row: usize, column: usize) -> Option<Arithmetic> {
        let score = Cell::of(Stage::Scores, head, row, column);
        let attention = &self.inputs.attention;
        let d_k = self.trace.heads.get(head)?.k.ncols();
        let mut terms = vec![self.term(score)?];
        let divisor = attention.scale.divisor(d_k);
        match attention.scale {
            Scale::SqrtDk => terms.push(Term::named(format!("√{d_k}"), divisor)),
            Scale::None => {}
            Scale::Divisor(_) => terms.push(Term::named("scale", divisor)),
        }
        if attention.temperature != 1.0 {
            terms.push(Term::named("T", attention.temperature));
        }
        if terms.len() == 1 {
            return self.copy(score);
        }
        let named = |factor: &Factor| match &factor.quantity {
            Quantity::Cell(cell) => self.names.cell(*cell),
            Quantity::Named(name) => name.clone(),
        };
        let factors = terms.iter().flat_map(Term::factors);
        let formula: Vec<String> = factors.map(named).collect();
        Some((Operation::Divide, formula.join(" / "), terms))
    }

    fn weight(&self, head: usize, row: usize, column: usize) -> Option<Arithmetic> {
        let terms = (0..self.inputs.n()).map(|k| self.term(Cell::of(Stage::Masked, head, row, k)));
        let terms = terms.collect::<Option<_>>()?;
        Some((Operation::Softmax { column }, String::new(), terms))
    }

    fn mix(&self, head: usize, row: usize, column: usize) -> Option<Arithmetic> {
        let formula = format!(
            "{} · {}",
            self.names.row(Stage::Weights, head, row),
            self.names.column(Place::Stage(Stage::V), head, column)
        );
        let terms = (0..self.inputs.n()).map(|word| {
            self.product([
                Cell::of(Stage::Weights, head, row, word),
                Cell::of(Stage::V, head, word, column),
            ])
        });
        Some((Operation::Sum, formula, terms.collect::<Option<_>>()?))
    }
}
