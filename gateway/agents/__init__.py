"""Who acts for whom: mandates (授权委托), calls made under them, and assistance in outside systems (帮办代办)."""
