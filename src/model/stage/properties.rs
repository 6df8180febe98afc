//! What the table of stages says, asked of one stage.

use super::super::axis::{Axis, HeadId, Parameter};
use super::super::inputs::Inputs;
use super::super::meaning::Subject;
use super::super::rule::{At, Rule};
use super::{Stage, Step};

impl Stage {
    /// The name in files, on the command line and on the screen.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The mathematical symbol; empty for words.
    pub fn symbol(self) -> &'static str {
        self.row().symbol
    }

    /// Its name in equations: the mathematical symbol if it is short, otherwise the stage's name.
    pub(in super::super) fn equation_symbol(self) -> &'static str {
        if self.row().has_short_symbol {
            self.symbol()
        } else {
            self.name()
        }
    }

    /// Whether a row stands for a position rather than a word.
    pub(crate) fn rows_are_numbered(self) -> bool {
        self.row().rows_are_numbered
    }

    /// The step of the step bar that the stage belongs to. Q, K and V share one, as do head, concat and output.
    pub fn step(self) -> Step {
        self.row().step
    }

    /// Whether a session makes use of it; the walk through the steps passes over the others.
    pub fn is_in_use(self, inputs: &Inputs, head: impl Into<HeadId>) -> bool {
        let head = head.into();
        self.exists(inputs) && (self.row().in_use)(At { inputs, head })
    }

    /// The reason why a session does not make use of it, if it does not.
    pub fn unused(self) -> &'static str {
        self.row().unused
    }

    /// Whether it is a view of another stage: nothing is computed from it, and files and exports leave it out.
    pub fn is_view(self) -> bool {
        self.row().is_view
    }

    pub(crate) fn formula(self) -> &'static str {
        self.row().formula
    }

    /// A sentence that says what the stage is.
    pub fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// A sentence that says why the stage is there.
    pub fn why(self) -> &'static str {
        self.row().why
    }

    /// What one of its cells means.
    pub(in super::super) fn meaning(self, cell: &Subject<'_>) -> String {
        (self.row().meaning)(cell)
    }

    /// What helps against numbers beyond the range of f64.
    pub(in super::super) fn cure(self) -> &'static str {
        self.row().cure
    }

    /// The axes of its rows and columns.
    pub fn axes(self) -> (Axis, Axis) {
        self.row().axes
    }

    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        self.row().per_head
    }

    /// How it is computed from its operands.
    pub fn rule(self) -> &'static dyn Rule {
        self.row().rule
    }

    /// The learned parameters that it is computed with.
    pub fn parameter(self) -> Option<Parameter> {
        self.rule().parameter()
    }

    /// The operand at an index, for one head. A stage that all heads share has those of every head as its operands.
    pub(in super::super) fn operand(self, index: usize, head: HeadId) -> (Self, HeadId) {
        match self.over_heads() {
            Some(operand) => (operand, index.into()),
            None => (self.row().operands[index], head),
        }
    }

    /// The operand of a stage that all heads share, where each head has its own.
    fn over_heads(self) -> Option<Self> {
        let first = *self.row().operands.first()?;
        (first.per_head() && !self.per_head()).then_some(first)
    }

    /// All operands, for one head, in order.
    pub fn operands(self, inputs: &Inputs, head: HeadId) -> impl Iterator<Item = (Self, HeadId)> {
        let count = match self.over_heads() {
            Some(_) => inputs.heads.len(),
            None => self.row().operands.len(),
        };
        (0..count).map(move |index| self.operand(index, head))
    }

    /// Whether a session has it.
    pub fn exists(self, inputs: &Inputs) -> bool {
        (self.row().exists)(inputs)
    }

    /// All stages without views.
    pub fn computed() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|stage| !stage.is_view())
    }

    /// The stage of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}
