//! The blocks of learned or chosen numbers that stages are computed with: one table that says everything about each.

use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis as Dimension};

use super::axis::{Axis, HeadId};
use super::block::{Block, Main};
use super::inputs::{Encoding, Inputs, Layer, Linear, Norm, Placement};

/// Where the numbers of a block are.
enum Numbers {
    /// A projection; its axes are those of its weight.
    Linear {
        get: fn(&Inputs, HeadId) -> Option<&Linear>,
        get_mut: fn(&mut Inputs, HeadId) -> Option<&mut Linear>,
    },
    Norm(Placement, usize),
    Matrix {
        get: fn(&Inputs, HeadId) -> Option<ArrayView2<'_, f64>>,
        get_mut: fn(&mut Inputs, HeadId) -> Option<ArrayViewMut2<'_, f64>>,
    },
    Slopes,
}

/// What the table says about a block.
struct Row {
    symbol: &'static str,
    /// The symbol of the additional last row.
    last: &'static str,
    axes: (Axis, Axis),
    per_head: bool,
    numbers: Numbers,
    /// What one of its numbers does: `{row}` and `{column}` are those of the cell.
    meaning: &'static str,
    /// What a number of the last row does.
    last_meaning: &'static str,
}

/// What the table need not say.
const DEFAULTS: Row = Row {
    last: "",
    axes: (Axis::One, Axis::Model),
    per_head: false,
    last_meaning: "",
    // Every row has these.
    symbol: "",
    numbers: Numbers::Slopes,
    meaning: "",
};

const GAIN: &str =
    "The gain: dimension {column} is multiplied by it once it is normalized. Editable.";
const SHIFT: &str = "The shift: it is added to dimension {column} last. Editable.";

macro_rules! parameters {
    ($($parameter:ident { $($row:tt)+ })+) => {
        /// A block of learned or chosen numbers, with its bias or shift as an additional last row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Parameter {
            $($parameter,)+
        }

        /// One row per block, in the order of [`Parameter`]'s variants, which index it.
        #[expect(clippy::needless_update, reason = "some rows say everything")]
        static TABLE: [Row; Parameter::ALL.len()] = [$(Row { $($row)+ ..DEFAULTS },)+];

        impl Parameter {
            pub const ALL: [Self; [$(stringify!($parameter)),+].len()] = [$(Self::$parameter),+];
        }
    };
}

/// A projection of a head, unless the result is given or another head's.
macro_rules! of_head {
    ($letter:ident, $is_shared:expr) => {
        Numbers::Linear {
            get: |inputs, head| {
                let head = inputs.head(head);
                let own = !($is_shared && head.key_value.is_some());
                let needed = stringify!($letter) == "v" || head.given.scores.is_none();
                (own && needed && head.given.$letter.is_none()).then_some(&head.$letter)
            },
            get_mut: |inputs, head| Some(&mut inputs.heads[head.number].$letter),
        }
    };
}

/// A projection of the feed-forward network.
macro_rules! of_feed_forward {
    ($field:ident) => {
        Numbers::Linear {
            get: |inputs, _| Some(&inputs.layer.as_ref()?.feed_forward.$field),
            get_mut: |inputs, _| Some(&mut inputs.layer.as_mut()?.feed_forward.$field),
        }
    };
}

/// A vector as a matrix of one row.
fn row(vector: &Option<Array1<f64>>) -> Option<ArrayView2<'_, f64>> {
    Some(vector.as_ref()?.view().insert_axis(Dimension(0)))
}

fn row_mut(vector: &mut Option<Array1<f64>>) -> Option<ArrayViewMut2<'_, f64>> {
    Some(vector.as_mut()?.view_mut().insert_axis(Dimension(0)))
}

fn view(matrix: &Option<Array2<f64>>) -> Option<ArrayView2<'_, f64>> {
    Some(matrix.as_ref()?.view())
}

fn view_mut(matrix: &mut Option<Array2<f64>>) -> Option<ArrayViewMut2<'_, f64>> {
    Some(matrix.as_mut()?.view_mut())
}

parameters! {
    Table {
        symbol: "table",
        axes: (Axis::Positions, Axis::Model),
        numbers: Numbers::Matrix {
            get: |inputs, _| view(&inputs.position.table),
            get_mut: |inputs, _| view_mut(&mut inputs.position.table),
        },
        meaning: "Dimension {column} of the learned row of position {row}. Editable.",
    }
    PreNorm1 {
        symbol: "gain₁",
        last: "shift₁",
        numbers: Numbers::Norm(Placement::Pre, 0),
        meaning: GAIN,
        last_meaning: SHIFT,
    }
    Q {
        symbol: "W_q",
        last: "b_q",
        axes: (Axis::Model, Axis::Key),
        per_head: true,
        numbers: of_head!(q, false),
        meaning: "The weight of input dimension {row} in dimension {column} of every query. Editable.",
        last_meaning: "A bias, added to dimension {column} of every query. Editable.",
    }
    K {
        symbol: "W_k",
        last: "b_k",
        axes: (Axis::Source, Axis::Key),
        per_head: true,
        numbers: of_head!(k, true),
        meaning: "The weight of input dimension {row} in dimension {column} of every key. Editable.",
        last_meaning: "A bias, added to dimension {column} of every key. Editable.",
    }
    V {
        symbol: "W_v",
        last: "b_v",
        axes: (Axis::Source, Axis::Value),
        per_head: true,
        numbers: of_head!(v, true),
        meaning: "The weight of input dimension {row} in dimension {column} of every value. Editable.",
        last_meaning: "A bias, added to dimension {column} of every value. Editable.",
    }
    QNorm {
        symbol: "gain_q",
        axes: (Axis::One, Axis::Key),
        per_head: true,
        numbers: Numbers::Matrix {
            get: |inputs, head| row(&inputs.head(head).q_norm),
            get_mut: |inputs, head| row_mut(&mut inputs.heads[head.number].q_norm),
        },
        meaning: "The gain: dimension {column} of every query is multiplied by it once it is normalized. Editable.",
    }
    KNorm {
        symbol: "gain_k",
        axes: (Axis::One, Axis::Key),
        per_head: true,
        numbers: Numbers::Matrix {
            get: |inputs, head| row(&inputs.head(head).k_norm),
            get_mut: |inputs, head| row_mut(&mut inputs.heads[head.number].k_norm),
        },
        meaning: "The gain: dimension {column} of every key is multiplied by it once it is normalized. Editable.",
    }
    Frequencies {
        symbol: "frequency",
        axes: (Axis::One, Axis::Pairs),
        numbers: Numbers::Matrix {
            get: |inputs, _| row(&inputs.position.frequencies),
            get_mut: |inputs, _| row_mut(&mut inputs.position.frequencies),
        },
        meaning: "The frequency of pair {column}: the angle it rotates by from one position to the next. Editable.",
    }
    Slopes {
        symbol: "slope",
        axes: (Axis::One, Axis::Heads),
        numbers: Numbers::Slopes,
        meaning: "The slope of head {column}: a score loses this much per position of distance. Editable.",
    }
    Bias {
        symbol: "bias",
        axes: (Axis::QueryWords, Axis::KeyWords),
        numbers: Numbers::Matrix {
            get: |inputs, _| view(&inputs.attention.bias),
            get_mut: |inputs, _| view_mut(&mut inputs.attention.bias),
        },
        meaning: "A bias, added to this scaled score in every head. Editable.",
    }
    HeadBias {
        symbol: "bias_h",
        axes: (Axis::QueryWords, Axis::KeyWords),
        per_head: true,
        numbers: Numbers::Matrix {
            get: |inputs, head| view(&inputs.head(head).bias),
            get_mut: |inputs, head| view_mut(&mut inputs.heads[head.number].bias),
        },
        meaning: "A bias, added to this scaled score in this head alone. Editable.",
    }
    Output {
        symbol: "W_o",
        last: "b_o",
        axes: (Axis::Concat, Axis::Output),
        numbers: Numbers::Linear {
            get: |inputs, _| Some(&inputs.output),
            get_mut: |inputs, _| Some(&mut inputs.output),
        },
        meaning: "The weight of concat dimension {row} in dimension {column} of the output. Editable.",
        last_meaning: "A bias, added to dimension {column} of the output. Editable.",
    }
    PostNorm1 {
        symbol: "gain₁",
        last: "shift₁",
        numbers: Numbers::Norm(Placement::Post, 0),
        meaning: GAIN,
        last_meaning: SHIFT,
    }
    PreNorm2 {
        symbol: "gain₂",
        last: "shift₂",
        numbers: Numbers::Norm(Placement::Pre, 1),
        meaning: GAIN,
        last_meaning: SHIFT,
    }
    Up {
        symbol: "W_1",
        last: "b_1",
        axes: (Axis::Model, Axis::FeedForward),
        numbers: of_feed_forward!(up),
        meaning: "The weight of dimension {row} in hidden dimension {column} of the feed-forward network. Editable.",
        last_meaning: "A bias, added to hidden dimension {column}. Editable.",
    }
    Gate {
        symbol: "W_gate",
        axes: (Axis::Model, Axis::FeedForward),
        numbers: Numbers::Linear {
            get: |inputs, _| inputs.layer.as_ref()?.feed_forward.gate.as_ref(),
            get_mut: |inputs, _| inputs.layer.as_mut()?.feed_forward.gate.as_mut(),
        },
        meaning: "The weight of dimension {row} in the gate of hidden dimension {column}. Editable.",
    }
    Down {
        symbol: "W_2",
        last: "b_2",
        axes: (Axis::FeedForward, Axis::Model),
        numbers: of_feed_forward!(down),
        meaning: "The weight of hidden dimension {row} in dimension {column} of the result. Editable.",
        last_meaning: "A bias, added to dimension {column} of the result. Editable.",
    }
    PostNorm2 {
        symbol: "gain₂",
        last: "shift₂",
        numbers: Numbers::Norm(Placement::Post, 1),
        meaning: GAIN,
        last_meaning: SHIFT,
    }
}

impl Parameter {
    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    pub fn symbol(self) -> &'static str {
        self.row().symbol
    }

    /// The symbol of the additional last row.
    pub fn last_symbol(self) -> &'static str {
        self.row().last
    }

    /// The axes of its rows, but for the additional last one, and columns.
    pub fn axes(self) -> (Axis, Axis) {
        self.row().axes
    }

    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        self.row().per_head
    }

    /// The names of the rows of a block that has a single one, and maybe an additional last row.
    pub(crate) fn row_names(self) -> &'static [&'static str] {
        match self.row().numbers {
            Numbers::Norm(..) => &["gain", "shift"],
            _ => &[],
        }
    }

    /// What a number does, with places for row and column.
    pub(super) fn meaning(self, is_last: bool) -> &'static str {
        if is_last {
            self.row().last_meaning
        } else {
            self.row().meaning
        }
    }
}

/// The norm of a layer whose norms are placed so.
fn norm(inputs: &Inputs, placement: Placement, index: usize) -> Option<&Norm> {
    let layer = inputs.layer.as_ref();
    let layer = layer.filter(|layer| layer.placement == placement)?;
    Some(&layer.norms[index])
}

impl Inputs {
    /// The numbers of a block; `None` if the session, or the head, does not have it.
    pub fn block(&self, parameter: Parameter, head: impl Into<HeadId>) -> Option<Block<'_>> {
        let head = head.into();
        match &parameter.row().numbers {
            Numbers::Linear { .. } => {
                let d_in = self.len(parameter.axes().0, head);
                Some(self.linear(parameter, head)?.block(d_in))
            }
            &Numbers::Norm(placement, index) => {
                Some(norm(self, placement, index)?.block(self.d_model()))
            }
            Numbers::Matrix { get, .. } => Some(Block {
                main: Main::Given(get(self, head)?),
                last: None,
            }),
            Numbers::Slopes => (self.position.encoding == Encoding::Alibi).then(|| Block {
                main: row(&self.position.slopes)
                    .map_or_else(|| Main::Implied(self.slopes()), Main::Given),
                last: None,
            }),
        }
    }

    /// ALiBi's slopes of all heads.
    fn slopes(&self) -> Vec<f64> {
        let heads = self.heads.len();
        (0..heads)
            .map(|head| self.position.slope(head, heads))
            .collect()
    }

    /// The projection of a block of parameters, if it is one that the session, or the head, has.
    pub fn linear(&self, parameter: Parameter, head: impl Into<HeadId>) -> Option<&Linear> {
        match &parameter.row().numbers {
            Numbers::Linear { get, .. } => get(self, head.into()),
            _ => None,
        }
    }

    /// The norm of a block of gains and shifts, with the layer that it belongs to.
    pub(super) fn norm(&self, parameter: Parameter) -> Option<(&Norm, &Layer)> {
        match parameter.row().numbers {
            Numbers::Norm(placement, index) => {
                Some((norm(self, placement, index)?, self.layer.as_ref()?))
            }
            _ => None,
        }
    }

    /// Changes one number of a block, in bounds; implied numbers are written out first.
    pub fn set(
        &mut self,
        parameter: Parameter,
        head: impl Into<HeadId>,
        (row, column): (usize, usize),
        value: f64,
    ) {
        let head = head.into();
        let Some(rows) = self.block(parameter, head).map(|block| block.main_rows()) else {
            return;
        };
        let d_in = self.len(parameter.axes().0, head);
        match parameter.row().numbers {
            Numbers::Linear { get_mut, .. } => {
                let Some(linear) = get_mut(self, head) else {
                    return;
                };
                match &mut linear.bias {
                    Some(bias) if row == rows => bias[column] = value,
                    _ => linear.weight_mut(d_in)[[row, column]] = value,
                }
            }
            Numbers::Norm(_, index) => {
                let width = self.d_model();
                let Some(layer) = &mut self.layer else { return };
                let norm = &mut layer.norms[index];
                match &mut norm.shift {
                    Some(shift) if row == rows => shift[column] = value,
                    _ => norm.gain_mut(width)[column] = value,
                }
            }
            Numbers::Matrix { get_mut, .. } => {
                if let Some(mut matrix) = get_mut(self, head) {
                    matrix[[row, column]] = value;
                }
            }
            Numbers::Slopes => {
                let slopes = Array1::from(self.slopes());
                self.position.slopes.get_or_insert(slopes)[column] = value;
            }
        }
    }
}
