//! The stages of attention in the order of computation, with the table that describes them.

/// A stage of the computation, from the words to the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    Words,
    Embedding,
    Position,
    Input,
    Q,
    K,
    V,
    Scores,
    Scaled,
    Masked,
    Weights,
    Head,
    Concat,
    Output,
}

/// The meaning of a row or a column of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// A single column.
    One,
    /// Words: n.
    Words,
    /// d_model.
    Model,
    /// d_k of the head.
    Key,
    /// d_v of the head.
    Value,
    /// The concatenated heads: the sum of their d_v.
    Concat,
    /// d_out.
    Output,
}

impl Axis {
    pub const ALL: [Self; 7] = [
        Self::One,
        Self::Words,
        Self::Model,
        Self::Key,
        Self::Value,
        Self::Concat,
        Self::Output,
    ];

    pub fn symbol(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Words => "n",
            Self::Model => "d_model",
            Self::Key => "d_k",
            Self::Value => "d_v",
            Self::Concat => "Σ d_v",
            Self::Output => "d_out",
        }
    }
}

/// A block of learned parameters: W, with its bias as an additional last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parameter {
    Q,
    K,
    V,
    Output,
}

impl Parameter {
    pub const ALL: [Self; 4] = [Self::Q, Self::K, Self::V, Self::Output];

    pub fn symbol(self) -> &'static str {
        match self {
            Self::Q => "W_q",
            Self::K => "W_k",
            Self::V => "W_v",
            Self::Output => "W_o",
        }
    }

    pub(crate) fn bias_symbol(self) -> &'static str {
        match self {
            Self::Q => "b_q",
            Self::K => "b_k",
            Self::V => "b_v",
            Self::Output => "b_o",
        }
    }

    pub fn axes(self) -> (Axis, Axis) {
        match self {
            Self::Q | Self::K => (Axis::Model, Axis::Key),
            Self::V => (Axis::Model, Axis::Value),
            Self::Output => (Axis::Concat, Axis::Output),
        }
    }
}

/// A matrix of cells: a stage or a block of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Stage(Stage),
    Parameter(Parameter),
}

impl Place {
    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        match self {
            Self::Stage(stage) => stage.per_head(),
            Self::Parameter(parameter) => parameter != Parameter::Output,
        }
    }
}

struct Row {
    stage: Stage,
    name: &'static str,
    symbol: &'static str,
    /// The label of the step that the stage belongs to.
    step: &'static str,
    formula: &'static str,
    sentence: &'static str,
    axes: (Axis, Axis),
    per_head: bool,
}

/// One row per stage, in the order of [`Stage`]'s variants, which index it.
const TABLE: [Row; 14] = [
    Row {
        stage: Stage::Words,
        name: "words",
        symbol: "",
        step: "words",
        formula: "the sentence, split on white space",
        sentence: "The words that attend to each other.",
        axes: (Axis::Words, Axis::One),
        per_head: false,
    },
    Row {
        stage: Stage::Embedding,
        name: "embedding",
        symbol: "X₀",
        step: "embedding",
        formula: "X₀[word] = the word's numbers",
        sentence: "Each word as a row of numbers: what the word means.",
        axes: (Axis::Words, Axis::Model),
        per_head: false,
    },
    Row {
        stage: Stage::Position,
        name: "position",
        symbol: "PE",
        step: "position",
        formula: "PE[pos, 2i] = sin(pos / base^(2i/d_model)), PE[pos, 2i+1] = cos(same angle)",
        sentence: "Each position as a row of sines and cosines.",
        axes: (Axis::Words, Axis::Model),
        per_head: false,
    },
    Row {
        stage: Stage::Input,
        name: "input",
        symbol: "X",
        step: "input",
        formula: "X = X₀ + PE if positions are added, else X₀",
        sentence: "What attention works on: the embedding, plus the position if added.",
        axes: (Axis::Words, Axis::Model),
        per_head: false,
    },
    Row {
        stage: Stage::Q,
        name: "q",
        symbol: "Q",
        step: "q k v",
        formula: "Q = X·W_q + b_q",
        sentence: "The queries: what each word looks for.",
        axes: (Axis::Words, Axis::Key),
        per_head: true,
    },
    Row {
        stage: Stage::K,
        name: "k",
        symbol: "K",
        step: "q k v",
        formula: "K = X·W_k + b_k",
        sentence: "The keys: what each word is matched on.",
        axes: (Axis::Words, Axis::Key),
        per_head: true,
    },
    Row {
        stage: Stage::V,
        name: "v",
        symbol: "V",
        step: "q k v",
        formula: "V = X·W_v + b_v",
        sentence: "The values: what each word passes to the words that attend to it.",
        axes: (Axis::Words, Axis::Value),
        per_head: true,
    },
    Row {
        stage: Stage::Scores,
        name: "scores",
        symbol: "Q·Kᵀ",
        step: "scores",
        formula: "scores[i, j] = Q[i] · K[j]",
        sentence: "How well what one word looks for matches what another offers.",
        axes: (Axis::Words, Axis::Words),
        per_head: true,
    },
    Row {
        stage: Stage::Scaled,
        name: "scaled",
        symbol: "Q·Kᵀ/√d_k",
        step: "scaled",
        formula: "scaled = scores / scale / temperature",
        sentence: "Scores divided by the scale and the temperature, so that the softmax does not saturate.",
        axes: (Axis::Words, Axis::Words),
        per_head: true,
    },
    Row {
        stage: Stage::Masked,
        name: "masked",
        symbol: "masked",
        step: "masked",
        formula: "masked[i, j] = scaled[i, j] where i may attend to j, else −∞",
        sentence: "Masked pairs are −∞ and get zero weight.",
        axes: (Axis::Words, Axis::Words),
        per_head: true,
    },
    Row {
        stage: Stage::Weights,
        name: "weights",
        symbol: "A",
        step: "weights",
        formula: "A[i, j] = exp(masked[i, j]) / Σₖ exp(masked[i, k])",
        sentence: "How each word distributes its attention: each row sums to 1.",
        axes: (Axis::Words, Axis::Words),
        per_head: true,
    },
    Row {
        stage: Stage::Head,
        name: "head",
        symbol: "A·V",
        step: "output",
        formula: "head[i] = Σⱼ A[i, j] · V[j]",
        sentence: "The values of all words, mixed by the weights.",
        axes: (Axis::Words, Axis::Value),
        per_head: true,
    },
    Row {
        stage: Stage::Concat,
        name: "concat",
        symbol: "concat",
        step: "output",
        formula: "concat = the heads, concatenated",
        sentence: "The results of all heads, concatenated.",
        axes: (Axis::Words, Axis::Concat),
        per_head: false,
    },
    Row {
        stage: Stage::Output,
        name: "output",
        symbol: "Output",
        step: "output",
        formula: "output = concat·W_o + b_o",
        sentence: "The result: a new row of numbers for each word.",
        axes: (Axis::Words, Axis::Output),
        per_head: false,
    },
];

impl Stage {
    /// All stages in the order of computation.
    pub const ALL: [Self; 14] = {
        let mut all = [Self::Words; 14];
        let mut i = 0;
        while i < all.len() {
            all[i] = TABLE[i].stage;
            i += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The name in files, on the command line and on the screen.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The mathematical symbol; empty for words.
    pub fn symbol(self) -> &'static str {
        self.row().symbol
    }

    /// The step of the step bar that the stage belongs to. Q, K and V share one, as do head, concat and output.
    pub(crate) fn step(self) -> &'static str {
        self.row().step
    }

    pub(crate) fn formula(self) -> &'static str {
        self.row().formula
    }

    /// A sentence that says what the stage means.
    pub fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// The axes of its rows and columns.
    pub fn axes(self) -> (Axis, Axis) {
        self.row().axes
    }

    /// Whether each head has its own.
    pub fn per_head(self) -> bool {
        self.row().per_head
    }

    /// The stage of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}
