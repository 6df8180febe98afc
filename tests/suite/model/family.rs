//! Properties of the whole family of attention.

use attn_tui::model::{Inputs, Stage, Trace};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::support::strategies::family::usual_family;

proptest! {
    #[test]
    fn every_random_session_is_valid(inputs in usual_family()) {
        prop_assert_eq!(inputs.check(), Ok(()));
    }
}

/// Every stage, and both placements of the norms, are in some of the random sessions.
#[test]
fn random_sessions_reach_every_stage() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let has =
        |inputs: &Inputs, stage: &Stage| inputs.head_ids().any(|head| stage.exists(inputs, head));
    let mut missing = Stage::ALL.to_vec();
    for _ in 0..300 {
        let inputs = usual_family().new_tree(&mut runner).unwrap().current();
        missing.retain(|stage| !has(&inputs, stage));
        assert!(Trace::compute(&inputs).is_ok());
    }
    assert_eq!(missing, []);
}
