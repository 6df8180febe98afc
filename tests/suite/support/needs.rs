//! What some tests need and not every machine has or allows.
//!
//! Where it is missing, they say so and pass. A test whose need is in the list `ATTN_TEST_NEEDS` (`"tmux namespaces"`)
//! fails instead: there it must not be skipped.

use std::env;
use std::io::{Write, stderr};
use std::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// To mount something for one program alone, and to run it as another user.
    Namespaces,
    /// GNU screen.
    Screen,
    /// To trace system calls.
    Strace,
    Tmux,
}

impl Need {
    const ALL: [Self; 4] = [Self::Namespaces, Self::Screen, Self::Strace, Self::Tmux];

    fn name(self) -> &'static str {
        match self {
            Self::Namespaces => "namespaces",
            Self::Screen => "screen",
            Self::Strace => "strace",
            Self::Tmux => "tmux",
        }
    }

    /// The cheapest command that succeeds only where the need is met.
    fn trial(self) -> Command {
        let (program, arguments): (_, &[&str]) = match self {
            Self::Namespaces => (
                "unshare",
                &[
                    "--user",
                    "--map-root-user",
                    "--mount",
                    "mount",
                    "-t",
                    "tmpfs",
                    "none",
                    "/tmp",
                ],
            ),
            // It answers with status 1 where it is asked for its version.
            Self::Screen => ("sh", &["-c", "command -v screen"]),
            Self::Strace => ("strace", &["-o", "/dev/null", "true"]),
            Self::Tmux => ("tmux", &["-V"]),
        };
        let mut command = Command::new(program);
        command.args(arguments);
        command
    }

    /// Whether a test that needs this can run.
    #[track_caller]
    pub fn is_met(self) -> bool {
        let demanded = env::var("ATTN_TEST_NEEDS").unwrap_or_default();
        for name in demanded.split_whitespace() {
            let is_known = Self::ALL.iter().any(|need| need.name() == name);
            assert!(
                is_known,
                "ATTN_TEST_NEEDS lists {name}, which no test needs"
            );
        }
        let output = self.trial().output();
        let is_met = output.is_ok_and(|output| output.status.success());
        if !is_met {
            let (name, thread) = (self.name(), std::thread::current());
            let is_demanded = demanded.split_whitespace().any(|demanded| demanded == name);
            assert!(
                !is_demanded,
                "ATTN_TEST_NEEDS lists {name}, which is missing"
            );
            let test = thread.name().unwrap_or("a test");
            // Not by a macro: what those print in a test that passes is not shown.
            let _ = writeln!(stderr(), "skipped for want of {name}: {test}");
        }
        is_met
    }
}
