"""Which version of the program starts: the one copied on by cable, or one that came by radio.

The rules:

1. The version copied on by cable lies in the root folder. Versions that come by radio lie in
   /a and /b, by turns; the one that runs is never written to.
2. A new version gets one trial boot. That it is on trial is noted before it starts; if the next
   start finds that note still there, the version did not prove itself, and the last good one
   starts from then on.
3. It proves itself by keep(): a companion with the secret has linked with it, within five minutes.
4. During a trial a watchdog runs from here on, so a version that cannot even be imported ends
   in a reset. A version on trial must feed it.
5. boot.py and this file are never replaced by radio. A cable copy takes /slots.json away.
"""

import json
import os
import sys

FILE = "/slots.json"
NAMES = ("a", "b")
TRIAL_WATCHDOG_MS = 30000

# good: where the last good version is ("" for the root folder); trial: where a new one is;
# tried: it has been started; failed: what the last version was called that did not prove itself
_FRESH = {"good": "", "trial": "", "tried": 0, "name": "", "failed": ""}


def decide(state, there):
    """(where to start from, the state to note before that). Pure; there(name) -> bool."""
    state = dict(state)
    trial = state["trial"]
    if trial and (state["tried"] or not there(trial)):
        state["failed"] = state["name"]
        state["trial"] = state["name"] = ""
        state["tried"] = 0
    elif trial:
        state["tried"] = 1
        return trial, state
    if state["good"] and not there(state["good"]):
        state["good"] = ""
    return state["good"], state


def load():
    """The noted state; that of a device without updates if there is none that can be read."""
    state = dict(_FRESH)
    try:
        with open(FILE) as file:
            noted = json.load(file)
        for key in state:
            if isinstance(noted.get(key), type(state[key])):
                state[key] = noted[key]
        if state["good"] not in ("",) + NAMES or state["trial"] not in ("",) + NAMES:
            return dict(_FRESH)
    except (OSError, ValueError, AttributeError):
        pass
    return state


def store(state):
    """Note the state, in one step."""
    with open(FILE + ".new", "w") as file:
        json.dump(state, file)
    os.rename(FILE + ".new", FILE)


def spare():
    """The place a new version may be written to."""
    return NAMES[1] if load()["good"] == NAMES[0] else NAMES[0]


def stage(place, name):
    """A whole new version called `name` is at `place`: try it at the next start."""
    state = load()
    state["trial"], state["name"], state["tried"], state["failed"] = place, name, 0, ""
    store(state)


def on_trial():
    """Whether the version that runs is on trial."""
    state = load()
    return bool(state["trial"] and state["tried"])


def keep():
    """The version on trial has proved itself."""
    state = load()
    if state["trial"] and state["tried"]:
        state["good"], state["trial"], state["tried"], state["name"] = state["trial"], "", 0, ""
        store(state)


def _there(place):
    try:
        os.stat("/" + place + "/main.py")
        return True
    except OSError:
        return False


def start():
    """Make the chosen version the one that main.py and its imports come from."""
    before = load()
    place, state = decide(before, _there)
    if state != before:
        store(state)
    if place:
        os.chdir("/" + place)
        sys.path.insert(0, "/" + place)
        sys.path.append("/")  # for this module
    if place and place == state["trial"]:
        from machine import WDT

        WDT(timeout=TRIAL_WATCHDOG_MS)
