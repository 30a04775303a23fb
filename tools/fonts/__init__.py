"""Makes the bundled fonts of companion/fonts from the Noto fonts that Debian ships."""
