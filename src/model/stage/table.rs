//! The table of stages: one row says everything about a stage.

mod conditions;
mod row;

use super::super::axis::Axis;
use super::super::inputs::Inputs;
use super::super::meaning;
use super::super::parameter::Parameter;
use super::super::rule::{
    Activate, Add, AddBias, Alibi, Angle, Cap, Divide, Dot, Mask, Mix, Normalize, Positions,
    Project, Rotate, Rule, SideBySide, Softmax, Storage,
};
use super::Step;
use conditions::*;
pub(super) use row::Variant;
use row::{
    DEFAULTS, HIDDEN, KEYS, LAYER, NORM, NORM_CURE, QUERIES, RMS, Row, SCORES, SOURCE, formula, say,
};

const _: () = {
    let mut index = 0;
    while index < TABLE.len() {
        let row = &TABLE[index];
        assert!(!row.name.is_empty() && !row.formula.is_empty());
        assert!(!row.sentence.is_empty() && !row.why.is_empty());
        // A stage that all heads share has one operand per head, or none that differs between heads.
        assert!(row.per_head || row.operands.len() < 2 || !row.operands[0][0].row().per_head);
        index += 1;
    }
};

/// What a row need not say, since stages of its kind have it in common.
macro_rules! base {
    () => {
        DEFAULTS
    };
    ($base:ident) => {
        $base
    };
}

macro_rules! stages {
    ($($stage:ident $(: $base:ident)? { $($row:tt)+ })+) => {
        /// A stage of the computation, from the words to the output.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Stage {
            $($stage,)+
        }

        /// One row per stage, in the order of [`Stage`]'s variants, which index it.
        static TABLE: [Row; Stage::ALL.len()] = [$(Row { $($row)+ ..base!($($base)?) },)+];

        impl Stage {
            /// All stages in the order of computation. Those of one session are in [`stages()`](super::stages).
            pub const ALL: [Self; [$(stringify!($stage)),+].len()] = [$(Self::$stage),+];
        }
    };
}

const GIVEN_WHY: &str = "Change any number of it: scores, weights and output follow.";
const GROUPED_WHY: &str = "Keys and values of past words must be stored while a model writes. Shared ones take less room, with little loss.";
const ALIBI_WHY: &str = "Near words are preferred, without any position in the input. Each head has its own slope: steep ones look near, flat ones far.";
const LEARNED_WHY: &str = "The rows are learned like the embedding. A table has an end: a longer sentence has no rows for its last words.";
const WINDOW_WHY: &str = "Near words often tell most, and a window makes long sentences cheap: what is far is reached through several layers.";
const ROTATED_WHY: &str = "Query and key turn by the same rule. Of their positions, only the difference enters their dot product: how far one stands before or after the other.";
const QK_NORM_WHY: &str = "However long a query or a key was, only its direction counts now: no score becomes very large because of length alone.";
const ROTATED: &str = "(a, b) → (a·cos θ − b·sin θ, b·cos θ + a·sin θ), θ = pos / base^(2i/d_k)";
const ROTATED_CURE: &str =
    "increase the base, or reduce the frequencies, the embedding or the weights";
const ROTATED_VARIANTS: &[Variant] = &[
    formula(
        has_frequencies,
        "(a, b) → (a·cos θ − b·sin θ, b·cos θ + a·sin θ), θ = pos·frequency",
    ),
    formula(
        rotates_in_part,
        "(a, b) → (a·cos θ − b·sin θ, b·cos θ + a·sin θ), θ = pos / base^(2i/dimensions)",
    ),
];

stages! {
    Words {
        name: "words",
        step: Step::Words,
        axes: (Axis::QueryWords, Axis::One),
        formula: "the sentence, split on white space",
        sentence: "The words of the sentence. Each attends to all: it takes something from each.",
        variants: &[
            say(has_source_words, "", "The words that attend: each takes something from the words of the source.", ""),
            say(|at| !at.inputs.attention.hides_nothing(), "", "The words of the sentence. Each attends to those that it may see: it takes something from each.", ""),
        ],
        why: "What a word means depends on the words around it. Attention decides how much each of them counts.",
        meaning: |cell| {
            let (word, n) = (cell.row + 1, cell.at.inputs.n());
            let padding = meaning::padding(cell);
            format!("{} is word {word} of {n}. Change it, and every matrix follows.{padding}", cell.word())
        },
    }
    SourceWords {
        name: "source_words",
        step: Step::Words,
        axes: (Axis::KeyWords, Axis::One),
        exists: has_source_words,
        formula: "the source sentence, split on white space",
        sentence: "The source: the words that are attended to. Keys and values come from them.",
        why: "In cross-attention one sentence asks and another answers: a translation looks at the original.",
        meaning: |cell| {
            let (word, m) = (cell.row + 1, cell.at.inputs.m());
            let padding = meaning::padding(cell);
            format!("{} is word {word} of {m} in the source. Change it, and every matrix follows.{padding}", cell.word())
        },
    }
    Embedding {
        name: "embedding",
        symbol: "X₀",
        has_short_symbol: true,
        step: Step::Embedding,
        exists: has_embedding,
        operands: &[&[Stage::Words]],
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
        exists: has_embedding,
        in_use: adds_positions,
        unused: "no positions are added, so X is X₀",
        rule: &Positions { width: Inputs::d_model },
        formula: "PE[pos, 2i] = sin(pos / base^(2i/d_model)), PE[pos, 2i+1] = cos(same angle)",
        sentence: "The positional encoding PE: each position has its own pattern of waves.",
        why: "Attention alone sees a bag of words. Added to the embedding, the pattern tells it the order.",
        variants: &[
            say(
                is_learned,
                "PE[pos] = table[pos]",
                "Learned positions: each position has a row of its own in a table.",
                LEARNED_WHY,
            ),
            formula(is_in_halves, "PE[pos, i] = sin(pos / base^(2i/width)), PE[pos, i + width/2] = cos(same angle)"),
        ],
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
        exists: |at| has_embedding(at) && !has_source_words(at) && at.inputs.position.encoding.has_table(),
        rule: &Dot(Storage::OnDemand),
        operands: &[&[Stage::Position], &[Stage::Position]],
        formula: "similarity[i, j] = PE[i] · PE[j]",
        sentence: "The similarity of positions: the dot product of their patterns.",
        why: "Positions at the same distance are equally similar (if d_model is even): attention can learn from distance.",
        variants: &[say(
            is_learned,
            "similarity[i, j] = table[i] · table[j]",
            "",
            "Learned patterns need not depend on the distance: what they have learned shows here.",
        )],
        meaning: meaning::similarity,
        cure: "reduce the table of positions",
    }
    Angles {
        name: "angles",
        symbol: "θ",
        has_short_symbol: true,
        step: Step::Position,
        is_view: true,
        axes: (Axis::QueryWords, Axis::Pairs),
        rows_are_numbered: true,
        per_head: true,
        exists: is_rotary,
        rule: &Angle,
        formula: "θ[pos, i] = pos / base^(2i/d_k)",
        sentence: "The angles θ: by these, pairs of dimensions of queries and keys rotate, from one position to the next.",
        why: "Only the difference of two angles enters a score. So it depends on the two words and on how far one stands before or after the other, not on where the pair stands.",
        variants: &[
            formula(has_frequencies, "θ[pos, i] = pos·frequency[i]"),
            formula(rotates_in_part, "θ[pos, i] = pos / base^(2i/dimensions)"),
        ],
        meaning: meaning::angle,
    }
    Alibi: SCORES {
        name: "alibi",
        symbol: "alibi",
        step: Step::Position,
        is_view: true,
        exists: is_alibi,
        rule: &Alibi,
        formula: "alibi[i, j] = −slope·|i − j|",
        sentence: "ALiBi: a penalty on each score that grows with the distance of the two words.",
        why: ALIBI_WHY,
        meaning: meaning::alibi,
    }
    Input {
        name: "input",
        symbol: "X",
        has_short_symbol: true,
        step: Step::Input,
        exists: has_embedding,
        in_use: adds_positions,
        unused: "no positions are added, so X is X₀",
        rule: &Add { adds: |inputs| inputs.position.added },
        operands: &[&[Stage::Embedding], &[Stage::Position]],
        formula: "X = X₀ + PE if positions are added, else X₀",
        sentence: "The input X: the embedding, plus the positions where they are added.",
        why: "Queries, keys and values are all made from X.",
        variants: &[
            say(has_source, "", "", "Queries are made from X; keys and values from the source."),
            say(is_pre, "", "", "Queries, keys and values are made from X once it is normalized. X itself goes on, too: to the residual."),
        ],
        meaning: meaning::input,
    }
    Source: SOURCE {
        name: "source",
        symbol: "S₀",
        has_short_symbol: true,
        step: Step::Embedding,
        operands: &[&[Stage::SourceWords]],
        formula: "S₀[word] = the word's numbers",
        sentence: "The embedding S₀ of the source: each word that is attended to is a row of numbers.",
        why: "Its width may differ from d_model: W_k brings it to the width of queries, W_v to that of values.",
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the row that stands for {word} in the source. Editable.")
        },
    }
    SourcePosition: SOURCE {
        name: "source_position",
        symbol: "PE_s",
        has_short_symbol: true,
        step: Step::Position,
        rows_are_numbered: true,
        in_use: adds_positions,
        unused: "no positions are added, so S is S₀",
        rule: &Positions { width: Inputs::d_source },
        formula: "PE_s[pos, 2i] = sin(pos / base^(2i/width)), PE_s[pos, 2i+1] = cos(same angle)",
        sentence: "The positional encoding of the source: its positions are counted separately, from the same start.",
        why: "Word 2 of one sentence and word 2 of the other have the same pattern, if both have the same width.",
        variants: &[
            say(
                is_learned,
                "PE_s[pos] = table[pos]",
                "Learned positions: each position has a row of its own in a table.",
                LEARNED_WHY,
            ),
            formula(is_in_halves, "PE_s[pos, i] = sin(pos / base^(2i/width)), PE_s[pos, i + width/2] = cos(same angle)"),
        ],
        meaning: meaning::position,
        cure: "increase the base",
    }
    SourceInput: SOURCE {
        name: "source_input",
        symbol: "S",
        has_short_symbol: true,
        step: Step::Input,
        in_use: adds_positions,
        unused: "no positions are added, so S is S₀",
        rule: &Add { adds: |inputs| inputs.position.added },
        operands: &[&[Stage::Source], &[Stage::SourcePosition]],
        formula: "S = S₀ + PE_s if positions are added, else S₀",
        sentence: "The source S: its embedding, plus its positions where they are added.",
        why: "Keys and values are made from S, queries from X.",
        meaning: meaning::input,
    }
    PreNormed: NORM {
        name: "normed",
        symbol: "norm₁(X)",
        has_short_symbol: true,
        step: Step::Input,
        exists: is_pre,
        rule: &Normalize([Parameter::PreNorm1]),
        operands: &[&[Stage::Input]],
        sentence: "The norm before attention: each word's row, brought to one scale. Queries, keys and values are made from it.",
        variants: &[
            RMS,
            say(has_source, "", "The norm before attention: each word's row, brought to one scale. Queries are made from it; keys and values from the source.", ""),
        ],
        meaning: |cell| meaning::normed(cell, Parameter::PreNorm1),
    }
    Q: QUERIES {
        name: "q",
        symbol: "Q",
        has_short_symbol: true,
        rule: &Project([Parameter::Q]),
        operands: &[&[Stage::PreNormed, Stage::Input]],
        formula: "Q = X·W_q (+ b_q)",
        sentence: "The query: what each word looks for in the others, made from the input X.",
        why: "The matrix W_q makes it; a trained model has learned it. The identity changes nothing: the query is then X itself.",
        variants: &[
            say(
                |at| is_given(Stage::Q, at),
                "Q is given",
                "The query: what each word looks for in the others. Here it is given, not made from an input.",
                GIVEN_WHY,
            ),
            say(
                is_pre,
                "Q = norm₁(X)·W_q (+ b_q)",
                "The query: what each word looks for in the others, made from its normalized row.",
                "The matrix W_q makes it; a trained model has learned it. The identity changes nothing: the query is then the normalized row.",
            ),
        ],
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the query of {word}: part of what it looks for.")
        },
    }
    K: KEYS {
        name: "k",
        symbol: "K",
        has_short_symbol: true,
        shared: |at| at.inputs.shared(at.head),
        rule: &Project([Parameter::K]),
        operands: &[&[Stage::SourceInput, Stage::PreNormed, Stage::Input]],
        formula: "K = X·W_k (+ b_k)",
        sentence: "The key: what each word offers, to be matched by queries. It is made from X.",
        why: "A matrix of its own, W_k, makes it: a word can offer something other than what it looks for.",
        variants: &[
            say(
                |at| is_given(Stage::K, at),
                "K is given",
                "The key: what each word offers, to be matched by queries. Here it is given, not made from an input.",
                GIVEN_WHY,
            ),
            say(
                is_shared,
                "K = K of the head whose keys this one shares",
                "Grouped queries: the keys are those of another head. Only the queries are this head's own.",
                GROUPED_WHY,
            ),
            say(
                has_source,
                "K = S·W_k (+ b_k)",
                "The key: what each word of the source offers, to be matched by queries. It is made from S.",
                "",
            ),
            say(
                is_pre,
                "K = norm₁(X)·W_k (+ b_k)",
                "The key: what each word offers, to be matched by queries. It is made from its normalized row.",
                "",
            ),
        ],
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
        shared: |at| at.inputs.shared(at.head),
        rule: &Project([Parameter::V]),
        operands: &[&[Stage::SourceInput, Stage::PreNormed, Stage::Input]],
        formula: "V = X·W_v (+ b_v)",
        sentence: "The value: what each word gives to those that attend to it, made from X.",
        why: "Queries and keys decide how much is taken from a word; the value, made by W_v, is what is taken.",
        variants: &[
            say(
                |at| is_given(Stage::V, at),
                "V is given",
                "The value: what each word gives to those that attend to it. Here it is given, not made from an input.",
                "Queries and keys decide how much is taken from a word; the value is what is taken.",
            ),
            say(
                is_shared,
                "V = V of the head whose values this one shares",
                "Grouped queries: the values are those of another head.",
                GROUPED_WHY,
            ),
            say(
                has_source,
                "V = S·W_v (+ b_v)",
                "The value: what each word of the source gives to those that attend to it, made from S.",
                "",
            ),
            say(
                is_pre,
                "V = norm₁(X)·W_v (+ b_v)",
                "The value: what each word gives to those that attend to it, made from its normalized row.",
                "",
            ),
        ],
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("Dimension {column} of the value of {word}: part of what it gives to words that attend to it.")
        },
    }
    NormedQ: QUERIES {
        name: "normed_q",
        symbol: "norm(Q)",
        has_short_symbol: true,
        exists: norms_queries,
        rule: &Normalize([Parameter::QNorm]),
        operands: &[&[Stage::Q]],
        formula: "norm(Q)[i] = Q[i] / √(mean of Q[i]² + ε) · gain_q",
        sentence: "The queries, each brought to one size, and then weighted by a learned gain for each dimension.",
        why: QK_NORM_WHY,
        meaning: |cell| meaning::normed(cell, Parameter::QNorm),
        cure: NORM_CURE,
    }
    NormedK: KEYS {
        name: "normed_k",
        symbol: "norm(K)",
        has_short_symbol: true,
        exists: norms_queries,
        rule: &Normalize([Parameter::KNorm]),
        operands: &[&[Stage::K]],
        formula: "norm(K)[j] = K[j] / √(mean of K[j]² + ε) · gain_k",
        sentence: "The keys, each brought to one size, and then weighted by a learned gain for each dimension.",
        why: QK_NORM_WHY,
        meaning: |cell| meaning::normed(cell, Parameter::KNorm),
        cure: NORM_CURE,
    }
    RotatedQ: QUERIES {
        name: "rotated_q",
        symbol: "rot(Q)",
        has_short_symbol: true,
        exists: is_rotary,
        rule: &Rotate,
        operands: &[&[Stage::NormedQ, Stage::Q]],
        view: Some(Stage::Angles),
        formula: ROTATED,
        sentence: "The queries, rotated: each pair of dimensions turns by an angle that grows with the position.",
        why: ROTATED_WHY,
        variants: ROTATED_VARIANTS,
        meaning: meaning::rotated,
        cure: ROTATED_CURE,
    }
    RotatedK: KEYS {
        name: "rotated_k",
        symbol: "rot(K)",
        has_short_symbol: true,
        exists: is_rotary,
        rule: &Rotate,
        operands: &[&[Stage::NormedK, Stage::K]],
        view: Some(Stage::Angles),
        formula: ROTATED,
        sentence: "The keys, rotated in the same way. Values are not rotated: what is passed on has no position.",
        why: ROTATED_WHY,
        variants: ROTATED_VARIANTS,
        meaning: meaning::rotated,
        cure: ROTATED_CURE,
    }
    Scores: SCORES {
        name: "scores",
        symbol: "Q·Kᵀ",
        step: Step::Scores,
        rule: &Dot(Storage::Kept),
        operands: &[&[Stage::RotatedQ, Stage::NormedQ, Stage::Q], &[Stage::RotatedK, Stage::NormedK, Stage::K]],
        formula: "scores[i, j] = Q[i] · K[j]",
        sentence: "The score of a pair: the row word's query times the column word's key.",
        why: "A dot product measures agreement: two numbers of the same sign raise it, of opposite signs lower it, a 0 changes nothing.",
        variants: &[
            say(
                |at| is_given(Stage::Scores, at),
                "the scores are given",
                "The score of a pair: how well the row word's query matches the column word's key. Here it is given.",
                "Change any of them: the softmax makes weights of them, whatever queries and keys they came from.",
            ),
            say(
                is_rotary,
                "scores[i, j] = rot(Q)[i] · rot(K)[j]",
                "",
                "A dot product measures agreement. Of rotated vectors it depends also on how far one stands before or after the other, and on nothing else about their places.",
            ),
            formula(norms_queries, "scores[i, j] = norm(Q)[i] · norm(K)[j]"),
        ],
        meaning: meaning::score,
    }
    Scaled: SCORES {
        name: "scaled",
        symbol: "Q·Kᵀ/√d_k",
        step: Step::Scaled,
        in_use: |at| !Divide.copies(at),
        unused: "the scores are not divided",
        rule: &Divide,
        operands: &[&[Stage::Scores]],
        formula: "scaled = scores / scale / temperature",
        sentence: "The scores, divided by the scale (as a rule √d_k) and by the temperature T.",
        why: "d_k is the width of a key. Scores of wide keys are larger, by about √d_k; undivided, they would send nearly all attention to one word.",
        meaning: meaning::scaled,
        cure: "increase the temperature or the scale",
    }
    Biased: SCORES {
        name: "biased",
        symbol: "biased",
        step: Step::Scaled,
        exists: has_bias,
        rule: &AddBias,
        operands: &[&[Stage::Scaled]],
        view: Some(Stage::Alibi),
        formula: "biased[i, j] = scaled[i, j] − slope·|i − j| + bias[i, j] + bias_h[i, j]",
        sentence: "The scaled scores with what is added to them: ALiBi's penalty on distance, or a bias.",
        why: "A bias on a score says what to prefer whatever the words are: near ones, a certain place, a certain pair.",
        variants: &[
            say(
                |at| is_alibi(at) && !has_given_bias(at),
                "biased[i, j] = scaled[i, j] − slope·|i − j|",
                "ALiBi: each score loses a little for each position between the two words.",
                ALIBI_WHY,
            ),
            say(
                |at| !is_alibi(at),
                "biased[i, j] = scaled[i, j] + bias[i, j] + bias_h[i, j]",
                "The scaled scores, with a bias added to each.",
                "",
            ),
        ],
        meaning: meaning::biased,
        cure: "reduce the bias",
    }
    Capped: SCORES {
        name: "capped",
        symbol: "capped",
        step: Step::Scaled,
        exists: is_capped,
        rule: &Cap,
        operands: &[&[Stage::Biased, Stage::Scaled]],
        formula: "capped = cap·tanh(score / cap)",
        sentence: "The soft cap: no score is beyond ±cap, and small ones hardly change.",
        why: "A very large score would take all attention. The tanh limits it smoothly; a hard limit would stop learning for every score beyond it.",
        meaning: meaning::capped,
    }
    Masked: SCORES {
        name: "masked",
        symbol: "masked",
        step: Step::Masked,
        in_use: |at| !Mask.copies(at),
        unused: "no mask, which would give chosen pairs no attention",
        rule: &Mask,
        operands: &[&[Stage::Capped, Stage::Biased, Stage::Scaled]],
        formula: "masked[i, j] = scaled[i, j] where i may attend to j, else −∞",
        sentence: "The mask: a pair that may not attend has the score −∞.",
        why: "e^−∞ is 0, so the softmax gives that word no weight. A causal mask hides the words that come later.",
        variants: &[
            formula(is_capped, "masked[i, j] = capped[i, j] where i may attend to j, else −∞"),
            formula(has_bias, "masked[i, j] = biased[i, j] where i may attend to j, else −∞"),
            say(
                |at| hides_by(at, true, false),
                "",
                "The window: a pair that is too far apart has the score −∞.",
                WINDOW_WHY,
            ),
            say(
                |at| hides_by(at, false, true),
                "",
                "Padding: words that only fill up the sentence have the score −∞.",
                "Sentences of a batch are filled up to one length. What fills them must not be attended to: e^−∞ is 0.",
            ),
            say(
                |at| at.inputs.attention.window.is_some(),
                "",
                "Whatever hides a word gives it the score −∞: the mask, padding, or a window where it is too far away.",
                WINDOW_WHY,
            ),
            say(
                |at| at.inputs.attention.padding.is_some(),
                "",
                "The mask and padding: a pair that may not attend, and a word that only fills up, have the score −∞.",
                "",
            ),
        ],
        meaning: meaning::masked,
    }
    Weights: SCORES {
        name: "weights",
        symbol: "A",
        has_short_symbol: true,
        step: Step::Weights,
        rule: &Softmax,
        operands: &[&[Stage::Masked]],
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
        operands: &[&[Stage::Weights], &[Stage::V]],
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
        operands: &[&[Stage::Head]],
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
        in_use: |at| !Project([Parameter::Output]).copies(at),
        unused: "there is no W_o",
        rule: &Project([Parameter::Output]),
        operands: &[&[Stage::Concat]],
        formula: "output = concat·W_o (+ b_o)",
        sentence: "The output: a new row of numbers for each word.",
        why: "The matrix W_o, learned in a trained model, mixes what the heads have found into one row.",
        meaning: meaning::output,
    }
    Residual: LAYER {
        name: "residual",
        symbol: "X+Output",
        rule: &Add { adds: |_| true },
        operands: &[&[Stage::Input], &[Stage::Output]],
        formula: "residual = X + output",
        sentence: "The residual: attention's output is added to what went in, and does not replace it.",
        why: "The word's row goes on unchanged, and each layer only adds to it. This lets deep stacks be trained.",
        variants: &[say(is_post, "", "", "Attention only has to find what to add, not the whole row anew. This lets deep stacks be trained.")],
        meaning: meaning::residual,
    }
    PostNormed: NORM {
        name: "normed",
        symbol: "normed",
        exists: is_post,
        rule: &Normalize([Parameter::PostNorm1]),
        operands: &[&[Stage::Residual]],
        sentence: "The norm after attention: each word's row, brought to one scale.",
        meaning: |cell| meaning::normed(cell, Parameter::PostNorm1),
    }
    PreNormed2: NORM {
        name: "normed2",
        symbol: "normed2",
        exists: is_pre,
        rule: &Normalize([Parameter::PreNorm2]),
        operands: &[&[Stage::Residual]],
        sentence: "The norm before the feed-forward network: each word's row, brought to one scale.",
        meaning: |cell| meaning::normed(cell, Parameter::PreNorm2),
    }
    Up: HIDDEN {
        name: "up",
        symbol: "up",
        rule: &Project([Parameter::Up]),
        operands: &[&[Stage::PostNormed, Stage::PreNormed2]],
        formula: "up = normed·W_1 (+ b_1)",
        sentence: "The feed-forward network brings each word's row to d_ff hidden dimensions.",
        why: "Attention moves information between words; this network works on each word alone, with what it has taken in.",
        variants: &[formula(is_pre, "up = normed2·W_1 (+ b_1)")],
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            let next = if cell.at.inputs.has_gate() { "the gate multiplies it" } else { "the activation" };
            format!("Hidden dimension {column} for {word}, before {next}.")
        },
    }
    Gate: HIDDEN {
        name: "gate",
        symbol: "gate",
        exists: has_gate,
        rule: &Project([Parameter::Gate]),
        operands: &[&[Stage::PostNormed, Stage::PreNormed2]],
        formula: "gate = normed·W_gate",
        sentence: "The gate: how far each hidden dimension is opened for this word.",
        why: "A gate multiplies: the same hidden dimension can be used for one word and closed for another.",
        variants: &[formula(is_pre, "gate = normed2·W_gate")],
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("The gate of hidden dimension {column} for {word}, before the activation.")
        },
    }
    Activated: HIDDEN {
        name: "activated",
        symbol: "activated",
        rule: &Activate,
        operands: &[&[Stage::Up], &[Stage::Gate, Stage::Up]],
        formula: "activated = act(up)",
        sentence: "The activation bends each hidden dimension: negative numbers are mostly suppressed.",
        why: "Without the bend, W_1 and W_2 together would be no more than one matrix.",
        variants: &[
            say(
                has_gate,
                "activated = act(gate)·up",
                "The activated gate multiplies the hidden dimension: near 0 it closes it, a large one amplifies it.",
                "The factor depends on the word: the same hidden dimension can be used for one word and closed for another.",
            ),
        ],
        meaning: meaning::activated,
    }
    Down: LAYER {
        name: "down",
        symbol: "down",
        rule: &Project([Parameter::Down]),
        operands: &[&[Stage::Activated]],
        formula: "down = activated·W_2 (+ b_2)",
        sentence: "The feed-forward network's result, back in d_model dimensions.",
        why: "In d_model dimensions again, it can be added to the word's row.",
        meaning: |cell| {
            let (word, column) = (cell.word(), cell.column);
            format!("What the feed-forward network adds to dimension {column} of {word}.")
        },
    }
    Residual2: LAYER {
        name: "residual2",
        symbol: "normed+down",
        exists: is_post,
        rule: &Add { adds: |_| true },
        operands: &[&[Stage::PostNormed], &[Stage::Down]],
        formula: "residual2 = normed + down",
        sentence: "The second residual: the feed-forward network's result is added to what went into it.",
        why: "Again nothing is replaced: the network only adds to what the word is by now.",
        meaning: meaning::residual,
    }
    PostBlock: NORM {
        name: "block",
        symbol: "block",
        exists: is_post,
        rule: &Normalize([Parameter::PostNorm2]),
        operands: &[&[Stage::Residual2]],
        sentence: "The layer's result: the second residual, brought to one scale.",
        why: "It is the input of the next layer, which does the same with weights of its own, or the last layer's result.",
        meaning: |cell| meaning::normed(cell, Parameter::PostNorm2),
    }
    PreBlock: LAYER {
        name: "block",
        symbol: "block",
        exists: is_pre,
        rule: &Add { adds: |_| true },
        operands: &[&[Stage::Residual], &[Stage::Down]],
        formula: "block = residual + down",
        sentence: "The layer's result: the feed-forward network's result, added to the residual.",
        why: "It is the input of the next layer. From X to here, everything was only added: X itself is still in it.",
        meaning: meaning::residual,
    }
}

impl Stage {
    pub(super) const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}
