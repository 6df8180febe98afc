//! What the table of stages says, asked of one stage.

use super::super::axis::{Axis, HeadId};
use super::super::inputs::Inputs;
use super::super::meaning::Subject;
use super::super::parameter::Parameter;
use super::super::rule::{At, Given, Rule, Storage};
use super::table::Variant;
use super::{Place, Stage, Step};

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
        self.exists(inputs, head) && (self.row().in_use)(At { inputs, head })
    }

    /// The reason why a session does not make use of it, if it does not.
    pub fn unused(self) -> &'static str {
        self.row().unused
    }

    /// Whether it is a view of another stage: nothing is computed from it, and files and exports leave it out.
    pub fn is_view(self) -> bool {
        self.row().is_view
    }

    /// The view that shows what it does with its operand, if the session has one.
    pub fn view(self, inputs: &Inputs, head: impl Into<HeadId>) -> Option<Self> {
        let head = head.into();
        let view = self.row().view;
        view.filter(|view| view.exists(inputs, head))
    }

    /// The formula, of one head.
    pub fn formula(self, inputs: &Inputs, head: impl Into<HeadId>) -> &'static str {
        self.text(inputs, head.into(), self.row().formula, |variant| {
            variant.formula
        })
    }

    /// A sentence that says what the stage is.
    pub fn sentence(self, inputs: &Inputs, head: impl Into<HeadId>) -> &'static str {
        self.text(inputs, head.into(), self.row().sentence, |variant| {
            variant.sentence
        })
    }

    /// A sentence that says why the stage is there.
    pub fn why(self, inputs: &Inputs, head: impl Into<HeadId>) -> &'static str {
        self.text(inputs, head.into(), self.row().why, |variant| variant.why)
    }

    /// A text of the first variant that the session has and that says it, or of the row.
    fn text(
        self,
        inputs: &Inputs,
        head: HeadId,
        of_row: &'static str,
        of: fn(&Variant) -> &'static str,
    ) -> &'static str {
        let at = At { inputs, head };
        let says = |variant: &&Variant| !of(variant).is_empty() && (variant.when)(at);
        self.row().variants.iter().find(says).map_or(of_row, of)
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
    pub(in super::super) fn rule(self, at: At<'_>) -> &'static dyn Rule {
        if self.is_given(at.inputs, at.head) {
            &Given
        } else {
            self.row().rule
        }
    }

    /// Where its numbers are if they are computed.
    pub(in super::super) fn storage(self) -> Storage {
        self.row().rule.storage()
    }

    /// Whether its cells are numbers rather than words.
    pub fn has_numbers(self) -> bool {
        self.axes().1 != Axis::One
    }

    /// Whether its numbers are given rather than computed.
    pub fn is_given(self, inputs: &Inputs, head: impl Into<HeadId>) -> bool {
        inputs.given(self, head).is_some()
    }

    /// Whether every number equals that of the first operand at the same place, which may be that of another head.
    pub(in super::super) fn copies(self, at: At<'_>) -> bool {
        self.shared(at).is_some() || self.rule(at).copies(at)
    }

    /// The head whose matrix it is, if that is another head's.
    fn shared(self, at: At<'_>) -> Option<HeadId> {
        (self.row().shared)(at)
    }

    /// The blocks of parameters that it is computed with.
    pub fn parameters(self, inputs: &Inputs, head: HeadId) -> impl Iterator<Item = Parameter> {
        let at = At { inputs, head };
        let own = self.shared(at).is_none() && self.exists(inputs, head);
        let all = self.rule(at).parameters().iter().copied();
        all.filter(move |parameter| own && inputs.block(*parameter, head).is_some())
    }

    /// The first stage, or view of one, that is computed with a block of parameters.
    pub fn of_parameter(parameter: Parameter) -> Self {
        let uses = |stage: &Self| stage.row().rule.parameters().contains(&parameter);
        Self::ALL.into_iter().find(uses).unwrap_or(Self::Words)
    }

    /// The operand at an index, for one head. A stage that all heads share has those of every head as its operands.
    pub(in super::super) fn operand(self, index: usize, at: At<'_>) -> (Self, HeadId) {
        if let Some(head) = self.shared(at) {
            return (self, head);
        }
        if let Some(operand) = self.over_heads() {
            return (operand, index.into());
        }
        let choice = self.operand_lists(at)[index];
        let exists = |stage: &Self| stage.exists(at.inputs, at.head);
        let first = choice.iter().copied().find(exists);
        (first.unwrap_or(choice[choice.len() - 1]), at.head)
    }

    /// Given numbers have no operands but the words that their rows stand for.
    fn operand_lists(self, at: At<'_>) -> &'static [&'static [Self]] {
        let lists = self.row().operands;
        let are_words = |list: &&[Self]| matches!(list[0], Self::Words | Self::SourceWords);
        match self.is_given(at.inputs, at.head) && !lists.first().is_some_and(are_words) {
            true => &[],
            false => lists,
        }
    }

    /// The operand of a stage that all heads share, where each head has its own.
    fn over_heads(self) -> Option<Self> {
        let first = *self.row().operands.first()?.first()?;
        (first.per_head() && !self.per_head()).then_some(first)
    }

    /// All operands, for one head, in order.
    pub fn operands(
        self,
        inputs: &Inputs,
        head: HeadId,
    ) -> impl Iterator<Item = (Self, HeadId)> + '_ {
        let at = At { inputs, head };
        let count = match self.over_heads() {
            _ if self.shared(at).is_some() => 1,
            Some(_) => inputs.heads.len(),
            None => self.operand_lists(at).len(),
        };
        (0..count).map(move |index| self.operand(index, at))
    }

    /// Whether a session, or for a stage of a head, the head, has it.
    pub fn exists(self, inputs: &Inputs, head: impl Into<HeadId>) -> bool {
        let head = Place::Stage(self).own_head(head);
        head.number < inputs.heads.len() && (self.row().exists)(At { inputs, head })
    }

    /// All stages without views.
    pub fn computed() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|stage| !stage.is_view())
    }

    /// A stage of a name. Of the two that share one, a session has one: see [`Stage::of_session`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The stage of the same name that the session, or the head, has; itself if there is none.
    pub fn of_session(self, inputs: &Inputs, head: impl Into<HeadId>) -> Self {
        let head = head.into();
        let is_it = |stage: &Self| stage.name() == self.name() && stage.exists(inputs, head);
        Self::ALL.into_iter().find(is_it).unwrap_or(self)
    }
}
