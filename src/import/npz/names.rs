//! What the name of an array says: a stage, or one head of it.

use crate::model::Stage;

/// What an array is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The text of a session file.
    Session,
    /// `words` or `source_words`.
    Words(Stage),
    /// The numbers of a stage; of one head, counted from 0, if the name ends in its number.
    Stage(Stage, Option<usize>),
    Unknown,
}

/// The array that has the session file.
pub(super) const SESSION: &str = "session";

impl Role {
    pub fn of(name: &str) -> Self {
        // People write Q, K and V.
        let is = |stage: &Stage, name: &str| stage.name() == name || stage.symbol() == name;
        let named = |name: &str| Stage::computed().find(|stage| is(stage, name));
        if name == SESSION {
            return Self::Session;
        }
        if let Some(stage) = named(name) {
            return match stage.has_numbers() {
                true => Self::Stage(stage, None),
                false => Self::Words(stage),
            };
        }
        let of_head = name.rsplit_once('_').and_then(|(name, digits)| {
            let number: usize = digits.parse().ok().filter(|number| *number > 0)?;
            let stage = named(name).filter(|stage| stage.per_head())?;
            // Not `v_01`.
            (number.to_string() == digits).then_some(Self::Stage(stage, Some(number - 1)))
        });
        of_head.unwrap_or(Self::Unknown)
    }
}

/// Names that are known, for messages.
pub(super) const EXAMPLES: &str = "words, embedding, q, k, v, scores or weights";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_stage_or_one_head_of_it() {
        for (name, role) in [
            ("session", Role::Session),
            ("words", Role::Words(Stage::Words)),
            ("source_words", Role::Words(Stage::SourceWords)),
            ("q", Role::Stage(Stage::Q, None)),
            ("rotated_q", Role::Stage(Stage::RotatedQ, None)),
            ("rotated_q_2", Role::Stage(Stage::RotatedQ, Some(1))),
            ("residual2", Role::Stage(Stage::Residual2, None)),
            ("Q", Role::Stage(Stage::Q, None)),
            ("V_2", Role::Stage(Stage::V, Some(1))),
            ("A", Role::Stage(Stage::Weights, None)),
            ("q_0", Role::Unknown),
            ("q_01", Role::Unknown),
            ("q_", Role::Unknown),
            // All heads share it.
            ("output_1", Role::Unknown),
            // A view.
            ("similarity", Role::Unknown),
            ("arr_0", Role::Unknown),
        ] {
            assert_eq!(Role::of(name), role, "{name}");
        }
    }
}
