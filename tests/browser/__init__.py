"""The pages in a real browser: Chromium, led by Playwright over a socket of this machine."""
