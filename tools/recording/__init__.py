"""Makes the demo recordings: a synthesised speaker who reads, stumbles, ad-libs and jumps."""
