//! The stages of attention in the order of computation: one table that says everything about each of them.

use super::axis::{Axis, HeadId, Parameter};
use super::inputs::Inputs;
use super::meaning::{self, Subject};
use super::rule::{
    Add, At, Divide, Dot, Given, Mask, Mix, Project, Rule, SideBySide, Sinusoid, Softmax,
};

/// A step of the step bar. Most have one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Words,
    Embedding,
    Position,
    Input,
    Projections,
    Scores,
    Scaled,
    Masked,
    Weights,
    Output,
}

impl Step {
    pub const ALL: [Self; 10] = [
        Self::Words,
        Self::Embedding,
        Self::Position,
        Self::Input,
        Self::Projections,
        Self::Scores,
        Self::Scaled,
        Self::Masked,
        Self::Weights,
        Self::Output,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Embedding => "embedding",
            Self::Position => "position",
            Self::Input => "input",
            Self::Projections => "q k v",
            Self::Scores => "scores",
            Self::Scaled => "scaled",
            Self::Masked => "masked",
            Self::Weights => "weights",
            Self::Output => "output",
        }
    }
}

/// A matrix of cells: a stage or a block of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Stage(Stage),
    Parameter(Parameter),
}

impl Place {
    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        match self {
            Self::Stage(stage) => stage.per_head(),
            Self::Parameter(parameter) => parameter.per_head(),
        }
    }
}

/// What the table says about a stage.
struct Row {
    name: &'static str,
    symbol: &'static str,
    /// Whether equations name it by its symbol, which is short enough.
    has_short_symbol: bool,
    step: Step,
    /// Whether the key for the next step stops there.
    is_stop: bool,
    axes: (Axis, Axis),
    /// Whether equations number its rows, rather than name their words.
    rows_are_numbered: bool,
    per_head: bool,
    /// Whether a session has it.
    exists: fn(&Inputs) -> bool,
    rule: &'static dyn Rule,
    /// The stages that the rule works on. A stage that all heads share works on those of every head.
    operands: &'static [Stage],
    formula: &'static str,
    sentence: &'static str,
    /// What one of its cells means.
    meaning: fn(&Subject<'_>) -> String,
    /// What helps against numbers beyond the range of f64.
    cure: &'static str,
}

/// What the table need not say.
const DEFAULTS: Row = Row {
    symbol: "",
    has_short_symbol: false,
    is_stop: true,
    axes: (Axis::QueryWords, Axis::Model),
    rows_are_numbered: false,
    per_head: false,
    exists: |_| true,
    operands: &[],
    cure: "reduce the embedding or the weights",
    // Every row has these.
    name: "",
    step: Step::Words,
    rule: &Given(|_| None),
    formula: "",
    sentence: "",
    meaning: |_| String::new(),
};

const _: () = {
    let mut index = 0;
    while index < TABLE.len() {
        let row = &TABLE[index];
        assert!(!row.name.is_empty() && !row.formula.is_empty() && !row.sentence.is_empty());
        // A stage that all heads share has one operand per head, or none that differs between heads.
        assert!(row.per_head || row.operands.len() < 2 || !row.operands[0].row().per_head);
        index += 1;
    }
};

macro_rules! stages {
    ($($stage:ident { $($row:tt)+ })+) => {
        /// A stage of the computation, from the words to the output.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Stage {
            $($stage,)+
        }

        /// One row per stage, in the order of [`Stage`]'s variants, which index it.
        static TABLE: [Row; Stage::ALL.len()] = [$(Row { $($row)+ ..DEFAULTS },)+];

        impl Stage {
            /// All stages in the order of computation. Those of one session are in [`stages()`].
            pub const ALL: [Self; [$(stringify!($stage)),+].len()] = [$(Self::$stage),+];
        }
    };
}

stages! {
    Words {
        name: "words",
        step: Step::Words,
        axes: (Axis::QueryWords, Axis::One),
        rule: &Given(|_| None),
        formula: "the sentence, split on white space",
        sentence: "The words that attend to each other.",
        meaning: |cell| {
            let (word, n) = (cell.row + 1, cell.at.inputs.n());
            format!("Word {word} of {n}. Change it, and every matrix follows.")
        },
    }
    Embedding {
        name: "embedding",
        symbol: "X₀",
        has_short_symbol: true,
        step: Step::Embedding,
        rule: &Given(|inputs| Some(inputs.embedding.view())),
        operands: &[Stage::Words],
        formula: "X₀[word] = the word's numbers",
        sentence: "Each word as a row of numbers: what the word means.",
        meaning: |cell| {
            let word = cell.word();
            format!("One of the numbers that say what {word} means. Editable; X is computed from it.")
        },
    }
    Position {
        name: "position",
        symbol: "PE",
        has_short_symbol: true,
        step: Step::Position,
        rows_are_numbered: true,
        rule: &Sinusoid,
        formula: "PE[pos, 2i] = sin(pos / base^(2i/d_model)), PE[pos, 2i+1] = cos(same angle)",
        sentence: "Each position as a row of sines and cosines.",
        meaning: meaning::position,
        cure: "increase the base",
    }
    Input {
        name: "input",
        symbol: "X",
        has_short_symbol: true,
        step: Step::Input,
        rule: &Add { adds: |inputs| inputs.position.added },
        operands: &[Stage::Embedding, Stage::Position],
        formula: "X = X₀ + PE if positions are added, else X₀",
        sentence: "What attention works on: the embedding, plus the position if added.",
        meaning: meaning::input,
    }
    Q {
        name: "q",
        symbol: "Q",
        has_short_symbol: true,
        step: Step::Projections,
        axes: (Axis::QueryWords, Axis::Key),
        per_head: true,
        rule: &Project(Parameter::Q),
        operands: &[Stage::Input],
        formula: "Q = X·W_q + b_q",
        sentence: "The queries: what each word looks for.",
        meaning: |cell| format!("Part of what {} looks for.", cell.word()),
    }
    K {
        name: "k",
        symbol: "K",
        has_short_symbol: true,
        step: Step::Projections,
        is_stop: false,
        axes: (Axis::KeyWords, Axis::Key),
        per_head: true,
        rule: &Project(Parameter::K),
        operands: &[Stage::Input],
        formula: "K = X·W_k + b_k",
        sentence: "The keys: what each word is matched on.",
        meaning: |cell| format!("Part of what {} is matched on.", cell.word()),
    }
    V {
        name: "v",
        symbol: "V",
        has_short_symbol: true,
        step: Step::Projections,
        is_stop: false,
        axes: (Axis::KeyWords, Axis::Value),
        per_head: true,
        rule: &Project(Parameter::V),
        operands: &[Stage::Input],
        formula: "V = X·W_v + b_v",
        sentence: "The values: what each word passes to the words that attend to it.",
        meaning: |cell| {
            let word = cell.word();
            format!("Part of what {word} passes to the words that attend to it.")
        },
    }
    Scores {
        name: "scores",
        symbol: "Q·Kᵀ",
        step: Step::Scores,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        rule: &Dot,
        operands: &[Stage::Q, Stage::K],
        formula: "scores[i, j] = Q[i] · K[j]",
        sentence: "How well what one word looks for matches what another offers.",
        meaning: |cell| {
            let (word, other) = (cell.word(), cell.other());
            format!("How well what {word} looks for matches what {other} offers.")
        },
    }
    Scaled {
        name: "scaled",
        symbol: "Q·Kᵀ/√d_k",
        step: Step::Scaled,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        rule: &Divide,
        operands: &[Stage::Scores],
        formula: "scaled = scores / scale / temperature",
        sentence: "Scores divided by the scale and the temperature, so that the softmax does not saturate.",
        meaning: meaning::scaled,
        cure: "increase the temperature or the scale",
    }
    Masked {
        name: "masked",
        symbol: "masked",
        step: Step::Masked,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        rule: &Mask,
        operands: &[Stage::Scaled],
        formula: "masked[i, j] = scaled[i, j] where i may attend to j, else −∞",
        sentence: "Masked pairs are −∞ and get zero weight.",
        meaning: meaning::masked,
    }
    Weights {
        name: "weights",
        symbol: "A",
        has_short_symbol: true,
        step: Step::Weights,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        rule: &Softmax,
        operands: &[Stage::Masked],
        formula: "A[i, j] = exp(masked[i, j]) / Σₖ exp(masked[i, k])",
        sentence: "How each word distributes its attention: each row sums to 1.",
        meaning: meaning::weight,
    }
    Head {
        name: "head",
        symbol: "A·V",
        step: Step::Output,
        axes: (Axis::QueryWords, Axis::Value),
        per_head: true,
        rule: &Mix,
        operands: &[Stage::Weights, Stage::V],
        formula: "head[i] = Σⱼ A[i, j] · V[j]",
        sentence: "The values of all words, mixed by the weights.",
        meaning: meaning::head,
    }
    Concat {
        name: "concat",
        symbol: "concat",
        step: Step::Output,
        is_stop: false,
        axes: (Axis::QueryWords, Axis::Concat),
        rule: &SideBySide,
        operands: &[Stage::Head],
        formula: "concat = the heads, concatenated",
        sentence: "The results of all heads, concatenated.",
        meaning: meaning::concat,
    }
    Output {
        name: "output",
        symbol: "Output",
        step: Step::Output,
        axes: (Axis::QueryWords, Axis::Output),
        rule: &Project(Parameter::Output),
        operands: &[Stage::Concat],
        formula: "output = concat·W_o + b_o",
        sentence: "The result: a new row of numbers for each word.",
        meaning: meaning::output,
    }
}

impl Stage {
    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The name in files, on the command line and on the screen.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The mathematical symbol; empty for words.
    pub fn symbol(self) -> &'static str {
        self.row().symbol
    }

    /// Its name in equations: the mathematical symbol if it is short, otherwise the stage's name.
    pub(super) fn equation_symbol(self) -> &'static str {
        if self.row().has_short_symbol {
            self.symbol()
        } else {
            self.name()
        }
    }

    pub(super) fn rows_are_numbered(self) -> bool {
        self.row().rows_are_numbered
    }

    /// The step of the step bar that the stage belongs to. Q, K and V share one, as do head, concat and output.
    pub fn step(self) -> Step {
        self.row().step
    }

    /// Whether the key for the next step stops there.
    pub(crate) fn is_stop(self) -> bool {
        self.row().is_stop
    }

    pub(crate) fn formula(self) -> &'static str {
        self.row().formula
    }

    /// A sentence that says what the stage means.
    pub fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// What one of its cells means.
    pub(super) fn meaning(self, cell: &Subject<'_>) -> String {
        (self.row().meaning)(cell)
    }

    /// What helps against numbers beyond the range of f64.
    pub(super) fn cure(self) -> &'static str {
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
    pub(super) fn operand(self, index: usize, head: HeadId) -> (Self, HeadId) {
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

    /// The stage of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

/// The stages that a session has, in the order of computation.
pub fn stages(inputs: &Inputs) -> impl Iterator<Item = Stage> + '_ {
    Stage::ALL.into_iter().filter(|stage| stage.exists(inputs))
}

/// Whether every number of a stage equals that of an earlier one, for this session.
pub fn is_copy(inputs: &Inputs, stage: Stage, head: impl Into<HeadId>) -> bool {
    let head = head.into();
    stage.rule().copies(At { inputs, head })
}

/// The rows and columns of a place; a block of parameters has its bias as an additional last row. (0, 0) if the head does
/// not exist.
pub fn shape(inputs: &Inputs, place: Place, head: impl Into<HeadId>) -> (usize, usize) {
    let head = head.into();
    if place.per_head() && head.number >= inputs.heads.len() {
        return (0, 0);
    }
    match place {
        Place::Stage(stage) => {
            let (rows, columns) = stage.axes();
            (inputs.len(rows, head), inputs.len(columns, head))
        }
        Place::Parameter(parameter) => inputs.linear(parameter, head).shape(inputs.d_in(parameter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_stop_where_something_new_happens() {
        let skipped = Stage::ALL.into_iter().filter(|stage| !stage.is_stop());
        let skipped: Vec<_> = skipped.collect();
        assert_eq!(skipped, [Stage::K, Stage::V, Stage::Concat]);
        assert_eq!(Stage::Q.formula(), "Q = X·W_q + b_q");
    }
}
