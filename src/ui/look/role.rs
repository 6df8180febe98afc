//! The roles that panes name instead of colours, and what a role means to a theme that leaves it out.

use ratatui::style::Modifier;

/// Defines the roles: a row for each, with its name in theme files. A row that ends in `= Other + MODIFIER` is optional
/// in a theme, which then has the other role's style with that modifier.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal $(= $parent:ident $(+ $added:ident)?)?;)+) => {
        /// The purpose of a piece of the screen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[$doc])* $role,)+
        }

        impl Role {
            /// Every role, in the order of declaration.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$role),+];

            /// The name in theme files.
            pub fn name(self) -> &'static str {
                [$($name),+][self as usize]
            }

            /// The role, and the modifiers added to it, that replace this one in a theme that omits it. `None`
            /// if every theme must have it.
            pub(super) fn derived(self) -> Option<(Self, Modifier)> {
                match self {
                    $($(Self::$role => {
                        Some((Self::$parent, Modifier::empty()$(.union(Modifier::$added))?))
                    })?)+
                    _ => None,
                }
            }
        }
    };
}

roles! {
    /// Plain text, and the background of everything.
    Text "text";
    /// Less important text: row numbers, zeros, masked cells.
    Muted "muted" = Hint;
    /// Row and column headings, titles of sections.
    Heading "heading" = Text + BOLD;
    /// The border and title of a pane.
    Border "border";
    /// The border and title of the focused pane.
    Focus "focus";
    /// The selected cell.
    Selection "selection";
    /// The cells that the selected one was computed from.
    Source "source";
    /// A pixel that the mask forbids.
    Masked "masked" = Muted;
    /// Hints and explanations.
    Hint "hint";
    /// A key in a hint.
    Key "key" = Text + BOLD;
    /// The current one of several: a step, a tab, an entry of a list.
    Accent "accent" = Focus + REVERSED;
    /// A difference from the saved file, or from an earlier value.
    Changed "changed" = Focus;
    /// A message that is not an error.
    Notice "notice" = Text + BOLD;
    /// An error, or the reason why an action was rejected.
    Error "error";
    /// A claimed number that only follows from an earlier slip.
    Carried "carried" = Changed;
    /// A claimed number that is wrong.
    Wrong "wrong" = Error;
    /// Text that is being edited.
    Input "input" = Text + UNDERLINED;
    /// The cursor in text that is being edited.
    Cursor "cursor" = Text + REVERSED;
    /// A bar or curve above zero.
    Positive "positive" = Focus;
    /// A bar or curve below zero.
    Negative "negative" = Border;
}
