//! What has changed in the inputs.

use super::axis::HeadId;
use super::change::Change;
use super::parameter::Parameter;
use super::rule::{At, Rule};
use super::stage::Stage;

/// The part of the inputs that has changed since the trace was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Numbers in these rows of a stage that is given, such as the embedding, for this head, which is ignored if all heads share
    /// the stage.
    Given(Stage, HeadId, Vec<usize>),
    /// Numbers in this block of parameters of this head, which is ignored if all heads share the block.
    Parameter(Parameter, HeadId),
    /// Scale, temperature, or what hides, biases or caps scores, or the ε of query and key norms.
    Attention,
    /// Anything, including shapes.
    All,
}

impl Changed {
    /// Numbers in these rows of the embedding.
    pub fn embedding(rows: Vec<usize>) -> Self {
        Self::Given(Stage::Embedding, HeadId::default(), rows)
    }

    /// Whether a stage with this rule depends on it otherwise than by its operands.
    pub fn touches(&self, rule: &dyn Rule, at: At<'_>) -> bool {
        match *self {
            Self::Parameter(parameter, head) => {
                rule.parameters().contains(&parameter) && (head == at.head || !parameter.per_head())
            }
            Self::Attention => rule.has_settings(),
            Self::Given(..) => false,
            Self::All => true,
        }
    }

    /// The rows that changed of a stage, if it is the one that did.
    pub(super) fn given(&self, stage: Stage, head: HeadId) -> Change {
        match self {
            Self::Given(changed, of, rows)
                if *changed == stage && (*of == head || !stage.per_head()) =>
            {
                Change::lines(rows.clone(), Vec::new())
            }
            _ => Change::None,
        }
    }
}
