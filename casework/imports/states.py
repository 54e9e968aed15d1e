"""The states of an import, and the only ways from one to another."""

from improvement.lib.states import Transition

UPLOADED, READING, CHECKED, APPLYING = "uploaded", "reading", "checked", "applying"
APPLIED, REFUSED, DISCARDED, UNDONE = "applied", "refused", "discarded", "undone"

TRANSITIONS = (
    Transition("", UPLOADED, "receive_files", "Someone uploads the files; they are kept until they are read."),
    Transition(UPLOADED, READING, "read_and_check", "A worker takes it up."),
    Transition(READING, READING, "read_and_check", "The worker that had it died; another starts from the beginning."),
    Transition(READING, CHECKED, "read_and_check", "It was read; what it would change is there to be looked at."),
    Transition(READING, REFUSED, "read_and_check", "It cannot be read; why is kept in plain words, and nothing else."),
    Transition(UPLOADED, DISCARDED, "discard_import", "Someone puts it aside before it was read."),
    Transition(CHECKED, DISCARDED, "discard_import", "Someone puts it aside; its rows go."),
    Transition(CHECKED, APPLYING, "ask_to_apply", "Someone asks for it to be applied."),
    Transition(CHECKED, APPLYING, "apply_import", "A command applies it at once."),
    Transition(APPLYING, APPLYING, "apply_import", "The worker that had it died, and nothing of it was written."),
    Transition(APPLYING, APPLIED, "apply_import", "Its rows are facts, all of them at once."),
    Transition(APPLYING, CHECKED, "apply_import", "It could not be applied: nothing was changed, and why is said."),
    Transition(APPLIED, UNDONE, "undo_import", "What the last import brought is taken back."),
)
