//! The rest of a transformer layer.

use super::super::axis::Axis;
use super::super::error::{ModelError, counted};
use super::super::inputs::{Inputs, Linear, NormKind};
use super::{CheckNumbers, finite_vector, matrix, not_negative, unfit, vector};

pub(super) fn check(inputs: &Inputs, numbers: CheckNumbers) -> Result<(), ModelError> {
    let Some(layer) = &inputs.layer else {
        return Ok(());
    };
    let (d_model, d_out) = (inputs.d_model(), inputs.len(Axis::Output, 0));
    if d_out != d_model {
        return Err(ModelError::shape(
            "block",
            format!(
                "an output of d_model, {d_model}, columns, to add it to the input; w_o can bring it there"
            ),
            d_out.to_string(),
        ));
    }
    not_negative("block.epsilon", layer.epsilon)?;
    for (i, norm) in layer.norms.iter().enumerate() {
        let key = |name: &str| format!("block.{name}_{}", i + 1);
        if norm.shift.is_some() && layer.kind == NormKind::Rms {
            return Err(unfit(key("shift"), "no shift: \"rms\" norms have none"));
        }
        for (name, numbers) in [("gain", &norm.gain), ("shift", &norm.shift)] {
            if let Some(numbers) = numbers {
                vector(&|| key(name), numbers, d_model, "d_model")?;
            }
        }
    }
    let network = &layer.feed_forward;
    let d_ff = inputs.d_ff();
    let table = "block.feed_forward";
    let check = |weight: &'static str, bias: &'static str, linear: &Linear, shape, why| {
        let key = |name: &'static str| move || format!("{table}.{name}");
        if let Some(found) = &linear.weight {
            matrix(&key(weight), found, shape, why, numbers)?;
        }
        let Some(found) = &linear.bias else {
            return Ok(());
        };
        if found.len() != shape.1 {
            return Err(ModelError::shape(
                key(bias)(),
                format!("{}, one per column of {weight}", counted(shape.1, "number")),
                found.len().to_string(),
            ));
        }
        finite_vector(&key(bias), found)
    };
    if d_ff == 0 {
        let key = format!("{table}.w_1");
        return Err(ModelError::shape(
            key,
            "at least one number in a row",
            "none",
        ));
    }
    check("w_1", "b_1", &network.up, (d_model, d_ff), "d_model × d_ff")?;
    if let Some(gate) = &network.gate {
        check(
            "w_gate",
            "b_gate",
            gate,
            (d_model, d_ff),
            "d_model × d_ff, as w_1 has",
        )?;
    }
    check(
        "w_2",
        "b_2",
        &network.down,
        (d_ff, d_model),
        "d_ff × d_model",
    )?;
    // The identity would not fit.
    let is_square = d_ff == d_model;
    for (name, is_missing) in [
        (
            "w_gate",
            network
                .gate
                .as_ref()
                .is_some_and(|gate| gate.weight.is_none()),
        ),
        ("w_2", network.down.weight.is_none()),
    ] {
        if is_missing && !is_square {
            return Err(ModelError::shape(
                format!("{table}.{name}"),
                "a matrix of numbers",
                "none",
            ));
        }
    }
    Ok(())
}
