//! The stages of attention in the order of computation: one table that says everything about each of them.

mod properties;

use super::axis::{Axis, HeadId, Parameter};
use super::inputs::{Encoding, Inputs};
use super::meaning::{self, Subject};
use super::rule::{
    Add, At, Divide, Dot, Given, Mask, Mix, Project, Rule, SideBySide, Sinusoid, Softmax, Storage,
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
    /// Whether the session makes use of it. The walk through the steps passes over a stage that is not in use.
    in_use: fn(At<'_>) -> bool,
    /// The reason why it is not in use, where it is not.
    unused: &'static str,
    /// A view of another stage: nothing is computed from it, and files and exports leave it out.
    is_view: bool,
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
    /// What it is.
    sentence: &'static str,
    /// Why it is there.
    why: &'static str,
    /// What one of its cells means.
    meaning: fn(&Subject<'_>) -> String,
    /// What helps against numbers beyond the range of f64.
    cure: &'static str,
}

/// What the table need not say.
const DEFAULTS: Row = Row {
    symbol: "",
    has_short_symbol: false,
    in_use: |_| true,
    unused: "",
    is_view: false,
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
    why: "",
    meaning: |_| String::new(),
};

const _: () = {
    let mut index = 0;
    while index < TABLE.len() {
        let row = &TABLE[index];
        assert!(!row.name.is_empty() && !row.formula.is_empty());
        assert!(!row.sentence.is_empty() && !row.why.is_empty());
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
        sentence: "The words of the sentence. Each attends to all: it takes something from each.",
        why: "What a word means depends on the words around it. Attention decides how much each of them counts.",
        meaning: |cell| {
            let (word, n) = (cell.row + 1, cell.at.inputs.n());
            format!("{} is word {word} of {n}. Change it, and every matrix follows.", cell.word())
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
        sentence: "The embedding X₀: each word is a row of numbers, here yours to choose.",
        why: "In a trained model these numbers are learned. Attention lets each word take in some of every word's numbers.",
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the row that stands for {word}. Editable: all else is computed from it.")
        },
    }
    Position {
        name: "position",
        symbol: "PE",
        has_short_symbol: true,
        step: Step::Position,
        rows_are_numbered: true,
        in_use: adds_positions,
        unused: "no positions are added, so X is X₀",
        rule: &Sinusoid,
        formula: "PE[pos, 2i] = sin(pos / base^(2i/d_model)), PE[pos, 2i+1] = cos(same angle)",
        sentence: "The positional encoding PE: each position has its own pattern of waves.",
        why: "Attention alone sees a bag of words. Added to the embedding, the pattern tells it the order.",
        meaning: meaning::position,
        cure: "increase the base",
    }
    Similarity {
        name: "similarity",
        symbol: "PE·PEᵀ",
        step: Step::Position,
        in_use: |_| false,
        is_view: true,
        axes: (Axis::QueryWords, Axis::KeyWords),
        rows_are_numbered: true,
        rule: &Dot(Storage::OnDemand),
        operands: &[Stage::Position, Stage::Position],
        formula: "similarity[i, j] = PE[i] · PE[j]",
        sentence: "The similarity of positions: the dot product of their patterns.",
        why: "Positions at the same distance are equally similar (if d_model is even): attention can learn from distance.",
        meaning: meaning::similarity,
    }
    Input {
        name: "input",
        symbol: "X",
        has_short_symbol: true,
        step: Step::Input,
        in_use: adds_positions,
        unused: "no positions are added, so X is X₀",
        rule: &Add { adds: |inputs| inputs.position.added },
        operands: &[Stage::Embedding, Stage::Position],
        formula: "X = X₀ + PE if positions are added, else X₀",
        sentence: "The input X: the embedding, plus the positions where they are added.",
        why: "Queries, keys and values are all made from X.",
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
        formula: "Q = X·W_q (+ b_q)",
        sentence: "The query: what each word looks for in the others, made from the input X.",
        why: "The matrix W_q makes it; a trained model has learned it. The identity changes nothing: the query is then X itself.",
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the query of {word}: part of what it looks for.")
        },
    }
    K {
        name: "k",
        symbol: "K",
        has_short_symbol: true,
        step: Step::Projections,
        axes: (Axis::KeyWords, Axis::Key),
        per_head: true,
        rule: &Project(Parameter::K),
        operands: &[Stage::Input],
        formula: "K = X·W_k (+ b_k)",
        sentence: "The key: what each word offers, to be matched by queries. It is made from X.",
        why: "A matrix of its own, W_k, makes it: a word can offer something other than what it looks for.",
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the key of {word}: part of what it offers to queries.")
        },
    }
    V {
        name: "v",
        symbol: "V",
        has_short_symbol: true,
        step: Step::Projections,
        axes: (Axis::KeyWords, Axis::Value),
        per_head: true,
        rule: &Project(Parameter::V),
        operands: &[Stage::Input],
        formula: "V = X·W_v (+ b_v)",
        sentence: "The value: what each word gives to those that attend to it, made from X.",
        why: "Queries and keys decide how much is taken from a word; the value, made by W_v, is what is taken.",
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the value of {word}: part of what it gives to words that attend to it.")
        },
    }
    Scores {
        name: "scores",
        symbol: "Q·Kᵀ",
        step: Step::Scores,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        rule: &Dot(Storage::Kept),
        operands: &[Stage::Q, Stage::K],
        formula: "scores[i, j] = Q[i] · K[j]",
        sentence: "The score of a pair: the row word's query times the column word's key.",
        why: "A dot product measures agreement: two numbers of the same sign raise it, of opposite signs lower it, a 0 changes nothing.",
        meaning: meaning::score,
    }
    Scaled {
        name: "scaled",
        symbol: "Q·Kᵀ/√d_k",
        step: Step::Scaled,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        in_use: |at| !Divide.copies(at),
        unused: "the scores are not divided",
        rule: &Divide,
        operands: &[Stage::Scores],
        formula: "scaled = scores / scale / temperature",
        sentence: "The scores, divided by the scale (as a rule √d_k) and by the temperature T.",
        why: "d_k is the width of a key. Scores of wide keys are larger, by about √d_k; undivided, they would send nearly all attention to one word.",
        meaning: meaning::scaled,
        cure: "increase the temperature or the scale",
    }
    Masked {
        name: "masked",
        symbol: "masked",
        step: Step::Masked,
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        in_use: |at| !Mask.copies(at),
        unused: "no mask, which would give chosen pairs no attention",
        rule: &Mask,
        operands: &[Stage::Scaled],
        formula: "masked[i, j] = scaled[i, j] where i may attend to j, else −∞",
        sentence: "The mask: a pair that may not attend has the score −∞.",
        why: "e^−∞ is 0, so the softmax gives that word no weight. A causal mask hides the words that come later.",
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
        formula: "A[i, j] = exp(score[i, j]) / Σₖ exp(score[i, k])",
        sentence: "The softmax makes shares of a row's scores: e^score over the sum of e^score.",
        why: "Exponentials make every share positive and widen the differences; the division makes each row add up to 100%.",
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
        sentence: "The values of all words, mixed by the attention weights.",
        why: "Each word becomes a mixture of the words that it attends to: it has taken in its context.",
        meaning: meaning::head,
    }
    Concat {
        name: "concat",
        symbol: "concat",
        step: Step::Output,
        axes: (Axis::QueryWords, Axis::Concat),
        in_use: |at| at.inputs.heads.len() > 1,
        unused: "there is one head",
        rule: &SideBySide,
        operands: &[Stage::Head],
        formula: "concat = the heads, concatenated",
        sentence: "The results of all heads, side by side.",
        why: "Each head attends in its own way; side by side, nothing that one of them found is lost.",
        meaning: meaning::concat,
    }
    Output {
        name: "output",
        symbol: "Output",
        step: Step::Output,
        axes: (Axis::QueryWords, Axis::Output),
        in_use: |at| !Project(Parameter::Output).copies(at),
        unused: "there is no W_o",
        rule: &Project(Parameter::Output),
        operands: &[Stage::Concat],
        formula: "output = concat·W_o (+ b_o)",
        sentence: "The output: a new row of numbers for each word.",
        why: "The matrix W_o, learned in a trained model, mixes what the heads have found into one row.",
        meaning: meaning::output,
    }
}

impl Stage {
    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

/// The stages that a session has, in the order of computation, without views.
pub fn stages(inputs: &Inputs) -> impl Iterator<Item = Stage> + '_ {
    Stage::computed().filter(|stage| stage.exists(inputs))
}

fn adds_positions(at: At<'_>) -> bool {
    let position = &at.inputs.position;
    position.added && position.encoding != Encoding::None
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
    use ndarray::Array2;

    use super::*;
    use crate::model::inputs::Mask as MaskOf;

    fn passed_over(inputs: &Inputs) -> Vec<Stage> {
        let unused = |stage: &Stage| !stage.is_in_use(inputs, 0);
        stages(inputs).filter(unused).collect()
    }

    #[test]
    fn what_changes_nothing_is_not_in_use() {
        let words = ["a", "b"].map(String::from).to_vec();
        let mut inputs = Inputs::new(words, Array2::ones((2, 3)));
        let plain = [
            Stage::Position,
            Stage::Input,
            Stage::Masked,
            Stage::Concat,
            Stage::Output,
        ];
        assert_eq!(passed_over(&inputs), plain);
        inputs.position.added = true;
        inputs.attention.mask = MaskOf::Causal;
        inputs.heads.push(inputs.heads[0].clone());
        // Without W_o, the heads side by side are the output.
        assert_eq!(passed_over(&inputs), [Stage::Output]);
        assert!(!Stage::Similarity.is_in_use(&inputs, 0));
        assert!(stages(&inputs).all(|stage| stage != Stage::Similarity));
    }
}
