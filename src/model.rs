//! The mathematics of attention: words and numbers in, every stage out.
//!
//! Scaled dot-product attention with several heads and what models have made of it since, as in Vaswani et al. 2017, *Attention Is All You Need*
//! (<https://arxiv.org/abs/1706.03762>): section 3.2.1 and equation 1 (attention), section 3.2.2 (several heads),
//! section 3.2.3 (masking), section 3.5 (positions). Nothing here knows of files, screens or keys.
//!
//! # From words to the output
//!
//! A sentence of n words goes in; out comes a new row of numbers for each word, which mixes in the words it attends
//! to. [`Stage`] lists the stages in order, [`Inputs`] holds the numbers that the user enters, [`Trace`] those computed from them.
//!
//! **The words become numbers.** The embedding X₀ (n × d_model) has one row per word: what the word means.
//!
//! **The words get positions.** Everything below treats the words as a set: swapping two words only swaps their rows in
//! the result. To make the order count, each position has its own row, PE (n × d_model, section 3.5):
//!
//! ```text
//! PE[pos, 2i]   = sin(pos / base^(2i/d_model))          base = 10000
//! PE[pos, 2i+1] = cos(pos / base^(2i/d_model))          pos and i from 0
//! ```
//!
//! Each pair of columns is a point on a circle, whose angle grows with the position: fast on the left, slow on the right.
//! Moving by k positions rotates every pair by a fixed angle, so PE\[pos + k\] is a rotation of PE\[pos\], and PE·PEᵀ
//! depends only on the distance. (If d_model is odd, the last sine has no cosine, and this holds for the other columns.)
//!
//! The input X (n × d_model) is X₀ + PE, or X₀ alone if positions are not added.
//!
//! **Each head projects the input.** It has three learned projections of the same input (section 3.2.2):
//!
//! ```text
//! Q = X·W_q + b_q     n × d_k     queries: what each word looks for
//! K = X·W_k + b_k     n × d_k     keys:    what each word is matched on
//! V = X·W_v + b_v     n × d_v     values:  what each word passes to the words that attend to it
//! ```
//!
//! The paper has no biases; many models do. A missing weight is the identity, so Q is then X itself.
//!
//! **Queries are compared with keys.** Row i, column j says how well what word i looks for matches what word j offers:
//!
//! ```text
//! scores = Q·Kᵀ                                n × n
//! scaled = scores / √d_k / temperature         n × n
//! masked = scaled, or −∞ if i may not attend to j
//! ```
//!
//! The sum of d_k products grows with d_k, and the softmax of large numbers puts nearly all weight on one word; dividing
//! by √d_k compensates for that (section 3.2.1). A temperature above 1 spreads attention, one below 1 sharpens it. A causal
//! mask hides later words (section 3.2.3).
//!
//! **Scores become weights.** The softmax makes each row positive with sum 1:
//!
//! ```text
//! A[i, j] = exp(masked[i, j] − m) / Σₖ exp(masked[i, k] − m)     m: the row's largest
//! ```
//!
//! Subtracting m changes nothing, as exp(m) cancels, and keeps every exponential at or below 1, so large scores cannot
//! overflow. exp(−∞) is 0. A fully masked row would be 0/0; it is zeros
//! ([`Inputs::fully_masked_rows`] lists such rows).
//!
//! **Values are mixed by these weights**, and the heads are concatenated (section 3.2.2):
//!
//! ```text
//! head   = A·V                      n × d_v       per head
//! concat = [head₁ head₂ …]          n × Σ d_v
//! output = concat·W_o + b_o         n × d_out
//! ```
//!
//! With one head, no biases and no W_o this is equation 1: softmax(Q·Kᵀ/√d_k)·V.
//!
//! # The family of attention
//!
//! What follows is there only where a session asks for it: [`stages()`] lists the stages that one has.
//!
//! **Keys and values can come from another sentence** (cross-attention, section 3.2.3): a source of m words, whose rows may have a
//! width of their own. Queries are made from X, keys and values from the source, and every score matrix is n × m. Matrices can
//! also be given instead of made: Q, K, V, or the scores with V.
//!
//! **Positions can act on queries, keys and scores** instead of the input:
//!
//! ```text
//! learned   PE[pos] = table[pos]                                        GPT-2
//! rotary    (a, b) → (a·cos θ − b·sin θ, b·cos θ + a·sin θ)             Su et al. 2021, equation 15
//!           θ = pos / base^(2i/d_k)      for each pair i of dimensions of q and k
//! alibi     biased[i, j] = scaled[i, j] − slope·|i − j|                 Press et al. 2022, section 3
//! ```
//!
//! Rotations add up: q rotated by its position times k rotated by its own depends only on the difference of the two positions.
//!
//! **Scores can be biased, capped and hidden:**
//!
//! ```text
//! biased = scaled + bias                  one for all heads, and one per head
//! capped = cap·tanh(biased / cap)         Gemma 2
//! masked = −∞ also for padding, and where |i − j| ≥ window
//! ```
//!
//! **Heads can share keys and values** (grouped queries, Ainslie et al. 2023), and normalize queries and keys before they are rotated:
//! x / √(mean of x² + ε) · gain (the idea is that of Henry et al. 2020, the formula that of Zhang and Sennrich 2019).
//!
//! **A layer surrounds attention** (section 3.1), with norms after each sum, or before attention and the network:
//!
//! ```text
//! post (2017)                                    pre (GPT-2, Llama)
//!                                                normed   = norm₁(X), which Q, K and V are made from
//! residual  = X + output                         residual = X + output
//! normed    = norm₁(residual)                    normed2  = norm₂(residual)
//! activated = act(normed·W_1 + b_1)              activated = act(normed2·W_1 + b_1)
//! down      = activated·W_2 + b_2                down     = activated·W_2 + b_2
//! residual2 = normed + down
//! block     = norm₂(residual2)                   block    = residual + down
//! ```
//!
//! norm(x) = (x − mean) / √(variance + ε) · gain + shift (Ba et al. 2016), or x / √(mean of x² + ε) · gain (RMS, Zhang and Sennrich
//! 2019). With a gate, activated = act(normed·W_gate) · (normed·W_1 + b_1) (Shazeer 2020).
//!
//! # An example
//!
//! Three words of three numbers, and Q = K = V = X:
//!
//! ```
//! use attn_tui::model::{Cell, Inputs, Place, Stage, Trace, explain};
//! use ndarray::array;
//!
//! let words = ["I", "love", "cats"].map(String::from).to_vec();
//! let embedding = array![[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]];
//! let inputs = Inputs::new(words, embedding);
//! let trace = Trace::compute(&inputs)?;
//!
//! let stage = |stage| trace.stage(&inputs, stage, 0).expect("a stage of numbers").to_array();
//! assert_eq!(stage(Stage::Scores), array![[2.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 2.0]]);
//!
//! // softmax([2, 0, 1] / √3): "I" pays 53% of its attention to itself, 17% to "love", 30% to "cats".
//! let percent = stage(Stage::Weights).row(0).mapv(|share| (share * 100.0).round());
//! assert_eq!(percent, array![53.0, 17.0, 30.0]);
//!
//! // Every number can be explained.
//! let score = Cell::new(Place::Stage(Stage::Scores), 0, 0, 2);
//! let explanation = explain(&inputs, &trace, score).expect("the cell exists");
//! let line: String = explanation.equation(4, 8).into_iter().map(|piece| piece.text).collect();
//! assert_eq!(line, "scores[I, cats] = Q[I] · K[cats] = 1×1 + 0×1 + 1×0 = 1");
//! assert_eq!(explanation.sentence, r#"How well the query of "I" matches the key of "cats": they agree in dimension 0 alone."#);
//! # Ok::<(), attn_tui::model::ModelError>(())
//! ```
//!
//! # Guarantees
//!
//! - [`Trace::compute`] returns every stage or an error; it never panics, and no number in a trace is NaN. If finite inputs
//!   overflow f64, [`ModelError::Overflow`] names the first such cell.
//! - [`explain()`] covers every cell of every [`Place`]: [`Explanation::evaluate`] recomputes the trace's number from the
//!   terms alone, and [`sources`] are the cells whose change would change it.
//! - Rows, columns, heads and positions count from 0; in messages and displayed names, heads count from 1.

mod axis;
mod block;
mod cause;
pub mod change;
mod changed;
mod check;
pub mod claims;
mod difference;
mod error;
mod exp;
mod explain;
pub mod guess;
mod inputs;
mod labels;
pub mod limits;
mod matrix;
mod meaning;
mod number;
mod parallel;
mod parameter;
pub mod rule;
mod script;
mod stage;
mod trace;

pub use axis::{Axis, HeadId};
pub use block::Block;
pub(crate) use cause::numbers_of_row;
pub use cause::{Cause, Causes, Scope, Share, causes, changed_parts};
pub use changed::Changed;
pub use difference::{
    Computed, Movement, comparable, difference, explain_difference, has_counterpart, movement,
    row_movement,
};
pub use error::ModelError;
pub(crate) use error::named_key;
pub use explain::{
    Cell, Explanation, Factor, Notation, Piece, PieceKind, Quantity, Region, Term, cell_name,
    change_between, explain, explain_in, latex_math, latex_text, sources, value,
};
pub use inputs::{
    Activation, Attention, Encoding, FeedForward, GivenMatrices, Head, Hidden, Inputs, Layer,
    Linear, Mask, Norm, NormKind, Pairing, Placement, Position, Scale, Sentence, alibi_slope,
};
pub use labels::labels;
pub use matrix::{Area, Matrix};
pub(crate) use number::{counted, fixed_width};
pub use number::{fixed, fixed_change, number, number_change};
pub use parameter::Parameter;
pub use rule::{Operation, position_at, position_table, score_at_distance};
pub use script::{parameter_variables, stage_numpy, stage_variable};
pub use stage::{Place, Stage, Step, is_copy, shape, stages};
pub use trace::{Trace, computation_order};
