//! Mistakes with positions: the table of sines and cosines, adding it, and rotations.

use std::f64::consts::E;

use ndarray::Array2;

use super::super::super::inputs::{Encoding, Pairing, Position};
use super::super::super::number::number;
use super::super::super::rule::{computed, is_cosine};
use super::super::super::stage::Stage;
use super::{Case, Made, Mistake};

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "positions forgotten",
        made: Made::In(INPUTS, |case| {
            let is_added = case.inputs.position.added;
            is_added.then(|| Some(case.operand(0)?.as_ref().clone()))?
        }),
        says: |_| "The positions were not added.".into(),
    },
    Mistake {
        name: "positions added twice",
        made: Made::In(INPUTS, |case| {
            let is_added = case.inputs.position.added;
            is_added
                .then(|| Some(case.operand(0)?.as_ref() + &(2.0 * case.operand(1)?.as_ref())))?
        }),
        says: |_| "The positions were added twice.".into(),
    },
    Mistake {
        name: "positions not wanted",
        made: Made::In(INPUTS, |case| {
            let position = &case.inputs.position;
            let could_be = !position.added && position.encoding.has_table();
            could_be.then(|| Some(case.operand(0)?.as_ref() + case.operand(1)?.as_ref()))?
        }),
        says: |_| "The positions were added, but this session does not add them.".into(),
    },
    Mistake {
        name: "not rotated",
        made: Made::In(ROTATED, |case| Some(case.operand(0)?.as_ref().clone())),
        says: |_| "Queries and keys were not rotated by their positions.".into(),
    },
    Mistake {
        name: "not rotated",
        made: Made::In(&[Stage::RotatedK], |case| {
            Some(case.operand(0)?.as_ref().clone())
        }),
        says: |_| "Only the queries were rotated; the keys must be, too.".into(),
    },
    Mistake {
        name: "not rotated",
        made: Made::In(&[Stage::RotatedQ], |case| {
            Some(case.operand(0)?.as_ref().clone())
        }),
        says: |_| "Only the keys were rotated; the queries must be, too.".into(),
    },
    Mistake {
        name: "values rotated",
        made: Made::In(&[Stage::V, Stage::Head], values_rotated),
        says: |_| "The values were rotated, too; only queries and keys are.".into(),
    },
    Mistake {
        name: "rotated the other way",
        made: Made::In(ROTATED, |case| {
            let width = case.shape().1;
            with_angles(case, |position| {
                let rotated = position.rotated(width);
                let frequencies = (0..rotated / 2).map(|pair| -position.frequency(pair, rotated));
                position.frequencies = Some(frequencies.collect());
            })
        }),
        says: |_| {
            "The pairs were rotated the other way: (a, b) becomes (a·cos θ − b·sin θ, b·cos θ + a·sin θ).".into()
        },
    },
    Mistake {
        name: "sine and cosine swapped",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                is_cosine: !wave.is_cosine,
                ..wave
            })
        }),
        says: |_| {
            "Sine and cosine are swapped: even columns have the sine, odd columns the cosine."
                .into()
        },
    },
    Mistake {
        name: "dimension for pair",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                exponent: 2.0 * wave.exponent,
                ..wave
            })
        }),
        says: |case| {
            let width = case.shape().1;
            format!(
                "The exponent is 2i/{width} with i the pair of columns (0, 1, 2 …), but the dimension 2i was put in the place of i: column 2 has 2·2/{width} where 2·1/{width} belongs."
            )
        },
    },
    Mistake {
        name: "dimension for pair in the sines",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                exponent: wave.exponent * if wave.is_cosine { 1.0 } else { 2.0 },
                ..wave
            })
        }),
        says: |case| {
            let width = case.shape().1;
            format!(
                "In the sines, the dimension 2i was put in the place of the pair i: the exponent is 2i/{width}, so column 2 has 2·1/{width}, not 2·2/{width}."
            )
        },
    },
    Mistake {
        name: "column for pair",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                exponent: (2 * wave.column) as f64 / wave.width as f64,
                ..wave
            })
        }),
        says: |case| {
            let width = case.shape().1;
            format!(
                "The exponent is 2i/{width} with i the pair of columns (0, 1, 2 …), but the number of the column was put in the place of i."
            )
        },
    },
    Mistake {
        name: "an exponent per column",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                exponent: wave.column as f64 / wave.width as f64,
                ..wave
            })
        }),
        says: |_| {
            "Each column has an exponent of its own, but a sine and its cosine share one: 2i is even for both.".into()
        },
    },
    Mistake {
        name: "half the exponent",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                exponent: wave.exponent / 2.0,
                ..wave
            })
        }),
        says: |_| "The exponent is 2i/d_model; the factor 2 is missing.".into(),
    },
    Mistake {
        name: "degrees",
        made: Made::In(TABLES, |case| {
            table(case, |wave| Wave {
                unit: std::f64::consts::PI / 180.0,
                ..wave
            })
        }),
        says: |_| "The angles were taken for degrees; they are radians.".into(),
    },
    Mistake {
        name: "the other pairing",
        made: Made::In(TABLES, other_pairing),
        says: |case| match case.inputs.position.pairing {
            Pairing::Interleaved => {
                "All sines come first, then all cosines; here they alternate, column by column."
                    .into()
            }
            Pairing::Halves => {
                "Sines and cosines alternate; here all sines come first, then all cosines.".into()
            }
        },
    },
    Mistake {
        name: "rotated in the other pairs",
        made: Made::In(ROTATED, other_pairing),
        says: |case| {
            match case.inputs.position.pairing {
            Pairing::Interleaved => "The first half was rotated with the second; here neighbors, such as dimensions 0 and 1, form a pair.".into(),
            Pairing::Halves => "Neighbors were rotated as a pair; here the first half rotates with the second.".into(),
        }
        },
    },
    Mistake {
        name: "positions from 1",
        made: Made::In(ALL, |case| {
            with_angles(case, |position| position.start += 1)
        }),
        says: |case| {
            let start = case.inputs.position.start;
            format!(
                "The positions were counted from {}; the first word is at position {start}.",
                start + 1
            )
        },
    },
    Mistake {
        name: "positions from 0",
        made: Made::In(ALL, |case| {
            let starts_later = case.inputs.position.start > 0;
            starts_later.then(|| with_angles(case, |position| position.start = 0))?
        }),
        says: |case| {
            let start = case.inputs.position.start;
            format!("The positions were counted from 0; the first word is at position {start}.")
        },
    },
    wrong_base(
        "base 1000",
        |case| with_base(case, 1000.0),
        |case| base(case, "1000"),
    ),
    wrong_base(
        "base 100",
        |case| with_base(case, 100.0),
        |case| base(case, "100"),
    ),
    wrong_base(
        "base 100000",
        |case| with_base(case, 100_000.0),
        |case| base(case, "100000"),
    ),
    wrong_base(
        "base 10000",
        |case| with_base(case, 10_000.0),
        |case| base(case, "10000"),
    ),
    wrong_base("base e", |case| with_base(case, E), |case| base(case, "e")),
    wrong_base(
        "base 2",
        |case| with_base(case, 2.0),
        |case| base(case, "2"),
    ),
    wrong_base(
        "base 10",
        |case| with_base(case, 10.0),
        |case| base(case, "10"),
    ),
];

const INPUTS: &[Stage] = &[Stage::Input, Stage::SourceInput];
const TABLES: &[Stage] = &[Stage::Position, Stage::SourcePosition];
const ROTATED: &[Stage] = &[Stage::RotatedQ, Stage::RotatedK];
const ALL: &[Stage] = &[
    Stage::Position,
    Stage::SourcePosition,
    Stage::RotatedQ,
    Stage::RotatedK,
];

const fn wrong_base(
    name: &'static str,
    made: fn(&Case<'_>) -> Option<Array2<f64>>,
    says: fn(&Case<'_>) -> String,
) -> Mistake {
    Mistake {
        name,
        made: Made::In(ALL, made),
        says,
    }
}

fn with_base(case: &Case<'_>, base: f64) -> Option<Array2<f64>> {
    with_angles(case, |position| position.base = base)
}

fn base(case: &Case<'_>, wrong: &str) -> String {
    let base = number(case.inputs.position.base, 4);
    format!("The base of the angles was {wrong} instead of {base}.")
}

/// The stage with other angles, if positions are angles.
fn with_angles(case: &Case<'_>, change: impl FnOnce(&mut Position)) -> Option<Array2<f64>> {
    match case.inputs.position.encoding {
        Encoding::Sinusoidal | Encoding::Rotary => case.with(|inputs| change(&mut inputs.position)),
        _ => None,
    }
}

/// Values, or what they are mixed to, if they are rotated as keys are.
fn values_rotated(case: &Case<'_>) -> Option<Array2<f64>> {
    let at = case.at();
    if case.inputs.position.encoding != Encoding::Rotary {
        return None;
    }
    let rotated = |values: &Array2<f64>| {
        let rule = Stage::RotatedK.rule(at);
        computed(rule, at, &[values], values.dim())
    };
    if case.node.0 == Stage::V {
        return Some(rotated(&case.sheet.derived(case.node)));
    }
    Some(case.operand(0)?.dot(&rotated(case.operand(1)?.as_ref())))
}

fn other_pairing(case: &Case<'_>) -> Option<Array2<f64>> {
    let other = match case.inputs.position.pairing {
        Pairing::Interleaved => Pairing::Halves,
        Pairing::Halves => Pairing::Interleaved,
    };
    with_angles(case, |position| position.pairing = other)
}

/// A number of the table.
struct Wave {
    column: usize,
    width: usize,
    exponent: f64,
    is_cosine: bool,
    /// What the angle is multiplied by.
    unit: f64,
}

/// The table of sines and cosines with other waves.
fn table(case: &Case<'_>, change: impl Fn(Wave) -> Wave) -> Option<Array2<f64>> {
    let position = &case.inputs.position;
    if position.encoding != Encoding::Sinusoidal {
        return None;
    }
    let (rows, width) = case.shape();
    let waves: Vec<Wave> = (0..width)
        .map(|column| {
            let (pair, _) = position.pairing.pair(column, width);
            change(Wave {
                column,
                width,
                exponent: (2 * pair) as f64 / width as f64,
                is_cosine: is_cosine(column, width, position.pairing),
                unit: 1.0,
            })
        })
        .collect();
    let divisors: Vec<f64> = waves
        .iter()
        .map(|wave| position.base.powf(wave.exponent))
        .collect();
    Some(Array2::from_shape_fn((rows, width), |(row, column)| {
        let wave = &waves[column];
        let angle = (position.start + row) as f64 / divisors[column] * wave.unit;
        if wave.is_cosine {
            angle.cos()
        } else {
            angle.sin()
        }
    }))
}
