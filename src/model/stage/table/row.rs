//! What the table of stages says of each, and what kinds of stages have in common.

use super::super::super::axis::{Axis, HeadId};
use super::super::super::meaning::Subject;
use super::super::super::rule::{At, Rule, Words};
use super::super::Step;
use super::Stage;
use super::conditions::{has_layer, has_queries, has_source, is_rms};

/// What the table says about a stage.
pub(in super::super) struct Row {
    pub name: &'static str,
    pub symbol: &'static str,
    /// Whether equations name it by its symbol, which is short enough.
    pub has_short_symbol: bool,
    pub step: Step,
    /// Whether the session makes use of it. The walk through the steps passes over a stage that is not in use.
    pub in_use: fn(At<'_>) -> bool,
    /// The reason why it is not in use, where it is not.
    pub unused: &'static str,
    /// A view of another stage: nothing is computed from it, and files and exports leave it out.
    pub is_view: bool,
    pub axes: (Axis, Axis),
    /// Whether equations number its rows, rather than name their words.
    pub rows_are_numbered: bool,
    pub per_head: bool,
    /// Whether a session, or a head of it, has it.
    pub exists: fn(At<'_>) -> bool,
    /// The head whose matrix it is, if that is another head's.
    pub shared: fn(At<'_>) -> Option<HeadId>,
    pub rule: &'static dyn Rule,
    /// The stages that the rule works on: of each list, the first that exists. A stage that all heads share works on those of
    /// every head.
    pub operands: &'static [&'static [Stage]],
    /// The view that shows what it does with its operand, if there is one.
    pub view: Option<Stage>,
    pub formula: &'static str,
    /// What it is.
    pub sentence: &'static str,
    /// Why it is there.
    pub why: &'static str,
    /// What else it says in some sessions: of each text, the first that holds.
    pub variants: &'static [Variant],
    /// What one of its cells means.
    pub meaning: fn(&Subject<'_>) -> String,
    /// What helps against numbers beyond the range of f64.
    pub cure: &'static str,
}

/// What a stage says in some sessions. An empty text is that of the row.
pub(in super::super) struct Variant {
    pub when: fn(At<'_>) -> bool,
    pub formula: &'static str,
    pub sentence: &'static str,
    pub why: &'static str,
}

pub(super) const fn say(
    when: fn(At<'_>) -> bool,
    formula: &'static str,
    sentence: &'static str,
    why: &'static str,
) -> Variant {
    Variant {
        when,
        formula,
        sentence,
        why,
    }
}

/// A session in which the formula alone is another.
pub(super) const fn formula(when: fn(At<'_>) -> bool, formula: &'static str) -> Variant {
    say(when, formula, "", "")
}

/// What the table need not say.
pub(super) const DEFAULTS: Row = Row {
    symbol: "",
    has_short_symbol: false,
    in_use: |_| true,
    unused: "",
    is_view: false,
    axes: (Axis::QueryWords, Axis::Model),
    rows_are_numbered: false,
    per_head: false,
    exists: |_| true,
    shared: |_| None,
    operands: &[],
    view: None,
    cure: "reduce the embedding or the weights",
    // Every row has these.
    name: "",
    step: Step::Words,
    rule: &Words,
    formula: "",
    sentence: "",
    why: "",
    variants: &[],
    meaning: |_| String::new(),
};

/// A row per word that attends, and a column per word that is attended to, of each head.
pub(super) const SCORES: Row = Row {
    axes: (Axis::QueryWords, Axis::KeyWords),
    per_head: true,
    ..DEFAULTS
};

/// A query per word, of each head.
pub(super) const QUERIES: Row = Row {
    step: Step::Projections,
    axes: (Axis::QueryWords, Axis::Key),
    per_head: true,
    exists: has_queries,
    ..DEFAULTS
};

/// A key per word, of each head.
pub(super) const KEYS: Row = Row {
    axes: (Axis::KeyWords, Axis::Key),
    ..QUERIES
};

/// A row per word of the source.
pub(super) const SOURCE: Row = Row {
    axes: (Axis::KeyWords, Axis::Source),
    exists: has_source,
    ..DEFAULTS
};

/// A part of the layer around attention.
pub(super) const LAYER: Row = Row {
    step: Step::Output,
    exists: has_layer,
    ..DEFAULTS
};

/// The hidden dimensions of the layer's feed-forward network.
pub(super) const HIDDEN: Row = Row {
    axes: (Axis::QueryWords, Axis::FeedForward),
    ..LAYER
};

/// A norm of the layer.
pub(super) const NORM: Row = Row {
    formula: "norm(x) = (x − mean) / √(variance + ε) · gain + shift",
    why: "One scale for every row keeps the numbers in a range where the network can learn, however many layers were before.",
    variants: &[RMS],
    cure: NORM_CURE,
    ..LAYER
};

pub(super) const RMS: Variant = formula(is_rms, "norm(x) = x / √(mean of x² + ε) · gain");
pub(super) const NORM_CURE: &str = "reduce what is normalized, or increase epsilon";
