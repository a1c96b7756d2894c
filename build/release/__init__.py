"""What `build/package.py` is made of: the lock, a Windows in a folder, the build, and the proofs that what was built runs."""
