//! The roles that panes name instead of colours, and what a role is when a theme does not say.

use ratatui::style::Modifier;

/// What a piece of the screen is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Plain text, and the ground under everything.
    Text,
    /// Text that steps back: row numbers, zeros, masked cells.
    Muted,
    /// Row and column headings, titles of sections.
    Heading,
    /// The border and title of a pane.
    Border,
    /// The border and title of the focused pane.
    Focus,
    /// The selected cell.
    Selection,
    /// The cells that the selected one was computed from.
    Source,
    /// Hints and explanations.
    Hint,
    /// A key in a hint.
    Key,
    /// The current one of several: a step, a tab, an entry of a list.
    Accent,
    /// What differs from the saved file, or from what it was.
    Changed,
    /// A message that is not an error.
    Notice,
    /// What went wrong, and what is refused.
    Error,
    /// Text that is being edited.
    Input,
    /// The cursor in text that is being edited.
    Cursor,
    /// A bar or curve above zero.
    Positive,
    /// A bar or curve below zero.
    Negative,
}

impl Role {
    /// Every role, in the order of declaration.
    pub const ALL: [Self; 17] = [
        Self::Text,
        Self::Muted,
        Self::Heading,
        Self::Border,
        Self::Focus,
        Self::Selection,
        Self::Source,
        Self::Hint,
        Self::Key,
        Self::Accent,
        Self::Changed,
        Self::Notice,
        Self::Error,
        Self::Input,
        Self::Cursor,
        Self::Positive,
        Self::Negative,
    ];

    /// The name in theme files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Muted => "muted",
            Self::Heading => "heading",
            Self::Border => "border",
            Self::Focus => "focus",
            Self::Selection => "selection",
            Self::Source => "source",
            Self::Hint => "hint",
            Self::Key => "key",
            Self::Accent => "accent",
            Self::Changed => "changed",
            Self::Notice => "notice",
            Self::Error => "error",
            Self::Input => "input",
            Self::Cursor => "cursor",
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }

    /// What a theme that leaves the role out means: another role with modifiers added. `None` for
    /// the roles that every theme must give.
    pub(super) fn derived(self) -> Option<(Self, Modifier)> {
        match self {
            Self::Text
            | Self::Border
            | Self::Focus
            | Self::Selection
            | Self::Source
            | Self::Hint
            | Self::Error => None,
            Self::Muted => Some((Self::Hint, Modifier::empty())),
            Self::Heading | Self::Key | Self::Notice => Some((Self::Text, Modifier::BOLD)),
            Self::Accent => Some((Self::Focus, Modifier::REVERSED)),
            Self::Changed | Self::Positive => Some((Self::Focus, Modifier::empty())),
            Self::Negative => Some((Self::Border, Modifier::empty())),
            Self::Input => Some((Self::Text, Modifier::UNDERLINED)),
            Self::Cursor => Some((Self::Text, Modifier::REVERSED)),
        }
    }
}
