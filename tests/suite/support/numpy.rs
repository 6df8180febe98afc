//! NumPy, which reads and writes arrays with code that is not ours.

use std::process::Command;

use super::folder::Folder;

/// Runs a script in a folder, and returns what it prints. `np` is NumPy.
pub fn run(script: &str, folder: &Folder) -> String {
    let mut command = Command::new("python3");
    let script = format!("import numpy as np\n{script}");
    let output = command.args(["-c", &script]).current_dir(folder.path());
    let output = output.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}
