"""Makes the acoustic models and pronunciation data that come with the product."""
