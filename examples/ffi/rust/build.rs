// Where the linker finds libattain.so: ATTAIN_LIBRARY_DIR, or the system's folders.
fn main() {
    println!("cargo:rerun-if-env-changed=ATTAIN_LIBRARY_DIR");
    if let Ok(folder) = std::env::var("ATTAIN_LIBRARY_DIR") {
        println!("cargo:rustc-link-search=native={folder}");
    }
}
