//! Makes cargo notice when the web client was built anew: rust-embed alone sees changed files, but no new ones.

fn main() -> std::io::Result<()> {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-client/dist");
    // A path that does not exist would count as changed in every build.
    std::fs::create_dir_all(&dist)?;
    println!("cargo:rerun-if-changed={}", dist.display());
    Ok(())
}
