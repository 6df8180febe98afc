//! The heads.

use super::super::axis::HeadId;
use super::super::error::{ModelError, counted};
use super::super::inputs::{Head, Inputs, Linear, Scale};
use super::attention::per_word;
use super::{CheckNumbers, check_linear, matrix, unfit, vector};

/// Checks which parts the heads have, without their shapes.
pub(super) fn check_structure(inputs: &Inputs) -> Result<(), ModelError> {
    for (index, head) in inputs.heads.iter().enumerate() {
        let key = |name: &str| format!("heads[{index}].{name}");
        let given = &head.given;
        for (name, is_given, linear) in [
            ("q", given.q.is_some(), &head.q),
            ("k", given.k.is_some(), &head.k),
            ("v", given.v.is_some(), &head.v),
        ] {
            if is_given {
                refuse_linear(&key, name, linear, &format!("{name} is given"))?;
            }
        }
        if given.scores.is_some() {
            for (name, matrix, linear) in [("q", &given.q, &head.q), ("k", &given.k, &head.k)] {
                if matrix.is_some() {
                    return Err(unfit(key(name), "the scores are given", "a matrix"));
                }
                refuse_linear(&key, name, linear, "the scores are given")?;
            }
            if given.d_k.is_none() && inputs.attention.scale == Scale::SqrtDk {
                return Err(ModelError::shape(
                    key("d_k"),
                    "the width of the keys that the scores were made from, since the scale is √d_k",
                    "none",
                ));
            }
            if given.d_k == Some(0) {
                return Err(ModelError::shape(key("d_k"), "at least 1", "0"));
            }
            if head.q_norm.is_some() {
                return Err(unfit(key("q_norm"), "the scores are given", "gains"));
            }
        } else if let Some(d_k) = given.d_k {
            let why = "without given scores it is the width of the keys";
            return Err(unfit(key("d_k"), why, d_k.to_string()));
        }
        if let Some(shared) = head.key_value {
            check_shared(inputs, head, shared, &key)?;
        }
        let pair = (&head.q_norm, &head.k_norm);
        if let (Some(_), None) | (None, Some(_)) = pair {
            let (missing, other) = match head.q_norm {
                None => ("q_norm", "k_norm"),
                Some(_) => ("k_norm", "q_norm"),
            };
            return Err(ModelError::shape(
                key(missing),
                format!("gains, because {other} has some"),
                "none",
            ));
        }
    }
    Ok(())
}

fn refuse_linear(
    key: &dyn Fn(&str) -> String,
    letter: &str,
    linear: &Linear,
    why: &str,
) -> Result<(), ModelError> {
    if linear.weight.is_some() {
        return Err(unfit(key(&format!("w_{letter}")), why, "a matrix"));
    }
    if linear.bias.is_some() {
        return Err(unfit(key(&format!("b_{letter}")), why, "numbers"));
    }
    Ok(())
}

/// Checks a head that uses the keys and values of another.
fn check_shared(
    inputs: &Inputs,
    head: &Head,
    shared: usize,
    key: &dyn Fn(&str) -> String,
) -> Result<(), ModelError> {
    let heads = inputs.heads.len();
    let number = (shared + 1).to_string();
    let Some(owner) = inputs.heads.get(shared) else {
        return Err(ModelError::shape(
            key("key_value"),
            format!("the number of a head, from 1 to {heads}"),
            number,
        ));
    };
    if std::ptr::eq(owner, head) {
        return Err(ModelError::shape(key("key_value"), "another head", number));
    }
    if owner.key_value.is_some() {
        return Err(ModelError::shape(
            key("key_value"),
            "a head that has keys and values of its own",
            format!("{number}, which uses those of another"),
        ));
    }
    if owner.given.scores.is_some() {
        return Err(ModelError::shape(
            key("key_value"),
            "a head that has keys",
            format!("{number}, whose scores are given"),
        ));
    }
    let why = &format!("keys and values are those of head {number}");
    for (name, matrix, linear) in [("k", &head.given.k, &head.k), ("v", &head.given.v, &head.v)] {
        if matrix.is_some() {
            return Err(unfit(key(name), why, "a matrix"));
        }
        refuse_linear(key, name, linear, why)?;
    }
    if head.given.scores.is_some() {
        return Err(unfit(key("scores"), why, "a matrix"));
    }
    Ok(())
}

/// Checks that there is an embedding where a head makes something from it.
pub(super) fn check_needs(inputs: &Inputs) -> Result<(), ModelError> {
    let makes = |is_given: fn(&Head) -> bool| inputs.heads.iter().position(|head| !is_given(head));
    let has_input = inputs.d_model() > 0;
    if !has_input {
        let queries = makes(|head| head.given.q.is_some() || head.given.scores.is_some());
        let keys = makes(|head| head.is_given() || head.key_value.is_some());
        let head = queries.or(keys.filter(|_| inputs.source.is_none()));
        if let Some(head) = head {
            return Err(ModelError::shape(
                "embedding",
                format!("rows of numbers, from which head {} is made", head + 1),
                "none",
            ));
        }
        if inputs.layer.is_some() {
            return Err(ModelError::shape(
                "embedding",
                "rows of numbers, to which [block] adds",
                "none",
            ));
        }
    }
    if inputs.source.is_some() && inputs.d_source() == 0 {
        let made = makes(|head| {
            let given = &head.given;
            head.key_value.is_some()
                || given.v.is_some() && (given.k.is_some() || given.scores.is_some())
        });
        if let Some(head) = made {
            return Err(ModelError::shape(
                "source.embedding",
                format!(
                    "rows of numbers, from which keys and values of head {} are made",
                    head + 1
                ),
                "none",
            ));
        }
    }
    Ok(())
}

/// Checks every shape and number of a head.
pub(super) fn check(
    inputs: &Inputs,
    index: usize,
    numbers: CheckNumbers,
) -> Result<(), ModelError> {
    let head = &inputs.heads[index];
    let (n, m) = (inputs.n(), inputs.m());
    let table = &|| format!("heads[{index}].");
    let key = |name: &'static str| move || format!("heads[{index}].{name}");
    let given = &head.given;
    let rows = |name, matrix: &Option<ndarray::Array2<f64>>, rows: usize, what: &str| {
        let Some(matrix) = matrix else { return Ok(()) };
        if matrix.nrows() != rows {
            return Err(ModelError::shape(
                key(name)(),
                format!("{}, one per {what}", counted(rows, "row")),
                matrix.nrows().to_string(),
            ));
        }
        if matrix.ncols() == 0 {
            let expected = "at least one number in a row";
            return Err(ModelError::shape(key(name)(), expected, "none"));
        }
        numbers(&key(name), matrix)
    };
    let attended = if inputs.source.is_some() {
        "word of the source"
    } else {
        "word"
    };
    rows("q", &given.q, n, "word")?;
    rows("k", &given.k, m, attended)?;
    rows("v", &given.v, m, attended)?;
    if let Some(scores) = &given.scores {
        matrix(&key("scores"), scores, (n, m), per_word(inputs), numbers)?;
    }
    check_linear(table, "q", &head.q, inputs.d_model(), numbers)?;
    check_linear(table, "k", &head.k, inputs.d_source(), numbers)?;
    check_linear(table, "v", &head.v, inputs.d_source(), numbers)?;
    if given.scores.is_none() {
        check_widths(inputs, index)?;
    }
    if let Some(bias) = &head.bias {
        matrix(&key("bias"), bias, (n, m), per_word(inputs), numbers)?;
    }
    let d_k = inputs.d_k(HeadId::from(index));
    for (name, gains) in [("q_norm", &head.q_norm), ("k_norm", &head.k_norm)] {
        if let Some(gains) = gains {
            vector(&key(name), gains, d_k, "one per column of the keys")?;
        }
    }
    Ok(())
}

/// Checks that queries and keys have the same width, since they are multiplied. The error names a key that is present.
fn check_widths(inputs: &Inputs, index: usize) -> Result<(), ModelError> {
    let head = &inputs.heads[index];
    let shared = inputs.key_value_head(index);
    let d_k = inputs.d_k(index);
    let width = match &head.given.q {
        Some(q) => q.ncols(),
        None => head.q.d_out(inputs.d_model()),
    };
    if width == d_k {
        return Ok(());
    }
    let key = |name: &str| format!("heads[{index}].{name}");
    let is_shared = head.key_value.is_some();
    let (name, found, expected, reason) = match (&head.given.q, &head.q.weight) {
        _ if !is_shared && shared.given.k.is_some() => ("k", d_k, width, "as many as q has"),
        (Some(_), _) if !is_shared && shared.k.weight.is_some() => {
            ("w_k", d_k, width, "as many as q has")
        }
        (Some(_), _) => ("q", width, d_k, "as many as the keys have"),
        (None, Some(_)) if !is_shared && shared.k.weight.is_some() => {
            ("w_k", d_k, width, "as many as w_q has")
        }
        (None, Some(_)) if is_shared => ("w_q", width, d_k, "as many as the keys have"),
        (None, Some(_)) => ("w_q", width, d_k, "because the missing w_k is the identity"),
        (None, None) if !is_shared && shared.k.weight.is_some() => {
            ("w_k", d_k, width, "because the missing w_q is the identity")
        }
        // Queries are as wide as the embedding, keys as the source or another head's.
        (None, None) => {
            return Err(ModelError::shape(
                key("w_q"),
                format!(
                    "a matrix of {}, as many as the keys have",
                    counted(d_k, "column")
                ),
                "none",
            ));
        }
    };
    Err(ModelError::shape(
        key(name),
        format!("{}, {reason}", counted(expected, "column")),
        found.to_string(),
    ))
}
