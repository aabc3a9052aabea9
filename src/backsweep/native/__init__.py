"""Programs as machine code, by LLVM. Needs `backsweep[native]`; without it, programs run as Python."""
