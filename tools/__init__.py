"""Scripts around the product: virtual glasses, models, fonts, benchmarks."""
