//! What a person can choose about how a format is written.

/// The colours of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colors {
    /// For paper.
    #[default]
    Light,
    Dark,
}

/// How a figure shows a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    Heatmap,
    /// A bar for each number, by its sign and size.
    Bars,
    /// The columns over the rows.
    Curves,
}

impl Chart {
    pub const ALL: [Self; 3] = [Self::Heatmap, Self::Bars, Self::Curves];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heatmap => "heatmap",
            Self::Bars => "bars",
            Self::Curves => "curves",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chart| chart.name() == name)
    }
}

/// The cells whose arithmetic is written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    None,
    /// The selected cell alone.
    Selected,
    All,
}

/// How a format is written, as far as it has a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Decimals; `None` is the format's own choice.
    pub digits: Option<usize>,
    pub arithmetic: Scope,
    /// One fact a line.
    pub is_plain: bool,
    /// A whole document rather than a part of one, where that is a difference.
    pub is_document: bool,
    pub colors: Colors,
    /// `None` follows from the matrix.
    pub chart: Option<Chart>,
    /// Whether a figure has numbers in its cells; `None` follows from the size of the matrix.
    pub has_values: Option<bool>,
    /// The title of a figure in the place of the session's; empty for none.
    pub title: Option<String>,
    /// The number at the end of a figure's scale; `None` is the largest that it has.
    pub most: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            digits: None,
            arithmetic: Scope::None,
            is_plain: false,
            is_document: true,
            colors: Colors::Light,
            chart: None,
            has_values: None,
            title: None,
            most: None,
        }
    }
}
