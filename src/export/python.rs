//! A session as a script for Python with NumPy: it holds the inputs, recomputes every stage, and compares every number.
//!
//! How a stage is computed is said by its rule (see [`stage_numpy`]); this is the walk over the stages that writes it down.

mod literal;

use std::io::{self, Write};

use ndarray::ArrayView1;

use super::content::Content;
use super::options::Options;
use crate::model::rule::NumPy;
use crate::model::{
    Axis, HeadId, Inputs, Mask, Matrix, Stage, computation_order, parameter_variables, stage_numpy,
    stage_variable,
};
use literal::{comment, escaped, matrix, rows, vector, words};

/// What begins every script, after its title.
const ABOUT: &str = r#"
Attention as in Vaswani et al. 2017, "Attention Is All You Need", equation 1:

    Attention(Q, K, V) = softmax(Q·Kᵀ / √d_k) · V

attn-tui wrote this script. It holds the inputs and computes every stage from
them, one line each. The numbers below that line are those of attn-tui: a
number that differs ends the script. Python and NumPy are all it needs:

    python3 FILE.py
"""
"#;

/// The functions that every script has.
const CHECK: &str = r#"
# A sum of n products is off by up to n * 1.1e-16 times the sum of their sizes, and
# differently in every program. This leaves room for n up to some thousands.
TOLERANCE = 1e-12
# What is not finite is no warning: where it should be finite, it differs.
np.seterr(all="ignore")
agreed = []


def matrix(text):
    """The numbers of a text that has a row on each line."""
    return np.array([line.split() for line in text.split("\n") if line], dtype=float)


def check(stage, computed, numbers, size=0):
    """Ends the script if a stage differs from the numbers of attn-tui.

    These are returned: each stage is computed from the same numbers as there, so
    that rounding errors do not add up. They may be as large as the tolerance times
    the number, or times the size of the terms that it is the sum of.
    """
    expected = matrix(numbers)
    if computed.shape != expected.shape:
        both = f"expected {expected.shape}, computed {computed.shape}"
        raise SystemExit(f"{stage} has another shape: {both}")
    difference = abs(computed - expected)
    tolerance = TOLERANCE * np.maximum(abs(expected), size) + 1e-300
    agrees = (difference <= tolerance) & np.isfinite(difference)
    agrees |= computed == expected
    for row, column in np.argwhere(~agrees):
        both = f"expected {expected[row, column]}, computed {computed[row, column]}"
        raise SystemExit(f"{stage}[{row}, {column}] differs: {both}")
    agreed.append(expected.size)
    return expected
"#;

const END: &str = r#"
print(f"All {sum(agreed)} numbers of {len(agreed)} stages agree.")
"#;

/// A stage of a head, and how it is computed.
type Step = (Stage, HeadId, NumPy);

/// Writes the script.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, _: &Options) -> io::Result<()> {
    let inputs = content.inputs();
    let is_given =
        |(stage, head): &(Stage, HeadId)| !stage.has_numbers() || stage.is_given(inputs, *head);
    let stages = computation_order(inputs).filter(|(stage, _)| !stage.is_view());
    let (given, computed): (Vec<_>, Vec<_>) = stages.partition(is_given);
    let step = |(stage, head)| (stage, head, stage_numpy(inputs, stage, head));
    let steps: Vec<Step> = computed.into_iter().map(step).collect();

    opening(out, &content.session.title, &steps)?;
    title(out, "Inputs")?;
    for (stage, head) in given {
        heading(out, inputs, stage, head)?;
        let name = stage_variable(inputs, stage, head);
        match inputs.given(stage, head) {
            Some(numbers) => matrix(out, &name, Matrix::from(numbers).rows())?,
            None => words(out, &name, inputs.words_of(stage.axes().0))?,
        }
    }
    let mut settings = Vec::new();
    parameters(&mut settings, inputs, &steps)?;
    mask_and_padding(&mut settings, inputs)?;
    if !settings.is_empty() {
        title(out, "Parameters and settings")?;
        out.write_all(b"\n")?;
        out.write_all(&settings)?;
    }
    title(out, "Stages")?;
    for (stage, head, numpy) in &steps {
        heading(out, inputs, *stage, *head)?;
        let name = stage_variable(inputs, *stage, *head);
        writeln!(out, "{name} = {}", numpy.expression)?;
        write!(out, "{name} = check(\"{name}\", {name}, ")?;
        if !numpy.size.is_empty() {
            write!(out, "size={}, ", numpy.size)?;
        }
        write!(out, "numbers=")?;
        if let Some(numbers) = content.trace.stage(inputs, *stage, *head) {
            rows(out, numbers.rows())?;
        }
        writeln!(out, ")")?;
    }
    out.write_all(END.as_bytes())
}

/// What stands before the inputs.
fn opening(out: &mut dyn Write, title: &str, steps: &[Step]) -> io::Result<()> {
    let title = if title.is_empty() { "Attention" } else { title };
    writeln!(out, "\"\"\"{}", escaped(title))?;
    out.write_all(ABOUT.as_bytes())?;
    let mut functions: Vec<&str> = Vec::new();
    for function in steps.iter().flat_map(|(_, _, numpy)| &numpy.functions) {
        if !functions.contains(function) {
            functions.push(function);
        }
    }
    if functions.iter().any(|function| function.contains("math.")) {
        writeln!(out, "\nimport math")?;
    }
    writeln!(out, "\nimport numpy as np")?;
    out.write_all(CHECK.as_bytes())?;
    functions
        .into_iter()
        .try_for_each(|function| write!(out, "\n\n{function}"))
}

fn title(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n\n# ---- {title} ----")
}

/// What a stage is, as comments.
fn heading(out: &mut dyn Write, inputs: &Inputs, stage: Stage, head: HeadId) -> io::Result<()> {
    let mut heading = stage.name().to_owned();
    if !["", stage.name()].contains(&stage.symbol()) {
        heading += &format!(" · {}", stage.symbol());
    }
    if stage.per_head() && inputs.heads.len() > 1 {
        heading += &format!(" · head {} of {}", head.number + 1, inputs.heads.len());
    }
    writeln!(out)?;
    comment(out, &heading)?;
    comment(out, stage.formula(inputs, head))?;
    comment(out, stage.sentence(inputs, head))?;
    if stage.is_in_use(inputs, head) {
        return Ok(());
    }
    comment(out, &format!("Here, {}.", stage.unused()))
}

/// The blocks of parameters that the stages are computed with, as far as they are not implied.
fn parameters(out: &mut dyn Write, inputs: &Inputs, steps: &[Step]) -> io::Result<()> {
    let mut written: Vec<String> = Vec::new();
    for (stage, head, _) in steps {
        for parameter in stage.parameters(inputs, *head) {
            let [name, last] = parameter_variables(inputs, parameter, *head);
            let Some(block) = inputs
                .block(parameter, *head)
                .filter(|_| !written.contains(&name))
            else {
                continue;
            };
            let (count, columns) = (block.main_rows(), block.shape().1);
            let row = |row| -> Vec<f64> {
                let numbers = (0..columns).map(|column| block.get(row, column));
                numbers.collect()
            };
            match (block.is_implied(), parameter.axes().0) {
                (true, _) => {}
                (false, Axis::One) => vector(out, &name, &row(0))?,
                (false, _) => matrix(out, &name, (0..count).map(row))?,
            }
            if block.has_last() {
                vector(out, &last, &row(count))?;
            }
            written.push(name);
        }
    }
    Ok(())
}

/// The settings of attention that are matrices and vectors.
fn mask_and_padding(out: &mut dyn Write, inputs: &Inputs) -> io::Result<()> {
    if let Mask::Custom(allowed) = &inputs.attention.mask {
        comment(
            out,
            "1 where the word of the row may attend to the word of the column",
        )?;
        write!(out, "mask = matrix(")?;
        let row =
            |row: ArrayView1<'_, bool>| row.mapv(|allowed| f64::from(u8::from(allowed))).to_vec();
        rows(out, allowed.rows().into_iter().map(row))?;
        writeln!(out, ") == 1")?;
    }
    if let Some(words) = &inputs.attention.padding {
        let words: Vec<_> = words
            .iter()
            .map(|is_word| if *is_word { "True" } else { "False" })
            .collect();
        comment(out, "False for padding, which no word attends to")?;
        writeln!(out, "padding = np.array([{}])", words.join(", "))?;
    }
    Ok(())
}
