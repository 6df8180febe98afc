//! The stages in NumPy: a walk over the table of stages, like computing them.

use super::axis::HeadId;
use super::inputs::Inputs;
use super::parameter::Parameter;
use super::rule::At;
use super::rule::numpy::{Names, NumPy, variable};
use super::stage::{Place, Stage, shape};

/// The variable of a stage: its name, numbered from 1 if each of several heads has its own.
pub fn stage_variable(inputs: &Inputs, stage: Stage, head: HeadId) -> String {
    variable(stage.name(), stage.per_head(), At { inputs, head })
}

/// The variables of a block of parameters and of its additional last row.
pub fn parameter_variables(inputs: &Inputs, parameter: Parameter, head: HeadId) -> [String; 2] {
    [parameter.symbol(), parameter.last_symbol()]
        .map(|symbol| variable(symbol, parameter.per_head(), At { inputs, head }))
}

/// How a stage that is neither given nor a view is computed. Variables have the names that the other functions have for them, and
/// `mask` and `padding` are those of the settings.
pub fn stage_numpy(inputs: &Inputs, stage: Stage, head: HeadId) -> NumPy {
    let at = At { inputs, head };
    let operands = stage.operands(inputs, head);
    let operands: Vec<String> = operands
        .map(|(stage, head)| stage_variable(inputs, stage, head))
        .collect();
    if stage.copies(at) {
        return NumPy::new(&operands[0]);
    }
    stage.rule(at).numpy(&Names {
        at,
        operands,
        shape: shape(inputs, Place::Stage(stage), head),
    })
}
