//! The rest of a transformer layer.

use super::super::axis::Axis;
use super::super::error::ModelError;
use super::super::inputs::{Inputs, Linear, NormKind};
use super::super::number::counted;
use super::{CheckNumbers, dimensions, finite_vector, matrix, not_negative, unfit, vector};

pub(super) fn check(inputs: &Inputs, numbers: CheckNumbers) -> Result<(), ModelError> {
    let Some(layer) = &inputs.layer else {
        return Ok(());
    };
    let (d_model, d_out) = (inputs.d_model(), inputs.len(Axis::Output, 0));
    if d_out != d_model {
        return Err(ModelError::shape(
            "block",
            format!(
                "an output of {}, as wide as the embedding that it is added to",
                counted(d_model, "column")
            ),
            d_out.to_string(),
        ));
    }
    not_negative("block.epsilon", layer.epsilon)?;
    for (i, norm) in layer.norms.iter().enumerate() {
        let key = |name: &str| format!("block.{name}_{}", i + 1);
        if norm.shift.is_some() && layer.kind == NormKind::Rms {
            return Err(unfit(
                key("shift"),
                "\"rms\" norms have no shift",
                "numbers",
            ));
        }
        for (name, numbers) in [("gain", &norm.gain), ("shift", &norm.shift)] {
            if let Some(numbers) = numbers {
                let why = "one per column of the embedding";
                vector(&|| key(name), numbers, d_model, why)?;
            }
        }
    }
    let network = &layer.feed_forward;
    let d_ff = inputs.d_ff();
    let table = "block.feed_forward";
    let check = |weight: &'static str, bias: &'static str, linear: &Linear, shape, why| {
        let key = |name: &'static str| move || format!("{table}.{name}");
        let Some(found) = &linear.weight else {
            let expected = format!("{}, {why}", dimensions(shape));
            return Err(ModelError::shape(key(weight)(), expected, "none"));
        };
        matrix(&key(weight), found, shape, why, numbers)?;
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
        let key = |name: &str| format!("{table}.{name}");
        if gate.bias.is_some() {
            return Err(unfit(key("b_gate"), "a gate has no bias", "numbers"));
        }
        let (shape, why) = ((d_model, d_ff), "d_model × d_ff, as w_1 has");
        check("w_gate", "b_gate", gate, shape, why)?;
    }
    let (shape, why) = ((d_ff, d_model), "d_ff × d_model");
    check("w_2", "b_2", &network.down, shape, why)
}
