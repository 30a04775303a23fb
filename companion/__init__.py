"""Souffleur's companion: listens to the speaker, follows the script, drives the glasses."""

__version__ = "0.1.0"
