"""The rules of the automatic review, one module an item; an item with two rules is refused at import."""

from importlib import import_module

from workers.review.rules.book import UNDECIDED, Judgement, Rule, RuleBook

ITEMS = ("business_license", "food_license", "fire_inspection", "signboard")


def build_book() -> RuleBook:
    """The rules of all items. An item's module is named after it and holds ``judge``."""
    book = RuleBook()
    for item in ITEMS:
        book.add(item, import_module(f"workers.review.rules.{item}").judge)
    return book


__all__ = ["UNDECIDED", "Judgement", "Rule", "RuleBook", "build_book"]
