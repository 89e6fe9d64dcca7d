//! Tells cargo what is embedded: `include_dir!` alone does not see new files.

fn main() {
    println!("cargo::rerun-if-changed=proto-samples/shop");
    println!("cargo::rerun-if-changed=runtime");
    println!("cargo::rerun-if-changed=templates");
}
