//! Tools and permissions that some tests need and not every machine has.
//!
//! A test whose need is missing says so and passes. If the need is listed in `ATTN_TEST_NEEDS` (`"tmux namespaces"`),
//! the test fails instead.

use std::env;
use std::io::{Write, stderr};
use std::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Mount a file system for one program, and run it as another user.
    Namespaces,
    /// Python with NumPy.
    Numpy,
    /// GNU screen.
    Screen,
    /// Trace system calls.
    Strace,
    Tmux,
}

impl Need {
    const ALL: [Self; 5] = [
        Self::Namespaces,
        Self::Numpy,
        Self::Screen,
        Self::Strace,
        Self::Tmux,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Namespaces => "namespaces",
            Self::Numpy => "numpy",
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
            Self::Numpy => ("python3", &["-c", "import numpy"]),
            // `screen --version` exits with status 1.
            Self::Screen => ("sh", &["-c", "command -v screen"]),
            Self::Strace => ("strace", &["-o", "/dev/null", "true"]),
            Self::Tmux => ("tmux", &["-V"]),
        };
        let mut command = Command::new(program);
        command.args(arguments);
        command
    }

    /// Whether tests that need this can run.
    #[track_caller]
    pub fn is_met(self) -> bool {
        let required = env::var("ATTN_TEST_NEEDS").unwrap_or_default();
        for name in required.split_whitespace() {
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
            let is_required = required.split_whitespace().any(|required| required == name);
            assert!(
                !is_required,
                "ATTN_TEST_NEEDS lists {name}, which is missing"
            );
            let test = thread.name().unwrap_or("a test");
            // Not `eprintln!`: the test harness captures its output.
            let _ = writeln!(stderr(), "skipped, {name} is missing: {test}");
        }
        is_met
    }
}
