"""Tasks at the desk of a body: listed, claimed, decided; the opinion is stored first, the engine gets a code."""
