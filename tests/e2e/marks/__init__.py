"""Personal data is looked for where it must never be: engine, records, logs, numbers, processes, files at rest.

``personal`` makes applications whose every personal field is a mark; ``table`` names every free-text field of the interface,
its mark or why it needs none, and what rests in the clear; ``applicants``, ``counter``, ``afterwards`` and ``others`` are
the stories in which these marks are written, ``witness`` remembers which were taken, ``mistakes`` sends them again with
mistakes, and ``lives`` lets all of that happen in one house. ``search`` finds marks in any encoding in any file; the tests
then search everything that was left behind. A field that is new fails ``tests/unit/gateway/test_free_text_table.py`` until it
has its row here.
"""
