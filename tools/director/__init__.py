"""The director's page driven without a director: for tests, pictures and figures."""
